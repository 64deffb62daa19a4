/** The words so far, greyed where they will go. A decoration only: nothing stands in the document before it is final. */
import * as vscode from "vscode";

import { moved } from "./place.ts";
import { ghostText } from "./text.ts";
import type { DictationView } from "./view.ts";

export interface Ghost extends vscode.Disposable {
  readonly show: (view: DictationView) => void;
}

/** Follows the place through edits until it is disposed of. */
export function ghostAt(document: vscode.TextDocument, position: vscode.Position): Ghost {
  const decoration = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  let offset: number | undefined = document.offsetAt(position);
  let words = ghostText({ stable: "", tentative: "" });

  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(decoration, offset === undefined ? [] : [at(document.positionAt(offset), words)]);
    }
  };
  const listening = [
    vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
      if (changed !== document || offset === undefined || contentChanges.length === 0) return;
      offset = moved(offset, contentChanges);
      draw();
    }),
    vscode.window.onDidChangeVisibleTextEditors(draw),
  ];
  return {
    show: (view) => {
      const next = ghostText(view);
      if (next.stable === words.stable && next.tentative === words.tentative) return; // twenty times a second only the level changes
      words = next;
      draw();
    },
    dispose: () => {
      decoration.dispose();
      for (const listener of listening) listener.dispose();
    },
  };
}

/** Both parts at one place: "before" stands before "after", which two decorations would not promise. */
function at(position: vscode.Position, { stable, tentative }: ReturnType<typeof ghostText>): vscode.DecorationOptions {
  return {
    range: new vscode.Range(position, position),
    renderOptions: {
      before: { contentText: stable, color: new vscode.ThemeColor("descriptionForeground") },
      after: { contentText: tentative, color: new vscode.ThemeColor("editorGhostText.foreground"), fontStyle: "italic" },
    },
  };
}
