/** The commands about the server and its index: status, index, why, restart, log. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder } from "../folders.ts";
import { reportLines } from "../status/report.ts";
import { openSettings } from "./settings.ts";

interface MenuRow extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** What the server and the index are doing, above what can be done about it. */
export async function showStatus(nss: Nss): Promise<void> {
  const actions: MenuRow[] = [
    { label: "$(refresh) Index the folder again", run: () => indexFolder(nss) },
    { label: "$(debug-restart) Restart the server", run: () => nss.server.restart() },
    { label: "$(output) Show the log", run: () => nss.log.show() },
    { label: "$(gear) Open the settings", run: openSettings },
  ];
  const state = nss.server.state();
  const facts =
    state.phase === "running" ? await statusFacts(nss) : "problem" in state ? [state.problem] : [`Server: ${state.phase}`];
  const rows: MenuRow[] = [
    ...facts.map((label) => ({ label })),
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    ...actions,
  ];
  const chosen = await vscode.window.showQuickPick(rows, { title: "NSS: Status", placeHolder: "Choose what to do" });
  await chosen?.run?.();
}

async function statusFacts(nss: Nss): Promise<readonly string[]> {
  const answer = await ask(nss, "nss/status", {});
  return answer === undefined ? [] : reportLines(answer);
}

export async function indexFolder(nss: Nss): Promise<void> {
  const folder = await currentFolder();
  if (folder === undefined) return;
  const progress = { location: vscode.ProgressLocation.Window, title: `NSS: indexing ${folder.name}` };
  const answer = await vscode.window.withProgress(progress, () => ask(nss, "nss/index", {}, folder));
  if (answer !== undefined) nss.log.info(`Indexed ${folder.name}: ${reportLines(answer).join(", ")}`);
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
  const answer = await ask(nss, "nss/why", { path }, folder);
  if (answer !== undefined) void vscode.window.showInformationMessage(reportLines(answer).join(" · "));
}

/** One request; a failure is told to the user and gives undefined. */
async function ask(
  nss: Nss,
  method: string,
  params: object,
  folder?: vscode.WorkspaceFolder,
): Promise<Record<string, unknown> | undefined> {
  try {
    const client = await nss.server.ready(new AbortController().signal);
    const root = folder ?? (await currentFolder());
    return await client.sendRequest<Record<string, unknown>>(method, { ...params, root: root?.uri.fsPath });
  } catch (error) {
    void vscode.window.showWarningMessage(`NSS: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
