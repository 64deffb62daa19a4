/** What happens with the text of a dictation, and with what has to be said about it. */
import * as vscode from "vscode";

import { openSettings } from "../commands/settings.ts";
import { search } from "../commands/search.ts";
import type { Nss } from "../context.ts";
import { messageFor, type Action, type Message } from "./outcome.ts";
import type { Outcome, Target } from "./view.ts";

/** Text for the cursor was inserted by the server, in the version of the document that it knew. */
export async function finish(nss: Nss, outcome: Outcome, target: Target): Promise<void> {
  const text = outcome.kind === "heard" ? outcome.result.text : "";
  const message = messageFor(outcome, target);
  if (message !== undefined) void tell(nss, message);
  if (text.trim() === "") return;
  if (target === "search") await search(nss, { query: text.trim() });
  if (target === "ticket") await openTicket(text);
}

async function openTicket(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: false });
}

async function tell(nss: Nss, { warning, sentence, actions, text }: Message): Promise<void> {
  const say = warning ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  nss.log.info(sentence);
  const chosen = await say<Action>(sentence, ...actions);
  if (chosen === "Copy" || chosen === "Copy Command") await vscode.env.clipboard.writeText(text);
  if (chosen === "Insert at Cursor") await insertAtCursor(text);
  if (chosen === "Open Settings") await openSettings("nss.voice");
  if (chosen === "Show Log") nss.log.show();
}

async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const inserted = await editor?.edit((edit) => edit.replace(editor.selection, text));
  if (inserted === true) return;
  const again = await vscode.window.showInformationMessage("No editor took the text. Open a file and put the cursor where it belongs.", "Insert at Cursor", "Copy");
  if (again === "Insert at Cursor") await insertAtCursor(text);
  if (again === "Copy") await vscode.env.clipboard.writeText(text);
}
