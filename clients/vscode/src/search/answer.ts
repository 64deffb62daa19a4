/** One answer as a list of hits, for questions that are not typed. What is typed here filters the rows. */
import type * as vscode from "vscode";

import { hitPick, showProblem, showRows } from "./list.ts";
import { type Listed, remark } from "./rows.ts";

export interface AnswerOptions {
  readonly root: vscode.Uri;
  readonly preview: boolean;
  readonly title: string;
  readonly ask: (signal: AbortSignal, onPartial: (result: Listed) => void) => Promise<Listed>;
}

export async function showAnswer({ root, preview, title, ask }: AnswerOptions): Promise<void> {
  const abort = new AbortController();
  const picker = hitPick({ root, preview, onClose: () => abort.abort() });
  const show = (result: Listed): void => {
    const words = remark(result);
    picker.title = words === "" ? title : `${title} (${words})`;
    showRows(picker, result, true);
  };
  picker.title = title;
  picker.placeholder = "Type to filter";
  picker.matchOnDescription = true;
  picker.busy = true;
  picker.show();
  try {
    show(await ask(abort.signal, show));
  } catch (error) {
    if (abort.signal.aborted) return;
    showProblem(picker, error instanceof Error ? error.message : String(error));
  }
  picker.busy = false;
}
