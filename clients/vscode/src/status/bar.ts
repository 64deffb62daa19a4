/** The one item in the status bar. Owns the last state of each root; `text.ts` decides what it says. */
import * as vscode from "vscode";

import type { Watched } from "../server/supervisor.ts";
import { statusText, type RootStatus } from "./text.ts";

export interface StatusBar extends vscode.Disposable {
  /** Takes a `nss/statusChanged` notification. */
  readonly receive: (status: RootStatus) => void;
}

export function statusBar(server: Watched, command: string): StatusBar {
  const item = vscode.window.createStatusBarItem("nss.status", vscode.StatusBarAlignment.Right, 50);
  item.name = "NSS";
  item.command = command;
  const roots = new Map<string, RootStatus>();

  const draw = (): void => {
    const { text, tooltip, warning } = statusText(server.state(), [...roots.values()]);
    item.text = text;
    item.tooltip = new vscode.MarkdownString().appendText(tooltip);
    item.backgroundColor = warning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };

  const unlisten = server.onChange((state) => {
    if (state.phase !== "running") roots.clear(); // the next server tells afresh
    draw();
  });
  draw();
  return {
    receive: (status) => {
      roots.set(status.root, status);
      draw();
    },
    dispose: () => {
      unlisten();
      item.dispose();
    },
  };
}
