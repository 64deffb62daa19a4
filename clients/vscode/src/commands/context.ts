/** What a task needs, as a read-only document; and the picture of who needs whom. */
import * as vscode from "vscode";

import type { Nss } from "../context.ts";
import { currentFolder, folderOf } from "../folders.ts";
import type { ContextResult } from "../generated/protocol.ts";
import { request } from "../request.ts";

const SCHEME = "nss-context";

/** What a pack is for: words, places in the server's words, or the uncommitted changes. From the palette: nothing. */
export interface Wanted {
  readonly task?: string;
  readonly at?: string[];
  readonly root?: string;
  readonly changes?: boolean;
}

export interface Contexts extends vscode.Disposable {
  readonly assemble: (nss: Nss, wanted?: Wanted) => Promise<void>;
  readonly copy: (nss: Nss, wanted?: Wanted) => Promise<void>;
}

/** The packs of this window; a document asks for its text when it is shown again. */
export function contexts(): Contexts {
  const texts = new Map<string, string>();
  const registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? "",
  });
  const assemble = async (nss: Nss, wanted?: Wanted): Promise<void> => {
    const found = await pack(nss, "NSS: Assemble Context", wanted);
    if (found === undefined) return;
    const path = `/Context ${texts.size + 1}.md`;
    texts.set(path, found.text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, path }));
    await vscode.window.showTextDocument(document, { preview: false });
    void vscode.window.setStatusBarMessage(`NSS: ${measure(found)}`, 10_000);
  };
  const copy = async (nss: Nss, wanted?: Wanted): Promise<void> => {
    const found = await pack(nss, "NSS: Copy Context Pack", wanted);
    if (found === undefined) return;
    await vscode.env.clipboard.writeText(found.text);
    void vscode.window.setStatusBarMessage(`NSS: copied a context pack, ${measure(found)}`, 10_000);
  };
  return { assemble, copy, dispose: () => void registered.dispose() };
}

/** Undefined where nobody says what it is for. */
async function pack(nss: Nss, title: string, wanted?: Wanted): Promise<ContextResult | undefined> {
  const folder = folderOf(wanted?.root) ?? (await currentFolder());
  if (folder === undefined) return undefined;
  const task = wanted === undefined ? await asked(title) : (wanted.task ?? "");
  if (task === undefined || (wanted === undefined && task.trim() === "")) return undefined;
  const params = { task, at: wanted?.at ?? [], changes: wanted?.changes ?? false };
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: "NSS: assembling context" }, () =>
    request(nss.server, "nss/context", params, folder),
  );
}

function asked(title: string): Thenable<string | undefined> {
  const prompt = "What is to be done? Names and paths in it count.";
  return vscode.window.showInputBox({ title, prompt, value: selected(), ignoreFocusOut: true });
}

function measure(found: ContextResult): string {
  const left = found.left_out.filter((one) => !one.why.startsWith("overlaps")).length;
  const why = found.budget_from === "" ? "" : ` (${found.budget_from})`;
  return `${found.tokens} of ${found.budget} tokens${why}${left > 0 ? `; ${left} more did not fit` : ""}`;
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
