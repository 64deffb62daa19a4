/** Which lines of a document a hit means, when the document moved on after the answer. Lines are 0-based here. */
export interface Lines {
  readonly start: number;
  readonly end: number;
}

/** How many lines of a hit must match: enough to be itself, few enough to survive an edit further down. */
const ANCHOR_LINES = 3;

/**
 * `startLine` and `endLine` as in the hit (1-based, inclusive). Where the document no longer begins the hit there, its
 * first lines are looked for, nearest first; where they are gone, the old line is the best guess.
 */
export function currentLines(document: readonly string[], startLine: number, endLine: number, snippet: string): Lines {
  const length = Math.max(0, endLine - startLine);
  const guess = clamp(startLine - 1, document.length);
  const anchor = snippet.split(/\r\n|\r|\n/).slice(0, ANCHOR_LINES);
  const start = nearest(document, anchor, guess) ?? nearest(document, anchor.slice(0, 1), guess) ?? guess;
  return { start, end: clamp(start + length, document.length) };
}

function nearest(document: readonly string[], anchor: readonly string[], around: number): number | undefined {
  if (anchor.every((line) => line.trim() === "")) return undefined; // blank lines are everywhere
  for (let distance = 0; distance < document.length; distance++) {
    for (const start of [around - distance, around + distance]) {
      if (anchor.every((line, offset) => document[start + offset]?.trim() === line.trim())) return start;
    }
  }
  return undefined;
}

function clamp(line: number, count: number): number {
  return Math.max(0, Math.min(line, count - 1));
}
