/** The commands of dictation, and what shows that one is running. One key begins and ends it, or is held. */
import * as vscode from "vscode";
import { CancellationTokenSource, type LanguageClient } from "vscode-languageclient/node";

import { COMMANDS, type Nss } from "../context.ts";
import { dictationBar } from "../dictation/bar.ts";
import { finish } from "../dictation/finish.ts";
import { ghostAt, type Ghost } from "../dictation/ghost.ts";
import { key } from "../dictation/hold.ts";
import { startParams, type StartParams } from "../dictation/origin.ts";
import { voicePanel } from "../dictation/panel.ts";
import { dictationSession } from "../dictation/session.ts";
import type { Change, DictationView, Outcome, Target } from "../dictation/view.ts";
import { currentFolder } from "../folders.ts";
import type { DictationResult } from "../generated/protocol.ts";
import { isConnectionLost } from "../request.ts";

export const VOICE_VIEW = "nss-client.voice";

const SERVER_ENDED =
  "The NSS server ended while you dictated. The recording is kept in the folder “recordings” of NSS's data; “nss transcribe FILE” makes it text.";

export interface Dictation extends vscode.Disposable {
  /** Begins a dictation, or ends the running one; a key that repeats is held, and ends it when it is let go. */
  readonly toggle: (target: Target) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly cancel: () => Promise<void>;
  /** Listens to a fresh client. */
  readonly prepare: (client: LanguageClient) => void;
}

export function dictation(nss: Nss, extension: vscode.Uri): Dictation {
  const bar = dictationBar({ stop: COMMANDS.stopDictating, again: COMMANDS.dictate });
  const panel = voicePanel(extension);
  const provider = vscode.window.registerWebviewViewProvider(VOICE_VIEW, panel);
  let params: StartParams = {};
  let ghost: Ghost | undefined;

  const show = (view: DictationView | undefined): void => {
    setContext("nss.dictating", view !== undefined && view.phase !== "transcribing");
    setContext("nss.transcribing", view?.phase === "transcribing");
    bar.show(view);
    panel.show(view);
    if (view !== undefined) ghost?.show(view);
  };
  const ask = async (method: string): Promise<void> => {
    const client = await nss.server.ready(new AbortController().signal);
    await client.sendRequest(method, { root: params.root });
  };
  const session = dictationSession({
    start: (_, signal) => start(nss, params, signal),
    stop: () => ask("nss/dictation/stop"),
    cancel: () => ask("nss/dictation/cancel"),
    now: Date.now,
    show,
  });

  const isHeard = (): boolean => session.view() !== undefined && session.view()?.phase !== "transcribing";
  const clock = {
    now: Date.now,
    later: (ms: number, call: () => void) => {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  };
  const held = key(clock, () => void (isHeard() && session.stop()));

  const begin = async (target: Target): Promise<void> => {
    const editor = vscode.window.activeTextEditor;
    const folder = await currentFolder();
    if (folder === undefined || session.view() !== undefined) return;
    params = startParams(target, editor, folder.uri.fsPath);
    if (target === "text" && editor !== undefined && params.textDocument !== undefined) {
      ghost = ghostAt(editor.document, editor.selection.end);
    }
    const outcome = await session.begin(target);
    ghost?.dispose();
    ghost = undefined;
    if (outcome === undefined) return;
    panel.ended(...endedWith(outcome));
    if (outcome.kind === "failed") bar.fail(outcome.problem);
    await finish(nss, outcome, target);
  };

  return {
    toggle: async (target) => {
      const press = held.pressed(isHeard());
      if (press === "held") return;
      if (press === "end") return await session.stop();
      if (session.view() === undefined) return await begin(target);
      vscode.window.setStatusBarMessage("NSS: the text of the last dictation is on its way.", 3000);
    },
    stop: session.stop,
    cancel: session.cancel,
    prepare: (client) => void client.onNotification("nss/dictationChanged", (change: Change) => session.receive(change)),
    dispose: () => {
      held.dispose();
      provider.dispose();
      ghost?.dispose();
      bar.dispose();
    },
  };
}

/** Never sent again when the server ends under it: what was said then is not said again. */
async function start(nss: Nss, params: StartParams, signal: AbortSignal): Promise<DictationResult> {
  const client = await nss.server.ready(signal);
  const cancel = new CancellationTokenSource();
  const abort = (): void => cancel.cancel();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await client.sendRequest<DictationResult>("nss/dictation/start", params, cancel.token);
  } catch (error) {
    throw isConnectionLost(error) ? new Error(SERVER_ENDED, { cause: error }) : error;
  } finally {
    signal.removeEventListener("abort", abort);
    cancel.dispose();
  }
}

function endedWith(outcome: Outcome): [heard: string, problem: string] {
  if (outcome.kind === "heard") return [outcome.result.text, outcome.result.problem];
  return outcome.kind === "failed" ? ["", outcome.problem] : ["", ""];
}

const contexts = new Map<string, boolean>();

function setContext(key: string, value: boolean): void {
  if (contexts.get(key) === value) return;
  contexts.set(key, value);
  void vscode.commands.executeCommand("setContext", key, value);
}
