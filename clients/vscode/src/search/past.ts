/** The rows of a search that nothing was typed into yet: what was searched for before. Pure text. */
import type { PastSearch } from "../generated/protocol.ts";
import { MODE_LOOKS, asMode, type SearchMode } from "./modes.ts";
import { plain } from "./rows.ts";

export interface Again {
  readonly query: string;
  readonly mode: SearchMode;
}

export interface PastRow {
  readonly label: string;
  readonly description: string;
  readonly again: Again;
}

const MOST_ROWS = 12;

/** Each search once, the newest first. */
export function pastRows(searches: readonly PastSearch[]): PastRow[] {
  const rows = new Map<string, PastRow>();
  for (const { query, mode: ran, hits } of searches) {
    const mode = asMode(ran);
    const key = `${mode} ${query}`;
    if (rows.has(key)) continue;
    const by = mode === "hybrid" ? "" : `by ${MODE_LOOKS[mode].title}`;
    const found = hits === 0 ? "nothing found" : hits === 1 ? "1 hit" : `${hits} hits`;
    const description = [by, found].filter((part) => part !== "").join("  ·  ");
    rows.set(key, { label: `$(history) ${plain(query)}`, description, again: { query, mode } });
  }
  return [...rows.values()].slice(0, MOST_ROWS);
}
