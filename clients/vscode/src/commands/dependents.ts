/** The commands about who depends on a symbol: its uses, and what may break when it changes. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder, folderOf } from "../folders.ts";
import { request } from "../request.ts";
import { showAnswer } from "../search/answer.ts";
import type { Listed } from "../search/rows.ts";
import { pickerSettings } from "./search.ts";

/** The argument of the server's lenses and code actions: a symbol, or a place as `path:line:column`. */
export interface Meant {
  readonly symbol: string;
  readonly name?: string;
  readonly root?: string;
}

export async function showDependents(nss: Nss, given?: Meant): Promise<void> {
  await show(given, "Dependents of", (symbol, folder, signal) =>
    request(nss.server, "nss/references", { symbol }, folder, { signal, onPartial: () => undefined }),
  );
}

export async function showImpact(nss: Nss, given?: Meant): Promise<void> {
  await show(given, "Impact of", (target, folder, signal) =>
    request(nss.server, "nss/impact", { target }, folder, { signal, onPartial: () => undefined }),
  );
}

type Ask = (symbol: string, folder: vscode.WorkspaceFolder, signal: AbortSignal) => Promise<Listed>;

async function show(given: Meant | undefined, title: string, ask: Ask): Promise<void> {
  const folder = folderOf(given?.root) ?? (await currentFolder());
  const { symbol, name } = given ?? atCaret();
  if (folder === undefined) return;
  if (symbol === undefined) {
    void vscode.window.showInformationMessage("Put the cursor on a name first: NSS then shows who depends on it.");
    return;
  }
  const { preview } = pickerSettings(folder);
  await showAnswer({
    root: folder.uri,
    preview,
    title: `NSS: ${title} ${name ?? symbol.replace(/^.*::/, "")}`,
    ask: (signal) => ask(symbol, folder, signal),
  });
}

/** The caret in the server's words: lines from 1, columns from 1 in UTF-8 bytes. */
function atCaret(): Partial<Meant> {
  const editor = vscode.window.activeTextEditor;
  const word = editor?.document.getWordRangeAtPosition(editor.selection.active);
  if (editor === undefined || word === undefined) return {};
  const { line, character } = word.start;
  const column = Buffer.byteLength(editor.document.lineAt(line).text.slice(0, character)) + 1;
  const path = vscode.workspace.asRelativePath(editor.document.uri, false);
  return { symbol: `${path}:${line + 1}:${column}`, name: editor.document.getText(word) };
}
