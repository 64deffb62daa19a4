/**
 * Keeps one server running: starts it, starts it again with a bounded back-off when it ends, and tells who listens.
 * Owns the state that the status bar shows. Knows neither processes nor the language client: `launch` does.
 */
import { NO_ENDS, afterEnd, type Backoff } from "./backoff.ts";
import { ServerMissing } from "./locate.ts";

export interface Running<Client> {
  readonly client: Client;
  /** Settles, with a sentence for people, when the server has ended for whatever reason. Never rejects. */
  readonly ended: Promise<string>;
  /** Ends the server. Never rejects. */
  readonly stop: () => Promise<void>;
}

export type ServerState<Client> =
  | { readonly phase: "stopped" }
  | { readonly phase: "starting"; readonly again: boolean }
  | { readonly phase: "running"; readonly client: Client }
  | { readonly phase: "waiting"; readonly problem: string }
  | { readonly phase: "failed"; readonly problem: string }
  | { readonly phase: "missing"; readonly problem: string };

export interface Ports<Client> {
  /** Rejects when the server does not come up, at once when the signal aborts. */
  readonly launch: (signal: AbortSignal) => Promise<Running<Client>>;
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly log: (sentence: string) => void;
}

export interface Supervisor<Client> {
  readonly state: () => ServerState<Client>;
  readonly onChange: (listener: (state: ServerState<Client>) => void) => () => void;
  /** Starts the server unless it runs, is starting or waits for its next start. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** A fresh server, with the back-off forgotten. */
  readonly restart: () => Promise<void>;
  /**
   * The client of a running server; starts one that was given up. Rejects with a sentence when there will be none.
   * `lost` is a client whose connection broke, which is known before its process is seen to have ended.
   */
  readonly ready: (signal: AbortSignal, lost?: Client) => Promise<Client>;
}

/** A supervisor as seen by who only watches it. */
export type Watched = Pick<Supervisor<unknown>, "state" | "onChange">;

export function supervise<Client>(ports: Ports<Client>): Supervisor<Client> {
  let state: ServerState<Client> = { phase: "stopped" };
  let life: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  const listeners = new Set<(state: ServerState<Client>) => void>();

  const change = (next: ServerState<Client>): void => {
    state = next;
    for (const listener of [...listeners]) listener(next);
  };

  const onChange = (listener: (state: ServerState<Client>) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const live = async (signal: AbortSignal): Promise<void> => {
    let backoff: Backoff = NO_ENDS;
    while (!signal.aborted) {
      change({ phase: "starting", again: backoff.ends > 0 });
      const started = ports.now();
      let problem: string;
      try {
        problem = await untilEnd(await ports.launch(signal), signal);
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
        if (error instanceof ServerMissing) {
          ports.log(problem);
          return change({ phase: "missing", problem });
        }
      }
      if (signal.aborted) break;
      backoff = afterEnd(backoff, ports.now() - started);
      if (backoff.delayMs === undefined) {
        ports.log(`${problem} It ended ${backoff.ends} times in a row and is not started again.`);
        return change({ phase: "failed", problem });
      }
      ports.log(`${problem} Starting it again in ${backoff.delayMs} ms.`);
      change({ phase: "waiting", problem });
      await ports.wait(backoff.delayMs, signal);
    }
    change({ phase: "stopped" });
  };

  const untilEnd = async (running: Running<Client>, signal: AbortSignal): Promise<string> => {
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    if (!signal.aborted) change({ phase: "running", client: running.client });
    const problem = await Promise.race([running.ended, aborted.then(() => "The NSS server was stopped.")]);
    await running.stop();
    return problem;
  };

  const start = (): void => {
    if (life !== undefined && !["stopped", "failed", "missing"].includes(state.phase)) return;
    const abort = new AbortController();
    life = { abort, done: live(abort.signal) };
  };

  const stop = async (): Promise<void> => {
    const ending = life;
    ending?.abort.abort();
    await ending?.done;
    if (life === ending) change({ phase: "stopped" });
  };

  const restart = async (): Promise<void> => {
    await stop();
    start();
  };

  const ready = (signal: AbortSignal, lost?: Client): Promise<Client> => {
    if (state.phase === "failed" || state.phase === "stopped" || state.phase === "missing") start();
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        if (signal.aborted) reject(new Error("Cancelled."));
        else if (state.phase === "running" && state.client !== lost) resolve(state.client);
        else if (state.phase === "failed" || state.phase === "missing") reject(new Error(state.problem));
        else if (state.phase === "stopped") reject(new Error("The NSS server was stopped."));
        else return;
        unlisten();
        signal.removeEventListener("abort", settle);
      };
      const unlisten = onChange(settle);
      signal.addEventListener("abort", settle);
      settle();
    });
  };

  return { state: () => state, onChange, start, stop, restart, ready };
}
