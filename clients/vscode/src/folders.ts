/** Which workspace folder a command is about. */
import * as vscode from "vscode";

/** Folders on this machine's disk: the only ones that a local index can follow. */
export function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === "file");
}

/** The folder of the active editor, else the only folder, else the one that the user picks. Says so where there is none. */
export async function currentFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = localFolders();
  if (folders.length === 0) {
    void vscode.window.showInformationMessage("NSS searches a folder on this machine. Open one first.");
    return undefined;
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const owner = active && vscode.workspace.getWorkspaceFolder(active);
  if (owner !== undefined && folders.includes(owner)) return owner;
  if (folders.length === 1) return folders[0];
  const rows = folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  return (await vscode.window.showQuickPick(rows, { title: "NSS: which folder?" }))?.folder;
}

/** The workspace folder of a root that the server names. */
export function folderOf(root: string | undefined): vscode.WorkspaceFolder | undefined {
  return root === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(root));
}
