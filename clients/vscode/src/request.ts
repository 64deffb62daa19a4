/** Requests to the running server: cancelled, streamed, and sent once more when the server ended under them. */
import type * as vscode from "vscode";
import {
  CancellationTokenSource,
  ErrorCodes,
  ProgressType,
  ResponseError,
  type LanguageClient,
} from "vscode-languageclient/node";

import type { Method, Methods } from "./generated/protocol.ts";
import type { Supervisor } from "./server/supervisor.ts";

export interface Streaming<Result> {
  readonly signal: AbortSignal;
  /** Gets first parts of the answer, each in the shape of the whole and with all that is known so far. */
  readonly onPartial: (result: Result) => void;
}

let tokens = 0;

/**
 * The answer about one folder. When the server ends before it answers, the request goes once more, to the next server:
 * it holds all that is needed. Rejects with the server's sentence.
 */
export async function request<M extends Method>(
  server: Supervisor<LanguageClient>,
  method: M,
  params: Methods[M]["params"],
  folder: vscode.WorkspaceFolder,
  streaming?: Streaming<Methods[M]["result"]>,
): Promise<Methods[M]["result"]> {
  const signal = streaming?.signal ?? new AbortController().signal;
  const about = { ...params, root: folder.uri.fsPath };
  const client = await server.ready(signal);
  try {
    return await sendOnce(client, method, about, streaming);
  } catch (error) {
    if (signal.aborted || !isConnectionLost(error)) throw error;
    return await sendOnce(await server.ready(signal, client), method, about, streaming);
  }
}

async function sendOnce<Result>(
  client: LanguageClient,
  method: string,
  params: object,
  streaming: Streaming<Result> | undefined,
): Promise<Result> {
  if (streaming === undefined) return client.sendRequest<Result>(method, params);
  const partialResultToken = `nss-${++tokens}`;
  const progress = client.onProgress(new ProgressType<Result>(), partialResultToken, streaming.onPartial);
  const cancel = new CancellationTokenSource();
  const abort = (): void => cancel.cancel();
  streaming.signal.addEventListener("abort", abort, { once: true });
  try {
    return await client.sendRequest<Result>(method, { ...params, partialResultToken }, cancel.token);
  } finally {
    streaming.signal.removeEventListener("abort", abort);
    progress.dispose();
    cancel.dispose();
  }
}

export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof ResponseError)) return true; // not an answer of the server
  return error.code === ErrorCodes.ConnectionInactive || error.code === ErrorCodes.PendingResponseRejected;
}
