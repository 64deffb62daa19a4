/** How a hit looks as a row of the picker. Pure text with the editor's `$(icon)` marks. */
import type { SearchHit, SearchResult } from "../generated/protocol.ts";
import { MODE_LOOKS, asMode } from "./modes.ts";

export interface Row {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** Icons of the editor's own symbol kinds; a kind that is not here is plain code. */
const ICONS: Readonly<Record<string, string>> = {
  namespace: "symbol-namespace",
  class: "symbol-class",
  interface: "symbol-interface",
  trait: "symbol-interface",
  struct: "symbol-structure",
  union: "symbol-structure",
  enum: "symbol-enum",
  "enum member": "symbol-enum-member",
  type: "symbol-class",
  function: "symbol-method",
  method: "symbol-method",
  constructor: "symbol-method",
  property: "symbol-property",
  field: "symbol-field",
  constant: "symbol-constant",
  variable: "symbol-variable",
  macro: "symbol-snippet",
  section: "book",
};

/** What a row shows of a hit, and what opens it. */
export type ShownHit = Pick<SearchHit, "path" | "start_line" | "end_line" | "symbol" | "why" | "snippet"> &
  Partial<Pick<SearchHit, "kind" | "freshness" | "heading" | "signature">>;

/** What tells whether an answer is the best that there will be. */
export type AnswerState = Pick<SearchResult, "complete"> &
  Partial<Pick<SearchResult, "fallback" | "doubt" | "mode" | "pending_vectors">>;

/** An answer that is a list of places: a search, or uses of a symbol. */
export type Listed = AnswerState & { readonly results: readonly ShownHit[] };

export function rowOf(hit: ShownHit): Row {
  const name = hit.symbol || (hit.heading ?? "");
  const place = `${hit.path}:${hit.start_line}`;
  const detail = [freshnessMark(hit), firstLine(hit), plain(hit.why)].filter((part) => part !== "").join("  ·  ");
  return {
    label: `$(${ICONS[hit.kind ?? ""] ?? "code"}) ${plain(name || place)}`,
    description: plain(name ? place : ""),
    detail,
  };
}

/** A few words for the title where the answer is not quite what was asked for, "" where it is. */
export function remark(answer: AnswerState): string {
  if (!answer.complete) return "still indexing";
  if (answer.fallback && answer.mode !== "hybrid") return `${MODE_LOOKS[asMode(answer.mode)].title} only`;
  const byMeaning = answer.mode === "hybrid" || answer.mode === "semantic";
  return (answer.pending_vectors ?? 0) > 0 && byMeaning ? "meaning still incomplete" : "";
}

/** Whether the same question will be answered better when the index has moved on. */
export function isProvisional(answer: AnswerState): boolean {
  return !answer.complete || (answer.pending_vectors ?? 0) > 0;
}

function freshnessMark(hit: ShownHit): string {
  if (hit.freshness === "overlay") return "$(circle-filled) unsaved";
  if (hit.freshness === "changed") return "$(warning) changed on disk since";
  return "";
}

function firstLine(hit: ShownHit): string {
  const line = hit.signature || (hit.snippet.split("\n").find((candidate) => candidate.trim() !== "") ?? "");
  const folded = line.trim().replace(/\s+/g, " ");
  return plain(folded.length > 80 ? `${folded.slice(0, 79)}…` : folded);
}

/** Text from a file must not turn into icons: the editor reads `$(name)` in every part of a row. */
export function plain(text: string): string {
  return text.replaceAll("$(", "$\u200b(");
}
