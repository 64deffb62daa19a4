/**
 * One live search: what is typed becomes requests, one at a time, and their answers become views. Owns debouncing,
 * cancelling and the order of answers. Knows neither the editor nor the server.
 */
import type { SearchParams, SearchResult } from "../generated/protocol.ts";
import type { SearchMode } from "./modes.ts";
import { isProvisional } from "./rows.ts";

/** Long enough that fast typing sends one request, short enough to feel live. */
export const DEBOUNCE_MS = 120;

/** Least time between two questions that nobody typed. */
export const REFRESH_MS = 700;

export interface View {
  readonly text: string;
  readonly busy: boolean;
  /** The newest rows: those of an earlier text stay until the first ones of this text arrive. */
  readonly result: SearchResult | undefined;
  /** A sentence where the search failed, "" where it did not. */
  readonly problem: string;
}

/** `onPartial` gets each first part of the answer: all that is known so far, in the server's order. */
export type Search = (
  params: SearchParams,
  signal: AbortSignal,
  onPartial: (result: SearchResult) => void,
) => Promise<SearchResult>;

export interface SearchStream {
  readonly type: (text: string) => void;
  readonly setMode: (mode: SearchMode) => void;
  /** Asks again, soon, where the answer was provisional: the index has moved on. */
  readonly refresh: () => void;
  readonly mode: () => SearchMode;
  readonly dispose: () => void;
}

export interface StreamOptions {
  readonly search: Search;
  readonly limit: number;
  readonly mode: SearchMode;
  readonly show: (view: View) => void;
}

export function searchStream({ search, limit, mode: first, show }: StreamOptions): SearchStream {
  let text = "";
  let mode = first;
  let shown: SearchResult | undefined;
  let timer: NodeJS.Timeout | undefined;
  let refreshing: NodeJS.Timeout | undefined;
  let busy = false;
  let request: AbortController | undefined;

  const halt = (): void => {
    clearTimeout(timer);
    clearTimeout(refreshing);
    refreshing = undefined;
    request?.abort();
    request = undefined;
  };

  const send = async (): Promise<void> => {
    const current = new AbortController();
    request = current;
    busy = true;
    const receive = (result: SearchResult, more: boolean): void => {
      if (request !== current) return; // an answer to what is no longer asked
      shown = result;
      busy = more;
      show({ text, busy, result, problem: "" });
    };
    try {
      receive(await search({ query: text, mode, limit }, current.signal, (part) => receive(part, true)), false);
    } catch (error) {
      if (request !== current) return;
      shown = undefined;
      busy = false;
      show({ text, busy, result: shown, problem: error instanceof Error ? error.message : String(error) });
    }
  };

  const ask = (delayMs: number): void => {
    halt();
    busy = text !== "";
    if (text === "") {
      shown = undefined;
      show({ text, busy: false, result: undefined, problem: "" });
      return;
    }
    show({ text, busy: true, result: shown, problem: "" });
    timer = setTimeout(() => void send(), delayMs);
  };

  return {
    type: (typed) => {
      if (typed.trim() === text) return;
      text = typed.trim();
      ask(DEBOUNCE_MS);
    },
    setMode: (chosen) => {
      mode = chosen;
      ask(0);
    },
    refresh: () => {
      if (busy || text === "" || (shown !== undefined && !isProvisional(shown))) return;
      refreshing ??= setTimeout(() => {
        refreshing = undefined;
        if (!busy) void send();
      }, REFRESH_MS);
    },
    mode: () => mode,
    dispose: halt,
  };
}
