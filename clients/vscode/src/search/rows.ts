/** How a hit looks as a row of the picker. Pure text with the editor's `$(icon)` marks. */
import type { SearchHit, SearchResult } from "../protocol.ts";

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

export function rowOf(hit: SearchHit): Row {
  const name = hit.symbol || hit.heading;
  const place = `${hit.path}:${hit.start_line}`;
  const detail = [freshnessMark(hit), firstLine(hit), plain(hit.why)].filter((part) => part !== "").join("  ·  ");
  return {
    label: `$(${ICONS[hit.kind] ?? "code"}) ${plain(name || place)}`,
    description: plain(name ? place : ""),
    detail,
  };
}

/** The sentence below the input: why the answer is not quite what was asked for, "" when it is. */
export function remarks(result: SearchResult): string {
  const pending = result.pending_vectors;
  return [
    result.complete ? "" : "still indexing",
    result.fallback,
    pending > 0 && result.mode !== "keyword" && result.mode !== "symbol"
      ? `${pending} ${pending === 1 ? "chunk is" : "chunks are"} not searchable by meaning yet`
      : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function freshnessMark(hit: SearchHit): string {
  if (hit.freshness === "overlay") return "$(circle-filled) unsaved";
  if (hit.freshness === "changed") return "$(warning) changed on disk since";
  return "";
}

function firstLine(hit: SearchHit): string {
  const line = hit.signature || (hit.snippet.split("\n").find((candidate) => candidate.trim() !== "") ?? "");
  const folded = line.trim().replace(/\s+/g, " ");
  return plain(folded.length > 80 ? `${folded.slice(0, 79)}…` : folded);
}

/** Text from a file must not turn into icons: the editor reads `$(name)` in every part of a row. */
function plain(text: string): string {
  return text.replaceAll("$(", "$\u200b(");
}
