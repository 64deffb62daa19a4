/** A quick pick of hits: what a row holds, and what highlighting and choosing one does. Knows no search. */
import * as vscode from "vscode";

import { openHit } from "./open.ts";
import type { Again } from "./past.ts";
import { type Listed, type ShownHit, rowOf } from "./rows.ts";

export interface HitItem extends vscode.QuickPickItem {
  readonly hit?: ShownHit;
  /** A search of the past: choosing it asks it again. */
  readonly again?: Again;
}

export type HitPick = vscode.QuickPick<HitItem>;

const BESIDE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("split-horizontal"),
  tooltip: "Open to the Side",
};

export interface ListOptions {
  /** The folder that paths of hits are relative to. */
  readonly root: vscode.Uri;
  /** Show the highlighted hit in the editor behind the list. */
  readonly preview: boolean;
  /** Called once, when the list closes. */
  readonly onClose: () => void;
}

export function hitPick({ root, preview, onClose }: ListOptions): HitPick {
  const picker = vscode.window.createQuickPick<HitItem>();
  // The server's order is the ranking. The editor would sort rows by how well their label matches the input;
  // all editors know this property, the published types do not.
  Object.assign(picker, { sortByLabel: false });

  const before = vscode.window.activeTextEditor;
  let chosen = false;
  const choose = async (hit: ShownHit | undefined, viewColumn: vscode.ViewColumn): Promise<void> => {
    if (hit === undefined) return;
    chosen = true;
    picker.hide();
    await openHit(root, hit, { viewColumn, preview: false });
  };

  picker.onDidAccept(() => choose(picker.activeItems[0]?.hit, vscode.ViewColumn.Active));
  picker.onDidTriggerItemButton((event) => choose(event.item.hit, vscode.ViewColumn.Beside));
  if (preview) {
    picker.onDidChangeActive(async ([item]) => {
      if (item?.hit !== undefined && !chosen) await openHit(root, item.hit, { preserveFocus: true, preview: true });
    });
  }
  picker.onDidHide(async () => {
    onClose();
    picker.dispose();
    if (preview && !chosen && before !== undefined) {
      await vscode.window.showTextDocument(before.document, { viewColumn: before.viewColumn ?? vscode.ViewColumn.Active });
    }
  });
  return picker;
}

/** Rows that were the first of their list: the editor went to them, not the user. */
const firsts = new WeakSet<HitItem>();

/**
 * Shows an answer. `filtered`: the editor hides rows that do not match what is typed; else the server has done that.
 * A row that the user went to stays the active one while the answer grows around it.
 */
export function showRows(picker: HitPick, { results, fallback, doubt }: Listed, filtered: boolean): void {
  const active = picker.activeItems[0];
  // Told late: it may still be a row of the list before the one that is shown, so the first row now says nothing.
  const wasFirst = active === undefined || firsts.has(active);
  const items = results.map((hit): HitItem => ({ ...rowOf(hit), hit, alwaysShow: !filtered, buttons: [BESIDE] }));
  if (results.length === 0) items.push(note("Nothing found"));
  if (fallback) items.push(note(`$(info) ${fallback}`));
  if (doubt) items.push(note(`$(question) ${doubt}`));
  if (items[0] !== undefined) firsts.add(items[0]);
  picker.items = items;
  const again = wasFirst ? undefined : items.find((item) => samePlace(item.hit, active.hit));
  if (again !== undefined) picker.activeItems = [again];
}

export function showProblem(picker: HitPick, sentence: string): void {
  picker.items = [note(`$(warning) ${sentence}`)];
}

/** A row that says something and opens nothing. */
function note(label: string): HitItem {
  return { label, alwaysShow: true };
}

function samePlace(one: ShownHit | undefined, other: ShownHit | undefined): boolean {
  return one !== undefined && one.path === other?.path && one.start_line === other.start_line && one.symbol === other.symbol;
}
