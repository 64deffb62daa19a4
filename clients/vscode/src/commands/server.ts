/** The commands about the server and its index: status, index, why. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder } from "../folders.ts";
import { request } from "../request.ts";
import { count, duration, statusFacts } from "../status/facts.ts";
import { openSettings } from "./settings.ts";

interface MenuRow extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** What the server and the index are doing, above what can be done about it. */
export async function showStatus(nss: Nss): Promise<void> {
  const rows: MenuRow[] = [
    ...(await facts(nss)),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: "$(refresh) Index the folder again", run: () => indexFolder(nss) },
    { label: "$(debug-restart) Restart the server", run: () => nss.server.restart() },
    { label: "$(output) Show the log", run: () => nss.log.show() },
    { label: "$(gear) Open the settings", run: () => openSettings() },
  ];
  const chosen = await vscode.window.showQuickPick(rows, { title: "NSS: Status", placeHolder: "Choose what to do" });
  await chosen?.run?.();
}

async function facts(nss: Nss): Promise<readonly MenuRow[]> {
  const state = nss.server.state();
  if ("problem" in state) return [{ label: `$(warning) ${state.problem}` }];
  if (state.phase !== "running") return [{ label: `The server is ${state.phase}.` }];
  const folder = await currentFolder();
  const status = folder && (await told(request(nss.server, "nss/status", {}, folder)));
  return status === undefined ? [] : statusFacts(status);
}

export async function indexFolder(nss: Nss): Promise<void> {
  const folder = await currentFolder();
  if (folder === undefined) return;
  const title = `NSS: indexing ${folder.name}`;
  const done = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    told(request(nss.server, "nss/index", {}, folder)),
  );
  if (done === undefined) return;
  const sentence = `NSS: ${folder.name} is indexed: ${count(done.files, "file")}, ${count(done.chunks, "chunk")}, ${duration(done.seconds)}`;
  vscode.window.setStatusBarMessage(sentence, 10_000);
  nss.log.info(sentence);
}

/** Why the file of the active editor is in the index, or why not. */
export async function why(nss: Nss): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = active && vscode.workspace.getWorkspaceFolder(active);
  if (active === undefined || folder === undefined) {
    void vscode.window.showInformationMessage("Open a file of the folder first: NSS then says whether it is indexed, and why.");
    return;
  }
  const path = vscode.workspace.asRelativePath(active, false);
  const answer = await told(request(nss.server, "nss/why", { path }, folder));
  if (answer !== undefined) void vscode.window.showInformationMessage(answer.sentence);
}

/** The answer; a failure is told to the user and gives undefined. */
async function told<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    void vscode.window.showWarningMessage(`NSS: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
