/** One key for both ways to dictate: pressed twice, or held while one speaks. Pure but for the clock that it is given.
 *
 * Extensions hear no key being released, but a held key repeats: the first time after the system's delay, then closely.
 * No press for a while after repeats means that it was let go.
 */

/** Until a held key repeats for the first time; the longest delays that systems offer are about a second. */
export const FIRST_REPEAT_MS = 1_200;

/** Between repeats, with room for a window that is busy; the slowest that systems offer come twice a second. */
export const RELEASED_MS = 600;

export interface Key {
  /** Whether this press begins a dictation, ends it, or is none: the key is held. */
  readonly pressed: (running: boolean) => "begin" | "end" | "held";
  readonly dispose: () => void;
}

export interface Clock {
  readonly now: () => number;
  /** Calls once, `ms` from now, unless what it returns is called before. */
  readonly later: (ms: number, call: () => void) => () => void;
}

/** `released` is called when a key that was held is let go. */
export function key(clock: Clock, released: () => void): Key {
  let last = -Infinity;
  let held = false;
  let forget = (): void => undefined;

  const letGo = (): void => {
    held = false;
    released();
  };
  return {
    pressed: (running) => {
      const again = clock.now() - last <= FIRST_REPEAT_MS;
      last = clock.now();
      if (held || (running && again)) {
        held = true;
        forget();
        forget = clock.later(RELEASED_MS, letGo);
        return "held";
      }
      return running ? "end" : "begin";
    },
    dispose: () => forget(),
  };
}
