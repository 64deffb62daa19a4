/** The server's process: starting it, and ending it for certain. Knows no protocol. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** How long a server that was asked to end may take before it is killed. */
const GRACE_MS = 2000;

export interface ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles with a sentence when the process has ended. */
  readonly ended: Promise<string>;
}

/** Starts `executable lsp`. Rejects when the system cannot start it. */
export async function startProcess(executable: string): Promise<ServerProcess> {
  // Not the opened folder: an interpreter or a loader could pick up files from its working directory.
  const child = spawn(executable, ["lsp"], { cwd: dirname(executable), stdio: "pipe" });
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      resolve(signal ? `The NSS server was ended by ${signal}.` : `The NSS server ended with exit code ${code}.`);
    });
  });
  // A dead server's pipe reports EPIPE here; its exit is what counts and is reported by `ended`.
  child.stdin.on("error", () => undefined);
  try {
    await once(child, "spawn");
  } catch (error) {
    throw new Error(`The NSS server ${executable} could not be started: ${(error as Error).message}`, { cause: error });
  }
  return { child, ended };
}

/** Waits for the process to end by itself, then ends it: first politely, then by force. */
export async function endProcess(process: ServerProcess): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (await endsWithin(process, GRACE_MS)) return;
    process.child.kill(signal);
  }
  await process.ended;
}

async function endsWithin(process: ServerProcess, milliseconds: number): Promise<boolean> {
  const abort = new AbortController();
  const timer = delay(milliseconds, false, { signal: abort.signal }).catch(() => false);
  const ended = await Promise.race([process.ended.then(() => true), timer]);
  abort.abort();
  return ended;
}
