/** The commands that end in a list of hits: search, search for a selection, find similar code. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder } from "../folders.ts";
import { showAnswer } from "../search/answer.ts";
import { asMode } from "../search/modes.ts";
import { showLiveSearch } from "../search/picker.ts";
import { requestSearch } from "../search/request.ts";
import { asQuery, isBlank } from "../search/selection.ts";

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
    onMode: (mode) => nss.memory.remember(mode),
    search: (params, signal, onPartial) =>
      requestSearch(nss.server, "nss/search", { ...params, root: folder.uri.fsPath }, signal, onPartial),
  });
}

/** `text` comes with the server's code action; without it the selection counts, or the word under the cursor. */
export async function searchSelection(nss: Nss, text = selectedText("word")): Promise<void> {
  await search(nss, { query: asQuery(text) });
}

/** Like `searchSelection`, but for code: without a selection, the line under the cursor counts. */
export async function findSimilar(nss: Nss, text = selectedText("line")): Promise<void> {
  const folder = await currentFolder();
  if (folder === undefined) return;
  if (isBlank(text)) {
    void vscode.window.showInformationMessage("Select some code first: NSS then finds code like it.");
    return;
  }
  const near = vscode.window.activeTextEditor?.document.uri;
  const { limit, preview } = pickerSettings(folder);
  await showAnswer({
    root: folder.uri,
    preview,
    title: `NSS: Code similar to “${asQuery(text, 60)}”`,
    ask: (signal, onPartial) => {
      const params = { text, limit, near: near ? vscode.workspace.asRelativePath(near, false) : "", root: folder.uri.fsPath };
      return requestSearch(nss.server, "nss/similar", params, signal, onPartial);
    },
  });
}

function pickerSettings(folder: vscode.WorkspaceFolder): { limit: number; preview: boolean } {
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
