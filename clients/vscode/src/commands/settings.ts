/** Ways into the settings editor. */
import * as vscode from "vscode";

export async function openSettings(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", "@ext:nss.nss");
}

export async function openPathSetting(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", "nss.path");
}
