/** The commands that end in a list of hits: search, search for a selection, find similar code. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder } from "../folders.ts";
import { request } from "../request.ts";
import { showAnswer } from "../search/answer.ts";
import { asMode } from "../search/modes.ts";
import { showLiveSearch } from "../search/picker.ts";
import { asQuery, isBlank } from "../search/selection.ts";

/** The argument of the server's code actions. */
export interface Selected {
  readonly text: string;
}

/** `argument` is what a keybinding may give: {"query": "…", "mode": "symbol"}. */
export async function search(nss: Nss, argument?: { query?: unknown; mode?: unknown }): Promise<void> {
  const folder = await currentFolder();
  if (folder === undefined) return;
  const settings = pickerSettings(folder);
  showLiveSearch({
    root: folder.uri,
    preview: settings.preview,
    query: typeof argument?.query === "string" ? argument.query : "",
    mode: argument?.mode === undefined ? nss.memory.mode() : asMode(argument.mode),
    limit: settings.limit,
    onIndex: nss.onStatus,
    onMode: (mode) => nss.memory.remember(mode),
    search: (params, signal, onPartial) =>
      request(nss.server, "nss/search", params, folder, { signal, onPartial }),
    past: async () => (await request(nss.server, "nss/searches/list", { limit: 50 }, folder)).searches,
  });
}

/** With the server's code action its argument counts, else the selection, else the word under the cursor. */
export async function searchSelection(nss: Nss, given?: Selected): Promise<void> {
  await search(nss, { query: asQuery(given?.text ?? selectedText("word")) });
}

/** Like `searchSelection`, but for code: without a selection, the line under the cursor counts. */
export async function findSimilar(nss: Nss, given?: Selected): Promise<void> {
  const folder = await currentFolder();
  if (folder === undefined) return;
  const text = given?.text ?? selectedText("line");
  if (isBlank(text)) {
    void vscode.window.showInformationMessage("Select some code first: NSS then finds code like it.");
    return;
  }
  const { limit, preview } = pickerSettings(folder);
  await showAnswer({
    root: folder.uri,
    preview,
    title: `NSS: Code similar to “${asQuery(text, 60)}”`,
    ask: (signal, onPartial) =>
      request(nss.server, "nss/similar", { text, limit, ...origin() }, folder, { signal, onPartial }),
  });
}

/** Where the text comes from: code is always most similar to itself, so the server leaves these lines out. */
function origin(): { near?: string; start_line?: number; end_line?: number } {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return {};
  const { start, end } = editor.selection;
  const near = vscode.workspace.asRelativePath(editor.document.uri, false);
  return { near, start_line: start.line + 1, end_line: end.line + 1 };
}

export function pickerSettings(folder: vscode.WorkspaceFolder): { limit: number; preview: boolean } {
  const settings = vscode.workspace.getConfiguration("nss.picker", folder);
  return { limit: settings.get("limit", 30), preview: settings.get("preview", false) };
}

function selectedText(otherwise: "word" | "line"): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return "";
  const { document, selection } = editor;
  if (!selection.isEmpty) return document.getText(selection);
  if (otherwise === "line") return document.lineAt(selection.active.line).text;
  const word = document.getWordRangeAtPosition(selection.active);
  return word === undefined ? "" : document.getText(word);
}
