/** One answer as a list of hits, for questions that are not typed. What is typed here filters the rows. */
import type * as vscode from "vscode";

import type { SearchResult } from "../protocol.ts";
import { hitItem, hitPick, noteItem } from "./list.ts";
import { remarks } from "./rows.ts";

export interface AnswerOptions {
  readonly root: vscode.Uri;
  readonly preview: boolean;
  readonly title: string;
  readonly ask: (signal: AbortSignal, onPartial: (result: SearchResult) => void) => Promise<SearchResult>;
}

export async function showAnswer({ root, preview, title, ask }: AnswerOptions): Promise<void> {
  const abort = new AbortController();
  const picker = hitPick({ root, preview, onClose: () => abort.abort() });
  const show = (result: SearchResult): void => {
    const remark = remarks(result);
    picker.title = remark === "" ? title : `${title} (${remark})`;
    picker.items = result.results.map((hit) => hitItem(hit, true));
  };
  picker.title = title;
  picker.placeholder = "Type to filter";
  picker.matchOnDescription = true;
  picker.busy = true;
  picker.show();
  try {
    const result = await ask(abort.signal, show);
    show(result);
    if (result.results.length === 0) picker.items = [noteItem("Nothing found")];
  } catch (error) {
    if (abort.signal.aborted) return;
    picker.items = [noteItem(`$(warning) ${error instanceof Error ? error.message : String(error)}`)];
  }
  picker.busy = false;
}
