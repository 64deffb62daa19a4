/** Selected text as a question. */

/** Longer than any question that people type; a selection of a whole file is not one. */
const MOST_CHARACTERS = 400;

/** The text in one line, its white space folded, cut to `most` characters. */
export function asQuery(text: string, most = MOST_CHARACTERS): string {
  const folded = text.trim().replace(/\s+/g, " ");
  return folded.length > most ? `${folded.slice(0, most - 1)}…` : folded;
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}
