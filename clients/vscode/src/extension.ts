/** Wires the extension: one supervised server, one status-bar item, the commands. */
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { contexts, showGraph, type Wanted } from "./commands/context.ts";
import { dictation } from "./commands/dictation.ts";
import { type Meant, showDependents, showImpact } from "./commands/dependents.ts";
import { findSimilar, search, searchSelection, type Selected } from "./commands/search.ts";
import { indexFolder, showStatus, why } from "./commands/server.ts";
import { type Tagged, showTags } from "./commands/tags.ts";
import { serverKeys } from "./configuration.ts";
import { COMMANDS, type Nss } from "./context.ts";
import { localFolders } from "./folders.ts";
import { asMode } from "./search/modes.ts";
import { launchClient } from "./server/client.ts";
import { tellWhenMissing } from "./server/missing.ts";
import { supervise, type Supervisor } from "./server/supervisor.ts";
import { wait } from "./server/wait.ts";
import { statusBar } from "./status/bar.ts";
import type { RootStatus } from "./status/text.ts";

const MODE_KEY = "nss.mode";

let stop: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("NSS", { log: true });
  const server: Supervisor<LanguageClient> = supervise({
    launch: (signal) => launchClient({ keys: serverKeys(context.extension), log, prepare, handled }, signal),
    now: Date.now,
    wait,
    log: (sentence) => log.warn(sentence),
  });
  stop = server.stop;

  const statusChanged = new vscode.EventEmitter<RootStatus>();
  const nss: Nss = {
    server,
    log,
    onStatus: statusChanged.event,
    memory: {
      mode: () => asMode(context.workspaceState.get(MODE_KEY)),
      remember: (mode) => void context.workspaceState.update(MODE_KEY, mode),
    },
  };
  const packs = contexts();
  const voice = dictation(nss, context.extensionUri);
  const bar = statusBar(server, COMMANDS.status);
  const prepare = (client: LanguageClient): void => {
    client.onNotification("nss/statusChanged", (status: RootStatus) => statusChanged.fire(status));
    voice.prepare(client);
  };
  const handled = new Map<string, (argument: never) => unknown>([
    ["nss.searchSelection", (argument?: Selected) => searchSelection(nss, argument)],
    ["nss.similarSelection", (argument?: Selected) => findSimilar(nss, argument)],
    ["nss.showDependents", (argument?: Meant) => showDependents(nss, argument)],
    ["nss.showImpact", (argument?: Meant) => showImpact(nss, argument)],
    ["nss.searchTag", (argument?: Tagged) => showTags(nss, argument)],
    ["nss.assembleContext", (argument?: Wanted) => packs.assemble(nss, argument)],
    ["nss.copyContext", (argument?: Wanted) => packs.copy(nss, argument)],
    ["nss.dictateHere", () => voice.toggle("text")],
  ]);

  const commands: Readonly<Record<string, (...args: never[]) => unknown>> = {
    [COMMANDS.search]: (argument?: object) => search(nss, argument),
    [COMMANDS.searchSelection]: () => searchSelection(nss),
    [COMMANDS.findSimilar]: () => findSimilar(nss),
    [COMMANDS.dependents]: () => showDependents(nss),
    [COMMANDS.impact]: () => showImpact(nss),
    [COMMANDS.tags]: () => showTags(nss),
    [COMMANDS.context]: () => packs.assemble(nss),
    [COMMANDS.copyContext]: () => packs.copy(nss),
    [COMMANDS.contextOfChanges]: () => packs.assemble(nss, { changes: true }),
    [COMMANDS.graph]: () => showGraph(nss),
    [COMMANDS.status]: () => showStatus(nss),
    [COMMANDS.index]: () => indexFolder(nss),
    [COMMANDS.restart]: () => server.restart(),
    [COMMANDS.log]: () => log.show(),
    [COMMANDS.why]: () => why(nss),
    [COMMANDS.dictate]: () => voice.toggle("text"),
    [COMMANDS.dictateSearch]: () => voice.toggle("search"),
    [COMMANDS.dictateTicket]: () => voice.toggle("ticket"),
    [COMMANDS.stopDictating]: () => voice.stop(),
    [COMMANDS.cancelDictation]: () => voice.cancel(),
  };
  context.subscriptions.push(
    log,
    statusChanged,
    statusChanged.event(bar.receive),
    bar,
    voice,
    packs,
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    tellWhenMissing(server),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("nss.path") && localFolders().length > 0) await server.restart();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => startForFolders(server)),
  );
  return startForFolders(server);
}

/** A window without a folder has nothing to search. Further folders are told to a running server by its client. */
async function startForFolders(server: Supervisor<LanguageClient>): Promise<void> {
  if (localFolders().length > 0) server.start();
  else await server.stop();
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
