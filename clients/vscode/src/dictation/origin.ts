/** Where a dictation begins, in the server's terms: the cursor, the selection, and the problem that is marked there. */
import * as vscode from "vscode";

import type { DictationParams } from "../generated/protocol.ts";
import type { Target } from "./view.ts";

interface Position {
  readonly line: number;
  readonly character: number;
}

/** Params of `nss/dictation/start`: the capability's, and the place in the editor. */
export interface StartParams extends DictationParams {
  readonly root?: string;
  readonly textDocument?: { readonly uri: string };
  readonly selection?: { readonly start: Position; readonly end: Position };
}

/** Only files of this machine: the server has no buffer of anything else, and then inserts nothing. */
export function startParams(target: Target, editor: vscode.TextEditor | undefined, root: string): StartParams {
  if (editor === undefined || editor.document.uri.scheme !== "file") return { target, root };
  const { document, selection } = editor;
  const owner = vscode.workspace.getWorkspaceFolder(document.uri);
  return {
    target,
    root: owner?.uri.fsPath ?? root,
    textDocument: { uri: document.uri.toString() },
    selection: { start: plain(selection.start), end: plain(selection.end) },
    diagnostic: diagnosticAt(document.uri, selection.active),
  };
}

/** The gravest problem in the line of the cursor, one under the cursor first. */
function diagnosticAt(uri: vscode.Uri, cursor: vscode.Position): string {
  const near = vscode.languages.getDiagnostics(uri).filter(({ range }) => range.start.line <= cursor.line && cursor.line <= range.end.line);
  const distance = ({ range }: vscode.Diagnostic): number => (range.contains(cursor) ? 0 : 1);
  const [first] = near.sort((one, other) => distance(one) - distance(other) || one.severity - other.severity);
  return first?.message ?? "";
}

function plain({ line, character }: vscode.Position): Position {
  return { line, character };
}
