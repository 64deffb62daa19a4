/** The live search: a search stream shown as a list of hits. Owns the mode button and the title. */
import * as vscode from "vscode";

import type { SearchMode } from "../protocol.ts";
import { hitItem, hitPick, noteItem, type HitPick } from "./list.ts";
import { MODE_LOOKS, nextMode } from "./modes.ts";
import { remarks } from "./rows.ts";
import { searchStream, type Search, type SearchStream, type View } from "./stream.ts";

export interface LiveOptions {
  readonly root: vscode.Uri;
  readonly preview: boolean;
  readonly search: Search;
  readonly query: string;
  readonly mode: SearchMode;
  readonly limit: number;
  /** Told whenever the mode changes, so that the next search begins with it. */
  readonly onMode: (mode: SearchMode) => void;
}

export function showLiveSearch(options: LiveOptions): void {
  const picker = hitPick({ root: options.root, preview: options.preview, onClose: () => stream.dispose() });
  const stream: SearchStream = searchStream({
    search: options.search,
    limit: options.limit,
    mode: options.mode,
    show: (view) => render(picker, view, stream.mode()),
  });
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
  showMode(picker, mode, view.result === undefined ? "" : remarks(view.result));
  if (view.problem !== "") picker.items = [noteItem(`$(warning) ${view.problem}`)];
  else if (view.result === undefined) picker.items = [];
  else if (view.result.results.length > 0) picker.items = view.result.results.map((hit) => hitItem(hit, false));
  else if (!view.busy) picker.items = [noteItem("Nothing found")];
}

function showMode(picker: HitPick, mode: SearchMode, remark: string): void {
  const look = MODE_LOOKS[mode];
  const next = MODE_LOOKS[nextMode(mode)];
  const title = remark === "" ? `NSS: Search by ${look.title}` : `NSS: Search by ${look.title} (${remark})`;
  if (picker.title === title) return;
  picker.title = title;
  picker.placeholder = look.placeholder;
  picker.buttons = [
    { iconPath: new vscode.ThemeIcon(look.icon), tooltip: `Searching by ${look.title}. Switch to ${next.title}.` },
  ];
}
