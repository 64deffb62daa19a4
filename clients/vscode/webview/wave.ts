/** The sound as bars. Pure numbers: the page draws them. */

/** Of a canvas: x and y of the upper left corner, as drawn. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const BAR = 3;
const GAP = 2;
const LEAST = 2;

/** How many levels fit into a width. */
export function capacity(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (BAR + GAP)));
}

/** The newest levels, oldest first, never more than `most`. */
export function withLevel(levels: readonly number[], level: number, most: number): readonly number[] {
  return [...levels, level].slice(-most);
}

/** A bar a level around the middle line; the newest stands at the right. */
export function waveBars(levels: readonly number[], width: number, height: number): readonly Bar[] {
  const shown = levels.slice(-capacity(width));
  const first = width - shown.length * (BAR + GAP) + GAP;
  return shown.map((level, index) => {
    const tall = Math.max(LEAST, bounded(level) * height);
    return { x: first + index * (BAR + GAP), y: (height - tall) / 2, width: BAR, height: tall };
  });
}

/** A bar a band, low tones at the left, all of the width. */
export function spectrumBars(bands: readonly number[], width: number, height: number): readonly Bar[] {
  if (bands.length === 0) return [];
  const step = width / bands.length;
  return bands.map((band, index) => {
    const tall = Math.max(LEAST, bounded(band) * height);
    return { x: index * step, y: height - tall, width: Math.max(1, step - GAP), height: tall };
  });
}

function bounded(value: number): number {
  return Math.min(1, Math.max(0, value));
}
