/** When a server that ended is started again, and when no more. Knows no process and no clock. */

/** Waiting times after the first, second, … end in a row, in milliseconds. After the last one the server is given up. */
export const RESTART_DELAYS: readonly number[] = [200, 500, 1000, 2000, 5000, 10_000, 30_000];

/** A server that lived this long was healthy: what ends it afterwards counts from one again. */
export const HEALTHY_AFTER_MS = 60_000;

export interface Backoff {
  /** Ends in a row without a healthy life between them. */
  readonly ends: number;
  /** Wait before the next start, undefined to give up. */
  readonly delayMs: number | undefined;
}

export const NO_ENDS: Backoff = { ends: 0, delayMs: undefined };

export function afterEnd(previous: Backoff, livedMs: number, delays: readonly number[] = RESTART_DELAYS): Backoff {
  const ends = livedMs >= HEALTHY_AFTER_MS ? 1 : previous.ends + 1;
  return { ends, delayMs: delays[ends - 1] };
}
