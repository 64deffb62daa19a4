/** A search as a request to the running server, with its first parts as they come. */
import {
  CancellationTokenSource,
  ErrorCodes,
  ProgressType,
  ResponseError,
  type LanguageClient,
} from "vscode-languageclient/node";

import type { SearchResult } from "../protocol.ts";
import type { Supervisor } from "../server/supervisor.ts";

let tokens = 0;

/**
 * Sends a request that answers with a SearchResult. When the server ends in between, the request is sent once more, to
 * the next server: it holds all that is needed.
 */
export async function requestSearch(
  server: Supervisor<LanguageClient>,
  method: string,
  params: object,
  signal: AbortSignal,
  onPartial: (result: SearchResult) => void,
): Promise<SearchResult> {
  const client = await server.ready(signal);
  try {
    return await sendOnce(client, method, params, signal, onPartial);
  } catch (error) {
    if (signal.aborted || !isConnectionLost(error)) throw error;
    return await sendOnce(await server.ready(signal, client), method, params, signal, onPartial);
  }
}

export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof ResponseError)) return true; // not an answer of the server
  return error.code === ErrorCodes.ConnectionInactive || error.code === ErrorCodes.PendingResponseRejected;
}

async function sendOnce(
  client: LanguageClient,
  method: string,
  params: object,
  signal: AbortSignal,
  onPartial: (result: SearchResult) => void,
): Promise<SearchResult> {
  const partialResultToken = `nss-search-${++tokens}`;
  const progress = client.onProgress(new ProgressType<SearchResult>(), partialResultToken, onPartial);
  const cancel = new CancellationTokenSource();
  const abort = (): void => cancel.cancel();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await client.sendRequest<SearchResult>(method, { ...params, partialResultToken }, cancel.token);
  } finally {
    signal.removeEventListener("abort", abort);
    progress.dispose();
    cancel.dispose();
  }
}
