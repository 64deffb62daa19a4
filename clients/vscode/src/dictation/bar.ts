/** The status-bar item of a dictation: there while one runs, and for a moment after one failed. */
import * as vscode from "vscode";

import { barText } from "./text.ts";
import type { DictationView } from "./view.ts";

/** Levels come twenty times a second; the status bar is drawn by the whole window. */
const REDRAW_MS = 120;
const FAILED_MS = 20_000;

export interface DictationBar extends vscode.Disposable {
  readonly show: (view: DictationView | undefined) => void;
  readonly fail: (sentence: string) => void;
}

export function dictationBar(commands: { readonly stop: string; readonly again: string }): DictationBar {
  let item: vscode.StatusBarItem | undefined;
  let drawn = { at: 0, phase: "" };
  let timer: NodeJS.Timeout | undefined;

  const hide = (): void => {
    clearTimeout(timer);
    item?.dispose();
    item = undefined;
  };
  const make = (): vscode.StatusBarItem => {
    const made = vscode.window.createStatusBarItem("nss.dictation", vscode.StatusBarAlignment.Right, 51);
    made.name = "NSS Dictation";
    made.show();
    return made;
  };

  return {
    show: (view) => {
      if (view === undefined) return hide();
      const now = Date.now();
      if (view.phase === drawn.phase && now - drawn.at < REDRAW_MS) return;
      drawn = { at: now, phase: view.phase };
      clearTimeout(timer);
      item ??= make();
      const { text, tooltip, label } = barText(view);
      item.text = text;
      item.tooltip = new vscode.MarkdownString().appendText(tooltip);
      item.accessibilityInformation = { label };
      item.backgroundColor = undefined;
      item.command = commands.stop;
    },
    fail: (sentence) => {
      hide();
      item = make();
      item.text = "$(warning) Dictation failed";
      item.tooltip = new vscode.MarkdownString().appendText(`${sentence}\n\nClick to try again.`);
      item.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
      item.command = commands.again;
      drawn = { at: 0, phase: "" };
      timer = setTimeout(hide, FAILED_MS);
    },
    dispose: hide,
  };
}
