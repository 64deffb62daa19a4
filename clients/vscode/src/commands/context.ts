/** What a task needs, as a read-only document; and the picture of who needs whom. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder } from "../folders.ts";
import { request } from "../request.ts";

const SCHEME = "nss-context";

export interface Contexts extends vscode.Disposable {
  readonly assemble: (nss: Nss) => Promise<void>;
}

/** The packs of this window; a document asks for its text when it is shown again. */
export function contexts(): Contexts {
  const texts = new Map<string, string>();
  const registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? "",
  });
  const assemble = async (nss: Nss): Promise<void> => {
    const folder = await currentFolder();
    if (folder === undefined) return;
    const task = await vscode.window.showInputBox({
      title: "NSS: Assemble Context",
      prompt: "What is to be done? Names and paths in it count.",
      value: selected(),
      ignoreFocusOut: true,
    });
    if (task === undefined || task.trim() === "") return;
    const found = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: "NSS: assembling context" },
      () => request(nss.server, "nss/context", { task }, folder),
    );
    const path = `/Context ${texts.size + 1}.md`;
    texts.set(path, found.text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, path }));
    await vscode.window.showTextDocument(document, { preview: false });
    const left = found.left_out.filter((one) => !one.why.startsWith("overlaps")).length;
    const more = left > 0 ? `; ${left} more did not fit` : "";
    void vscode.window.setStatusBarMessage(`NSS: ${found.tokens} of ${found.budget} tokens${more}`, 10_000);
  };
  return { assemble, dispose: () => void registered.dispose() };
}

/** The picture of the repository's dependencies, drawn by the page that the server writes. It may load nothing. */
export async function showGraph(nss: Nss): Promise<void> {
  const folder = await currentFolder();
  if (folder === undefined) return;
  const found = await request(nss.server, "nss/dependencies", { format: "html" }, folder);
  const panel = vscode.window.createWebviewPanel("nss.graph", `Dependencies of ${folder.name}`, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [],
    retainContextWhenHidden: true,
  });
  panel.webview.html = found.picture;
}

function selected(): string {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? "";
  return text.split("\n", 1)[0]?.trim() ?? "";
}
