/** Ways into the settings editor. */
import * as vscode from "vscode";

/** All of this extension's, or those that hold the words. */
export async function openSettings(words = ""): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", { query: `@ext:nss.nss ${words}`.trim() });
}

/** Where the server's machine is another one than the editor's, its path is a setting of that machine. */
export async function openPathSetting(): Promise<void> {
  const remote = vscode.env.remoteName !== undefined;
  const command = remote ? "workbench.action.openRemoteSettings" : "workbench.action.openSettings";
  await vscode.commands.executeCommand(command, { query: "@id:nss.path" });
}
