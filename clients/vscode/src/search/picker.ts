/** The live search: a search stream shown as a list of hits. Owns the mode button and the title. */
import * as vscode from "vscode";

import { hitPick, showProblem, showRows, type HitPick } from "./list.ts";
import { MODE_LOOKS, nextMode, type SearchMode } from "./modes.ts";
import { remark } from "./rows.ts";
import { searchStream, type Search, type SearchStream, type View } from "./stream.ts";

export interface LiveOptions {
  readonly root: vscode.Uri;
  readonly preview: boolean;
  readonly search: Search;
  readonly query: string;
  readonly mode: SearchMode;
  readonly limit: number;
  /** Fires when the index moved on: an answer that was provisional is asked for again. */
  readonly onIndex: vscode.Event<unknown>;
  /** Told whenever the mode changes, so that the next search begins with it. */
  readonly onMode: (mode: SearchMode) => void;
}

export function showLiveSearch(options: LiveOptions): void {
  const onClose = (): void => {
    stream.dispose();
    listening.dispose();
  };
  const picker = hitPick({ root: options.root, preview: options.preview, onClose });
  const stream: SearchStream = searchStream({
    search: options.search,
    limit: options.limit,
    mode: options.mode,
    show: (view) => render(picker, view, stream.mode()),
  });
  const listening = options.onIndex(() => stream.refresh());
  showMode(picker, options.mode, "");
  picker.value = options.query;
  picker.onDidChangeValue((typed) => stream.type(typed));
  picker.onDidTriggerButton(() => {
    const mode = nextMode(stream.mode());
    options.onMode(mode);
    stream.setMode(mode);
  });
  picker.show();
  stream.type(options.query);
}

function render(picker: HitPick, view: View, mode: SearchMode): void {
  picker.busy = view.busy;
  showMode(picker, mode, view.result === undefined ? "" : remark(view.result));
  if (view.problem !== "") showProblem(picker, view.problem);
  else if (view.result === undefined) picker.items = [];
  else if (!view.busy || view.result.results.length > 0) showRows(picker, view.result, false);
}

function showMode(picker: HitPick, mode: SearchMode, words: string): void {
  const look = MODE_LOOKS[mode];
  const next = MODE_LOOKS[nextMode(mode)];
  const title = `NSS: Search by ${look.title}${words === "" ? "" : ` (${words})`}`;
  if (picker.title === title) return;
  picker.title = title;
  picker.placeholder = look.placeholder;
  picker.buttons = [
    { iconPath: new vscode.ThemeIcon(look.icon), tooltip: `Searching by ${look.title}. Switch to ${next.title}.` },
  ];
}
