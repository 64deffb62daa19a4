/**
 * Our use of vscode-languageclient: one client per life of the server. The supervisor restarts, so the library's own
 * restart policy and its pop-ups are off; everything it wants to say goes to the log.
 */
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type InitializeParams,
  type LanguageClientOptions,
} from "vscode-languageclient/node";

import { explicitSettings } from "../configuration.ts";
import { locateServer } from "./locate.ts";
import { endProcess, startProcess, type ServerProcess } from "./process.ts";
import type { Running } from "./supervisor.ts";

export interface ClientSurroundings {
  /** Keys of the settings that belong to the server, see `configuration.ts`. */
  readonly keys: readonly string[];
  readonly log: vscode.LogOutputChannel;
  /** Called with every fresh client before it starts, to listen to its notifications. */
  readonly prepare: (client: LanguageClient) => void;
  /** Commands that the server advertises and this extension answers itself. They get the command's one argument. */
  readonly handled: ReadonlyMap<string, (argument: never) => unknown>;
}

/** Starts a server and initializes a client for it. Rejects when either fails; nothing is left running then. */
export async function launchClient(
  surroundings: ClientSurroundings,
  signal: AbortSignal,
): Promise<Running<LanguageClient>> {
  const executable = locateServer(vscode.workspace.getConfiguration("nss").get("path", ""));
  const process = await startProcess(executable);
  surroundings.log.info(`Started ${executable} lsp, process ${process.child.pid}.`);
  const client = new QuietClient("nss", "NSS", () => Promise.resolve(process.child), clientOptions(surroundings));
  surroundings.prepare(client);
  const kill = (): void => void process.child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  try {
    await Promise.race([client.start(), process.ended.then((problem) => Promise.reject(new Error(problem)))]);
  } catch (error) {
    kill();
    await stopClient(client, process, surroundings.log);
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
  return { client, ended: process.ended, stop: () => stopClient(client, process, surroundings.log) };
}

async function stopClient(client: LanguageClient, process: ServerProcess, log: vscode.LogOutputChannel): Promise<void> {
  try {
    // A dead server closes the connection, and the client follows a moment later: asking it to shut down before
    // that would write into a closed pipe.
    if (process.child.exitCode !== null || process.child.signalCode !== null) await connectionClosed(client);
    await client.dispose();
  } catch (error) {
    log.warn(`Stopping the client: ${error instanceof Error ? error.message : String(error)}`);
  }
  await endProcess(process);
}

function connectionClosed(client: LanguageClient): Promise<void> {
  return new Promise((resolve) => {
    if (client.state !== State.Running) return resolve();
    const bound = setTimeout(done, 1000);
    const listener = client.onDidChangeState((event) => event.newState !== State.Running && done());
    function done(): void {
      clearTimeout(bound);
      listener.dispose();
      resolve();
    }
  });
}

function clientOptions({ keys, log, handled }: ClientSurroundings): LanguageClientOptions {
  return {
    documentSelector: [{ scheme: "file" }],
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => explicitSettings(keys, undefined),
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
    middleware: {
      workspace: {
        // Instead of the library's own answer, which holds every default of the editor.
        configuration: ({ items }) =>
          items.map(({ scopeUri }) => explicitSettings(keys, scopeUri ? vscode.Uri.parse(scopeUri) : undefined)),
      },
      executeCommand: (command, args, next) => {
        const handler = handled.get(command);
        return handler === undefined ? next(command, args) : handler(args[0] as never);
      },
    },
  };
}

class QuietClient extends LanguageClient {
  /** The library shows some errors as pop-ups whatever the options say. A server that ends is a status line here. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** The status-bar item shows how far the index is; a progress beside it would say the same twice. */
  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    params.capabilities.window = { ...params.capabilities.window, workDoneProgress: false };
  }
}
