/** The view "NSS Voice". It costs nothing while it is hidden: the page exists only while somebody sees it. */
import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

import { voicePage, type PageState } from "./page.ts";
import type { DictationView } from "./view.ts";

export interface VoicePanel extends vscode.WebviewViewProvider {
  readonly show: (view: DictationView | undefined) => void;
  /** What the last dictation came to; stays until the next one. */
  readonly ended: (heard: string, problem: string) => void;
}

export function voicePanel(extension: vscode.Uri): VoicePanel {
  const files = vscode.Uri.joinPath(extension, "out");
  let state: PageState = { view: undefined, heard: "", problem: "" };
  let shown: vscode.WebviewView | undefined;

  const tell = (next: PageState): void => {
    state = next;
    if (shown?.visible === true) void shown.webview.postMessage(state);
  };

  return {
    show: (view) => tell(view === undefined ? { ...state, view } : { view, heard: "", problem: "" }),
    ended: (heard, problem) => tell({ view: undefined, heard, problem }),
    resolveWebviewView: (view) => {
      shown = view;
      const { webview } = view;
      const source = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(files, name)).toString();
      webview.options = { enableScripts: true, localResourceRoots: [files] };
      webview.onDidReceiveMessage(() => tell(state)); // a page that has loaded, again and again as it is hidden and shown
      webview.html = voicePage({
        script: source("voice.js"),
        style: source("voice.css"),
        nonce: randomBytes(16).toString("base64url"),
      });
      view.onDidDispose(() => {
        if (shown === view) shown = undefined;
      });
    },
  };
}
