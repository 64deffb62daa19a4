/** The place of a dictation in a text that is edited meanwhile, by the server's rule. */

/** A replaced part of a text, as the editor tells it: offsets in UTF-16 units of the text before. */
export interface Replaced {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** Where the offset is after the changes, in their order; undefined when the text around it is gone. */
export function moved(offset: number, changes: readonly Replaced[]): number | undefined {
  let now = offset;
  for (const { rangeOffset, rangeLength, text } of changes) {
    const onlyDeletedBehind = now === rangeOffset && rangeLength > 0 && text === "";
    if (now < rangeOffset || onlyDeletedBehind) continue;
    if (now < rangeOffset + rangeLength) return undefined;
    now += text.length - rangeLength;
  }
  return now;
}
