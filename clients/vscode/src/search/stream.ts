/**
 * One live search: what is typed becomes requests, one at a time, and their answers become views. Owns debouncing,
 * cancelling and the order of answers. Knows neither the editor nor the server.
 */
import type { SearchMode, SearchParams, SearchResult } from "../protocol.ts";

/** Long enough that fast typing sends one request, short enough to feel live. */
export const DEBOUNCE_MS = 120;

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
  let request: AbortController | undefined;

  const halt = (): void => {
    clearTimeout(timer);
    request?.abort();
    request = undefined;
  };

  const send = async (): Promise<void> => {
    const current = new AbortController();
    request = current;
    const update = (busy: boolean, problem: string): void => {
      if (request === current) show({ text, busy, result: shown, problem });
    };
    const receive = (result: SearchResult, busy: boolean): void => {
      if (request !== current) return; // an answer to what is no longer asked
      shown = result;
      update(busy, "");
    };
    try {
      receive(await search({ query: text, mode, limit }, current.signal, (part) => receive(part, true)), false);
    } catch (error) {
      if (request !== current) return;
      shown = undefined;
      update(false, error instanceof Error ? error.message : String(error));
    }
  };

  const ask = (delayMs: number): void => {
    halt();
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
    mode: () => mode,
    dispose: halt,
  };
}
