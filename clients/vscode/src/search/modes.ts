/** The search modes as people see them, in the order in which the button walks through them. */
import type { SearchParams } from "../generated/protocol.ts";

export type SearchMode = NonNullable<SearchParams["mode"]>;

export interface ModeLook {
  /** Completes "Search by …". */
  readonly title: string;
  readonly icon: string;
  readonly placeholder: string;
}

export const MODE_LOOKS: Readonly<Record<SearchMode, ModeLook>> = {
  hybrid: { title: "words and meaning", icon: "layers", placeholder: "Ask a question, or type words or a symbol" },
  keyword: { title: "words", icon: "whole-word", placeholder: "Type words that occur in the code" },
  semantic: { title: "meaning", icon: "lightbulb", placeholder: "Say what the code does" },
  symbol: { title: "symbol", icon: "symbol-class", placeholder: "Type a part of a symbol's name" },
  exact: { title: "exact text", icon: "quote", placeholder: "Type text as it stands in the code" },
  regex: { title: "regular expression", icon: "regex", placeholder: "Type a regular expression" },
};

const ORDER = Object.keys(MODE_LOOKS) as readonly SearchMode[];

export function nextMode(mode: SearchMode): SearchMode {
  return ORDER[(ORDER.indexOf(mode) + 1) % ORDER.length] ?? "hybrid";
}

/** The mode of a setting or of a command's argument; hybrid for anything else. */
export function asMode(value: unknown): SearchMode {
  return ORDER.find((mode) => mode === value) ?? "hybrid";
}
