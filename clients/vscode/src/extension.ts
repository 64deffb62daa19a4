/** Wires the extension: one supervised server, one status-bar item, the commands. */
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { findSimilar, search, searchSelection } from "./commands/search.ts";
import { indexFolder, showStatus, why } from "./commands/server.ts";
import { serverKeys } from "./configuration.ts";
import { COMMANDS, type Nss } from "./context.ts";
import { localFolders } from "./folders.ts";
import { asMode } from "./search/modes.ts";
import { launchClient } from "./server/client.ts";
import { tellWhenMissing } from "./server/missing.ts";
import { supervise, type Supervisor } from "./server/supervisor.ts";
import { wait } from "./server/wait.ts";
import { statusBar } from "./status/bar.ts";

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

  const nss: Nss = {
    server,
    log,
    memory: {
      mode: () => asMode(context.workspaceState.get(MODE_KEY)),
      remember: (mode) => void context.workspaceState.update(MODE_KEY, mode),
    },
  };
  const bar = statusBar(server, COMMANDS.status);
  const prepare = (client: LanguageClient): void => {
    client.onNotification("nss/statusChanged", bar.receive);
  };
  const handled = new Map<string, (argument?: { text?: string }) => Promise<void>>([
    ["nss.searchSelection", (argument) => searchSelection(nss, argument?.text)],
    ["nss.similarSelection", (argument) => findSimilar(nss, argument?.text)],
  ]);

  const commands: Readonly<Record<string, (...args: never[]) => unknown>> = {
    [COMMANDS.search]: (argument?: object) => search(nss, argument),
    [COMMANDS.searchSelection]: () => searchSelection(nss),
    [COMMANDS.findSimilar]: () => findSimilar(nss),
    [COMMANDS.status]: () => showStatus(nss),
    [COMMANDS.index]: () => indexFolder(nss),
    [COMMANDS.restart]: () => server.restart(),
    [COMMANDS.log]: () => log.show(),
    [COMMANDS.why]: () => why(nss),
  };
  context.subscriptions.push(
    log,
    bar,
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
