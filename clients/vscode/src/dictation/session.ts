/** The one dictation of a window: from the key that begins it to the text. Knows neither editor nor language client. */
import type { DictationResult } from "../generated/protocol.ts";
import { firstView, follow, released, type Change, type DictationView, type Outcome, type Target } from "./view.ts";

export interface Ports {
  /** Records until the text is there. Rejects with the server's sentence, and when the signal aborts. */
  readonly start: (target: Target, signal: AbortSignal) => Promise<DictationResult>;
  readonly stop: () => Promise<unknown>;
  readonly cancel: () => Promise<unknown>;
  /** Milliseconds. */
  readonly now: () => number;
  /** Told of each change; undefined when nobody dictates any more. */
  readonly show: (view: DictationView | undefined) => void;
}

export interface Session {
  readonly view: () => DictationView | undefined;
  /** Resolves when the dictation has ended. Never rejects. Undefined when one is running already. */
  readonly begin: (target: Target) => Promise<Outcome> | undefined;
  /** The text of what was said follows where `begin` waits. */
  readonly stop: () => Promise<void>;
  /** Throws away what was said. */
  readonly cancel: () => Promise<void>;
  /** Takes a `nss/dictationChanged` notification. */
  readonly receive: (change: Change) => void;
}

interface Run {
  view: DictationView;
  cancelled: boolean;
  problem: string;
  /** When the microphone opened; before that, when the key was pressed. */
  began: number;
  readonly abort: AbortController;
  /** Settles when the server has a take to stop or to cancel, or when the dictation has ended. */
  readonly known: Promise<void>;
  readonly knows: () => void;
}

export function dictationSession({ start, stop, cancel, now, show }: Ports): Session {
  let run: Run | undefined;

  const draw = (current: Run, view: DictationView): void => {
    current.view = view;
    if (run === current) show(view);
  };

  const begin = async (current: Run): Promise<Outcome> => {
    draw(current, current.view);
    try {
      const result = await start(current.view.target, current.abort.signal);
      return current.cancelled ? { kind: "cancelled" } : { kind: "heard", result };
    } catch (error) {
      if (current.cancelled) return { kind: "cancelled" };
      const sentence = error instanceof Error ? error.message : String(error);
      return { kind: "failed", problem: current.problem || sentence };
    } finally {
      run = undefined;
      current.knows();
      show(undefined);
    }
  };

  return {
    view: () => run?.view,
    begin: (target) => {
      if (run !== undefined) return undefined;
      run = { view: firstView(target), cancelled: false, problem: "", began: now(), abort: new AbortController(), ...gate() };
      return begin(run);
    },
    stop: async () => {
      const current = run;
      if (current === undefined || current.view.phase === "transcribing") return;
      draw(current, released(current.view));
      await current.known;
      if (run !== current || current.cancelled) return;
      try {
        await stop();
      } catch (error) {
        // Without this the request would wait for a take that nobody ends.
        current.problem = error instanceof Error ? error.message : String(error);
        if (run === current) current.abort.abort();
      }
    },
    cancel: async () => {
      const current = run;
      if (current === undefined || current.cancelled) return;
      current.cancelled = true;
      draw(current, released(current.view));
      await current.known;
      if (run !== current) return;
      try {
        await cancel();
      } catch {
        current.abort.abort(); // the server knows of no take: what is left is the request
      }
    },
    receive: (change) => {
      if (run === undefined) return;
      run.knows();
      if (run.view.phase === "starting" && change.state === "recording") run.began = now();
      draw(run, follow(run.view, change, (now() - run.began) / 1000));
    },
  };
}

function gate(): Pick<Run, "known" | "knows"> {
  let knows = (): void => undefined;
  const known = new Promise<void>((resolve) => (knows = resolve));
  return { known, knows };
}
