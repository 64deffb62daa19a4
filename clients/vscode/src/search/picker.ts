/** The live search: a search stream shown as a list of hits. Owns the mode button and the title. */
import * as vscode from "vscode";

import type { PastSearch } from "../generated/protocol.ts";
import { hitPick, showProblem, showRows, type HitItem, type HitPick } from "./list.ts";
import { MODE_LOOKS, nextMode, type SearchMode } from "./modes.ts";
import { pastRows } from "./past.ts";
import { remark } from "./rows.ts";
import { searchStream, type Search, type SearchStream, type View } from "./stream.ts";

export interface LiveOptions {
  readonly root: vscode.Uri;
  readonly preview: boolean;
  readonly search: Search;
  /** What was searched for before, the newest first. */
  readonly past: () => Promise<readonly PastSearch[]>;
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
    show: (view) => render(picker, view, stream.mode(), past),
  });
  let past: readonly HitItem[] = [];
  const listening = options.onIndex(() => stream.refresh());
  showMode(picker, options.mode, "");
  picker.value = options.query;
  picker.onDidChangeValue((typed) => stream.type(typed));
  picker.onDidAccept(() => {
    const again = picker.activeItems[0]?.again;
    if (again === undefined || picker.value !== "") return; // typed on: the row is about to go
    stream.setMode(again.mode);
    picker.value = again.query;
    stream.type(again.query);
  });
  picker.onDidTriggerButton(() => {
    const mode = nextMode(stream.mode());
    options.onMode(mode);
    stream.setMode(mode);
  });
  picker.show();
  stream.type(options.query);
  if (options.query === "") void showPast();

  async function showPast(): Promise<void> {
    try {
      past = pastRows(await options.past()).map((row): HitItem => ({ ...row, alwaysShow: true }));
      if (picker.value === "") picker.items = past;
    } catch (error) {
      if (picker.value === "") showProblem(picker, error instanceof Error ? error.message : String(error));
    }
  }
}

function render(picker: HitPick, view: View, mode: SearchMode, past: readonly HitItem[]): void {
  picker.busy = view.busy;
  showMode(picker, mode, view.result === undefined ? "" : remark(view.result));
  if (view.problem !== "") showProblem(picker, view.problem);
  else if (view.result === undefined) picker.items = view.text === "" ? past : [];
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
