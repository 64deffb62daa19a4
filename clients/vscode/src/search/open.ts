/** Opens a hit at its lines, in the buffer as it is now: an unsaved one included. */
import * as vscode from "vscode";

import { currentLines } from "./position.ts";
import type { ShownHit } from "./rows.ts";

export async function openHit(
  root: vscode.Uri,
  hit: ShownHit,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(root, hit.path));
    const text = document.getText().split(/\r\n|\r|\n/);
    const { start, end } = currentLines(text, hit.start_line, hit.end_line, hit.snippet);
    const caret = new vscode.Position(start, document.lineAt(start).firstNonWhitespaceCharacterIndex);
    const editor = await vscode.window.showTextDocument(document, { ...options, selection: new vscode.Range(caret, caret) });
    editor.revealRange(new vscode.Range(start, 0, end, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showWarningMessage(`NSS could not open ${hit.path}: ${reason}`);
  }
}
