import assert from "node:assert/strict";
import { test } from "node:test";

import { HEALTHY_AFTER_MS, NO_ENDS, RESTART_DELAYS, afterEnd } from "../src/server/backoff.ts";
import { ServerMissing } from "../src/server/locate.ts";
import { supervise, type Supervisor } from "../src/server/supervisor.ts";

/** A supervisor of servers that are numbers; the test ends them, and time moves only by waiting. */
class Bench {
  readonly phases: string[] = [];
  readonly waits: number[] = [];
  readonly stopped: number[] = [];
  launches = 0;
  time = 0;
  kill: (problem: string) => void = () => assert.fail("no server runs");
  fail: (() => Error) | undefined;
  readonly supervisor: Supervisor<number> = supervise<number>({
    launch: async () => {
      const client = ++this.launches;
      if (this.fail) throw this.fail();
      const ended = new Promise<string>((resolve) => (this.kill = resolve));
      return { client, ended, stop: async () => void this.stopped.push(client) };
    },
    now: () => this.time,
    wait: async (milliseconds) => void this.waits.push(milliseconds),
    log: () => undefined,
  });

  constructor() {
    this.supervisor.onChange((state) => this.phases.push(state.phase));
  }

  ready(lost?: number): Promise<number> {
    return this.supervisor.ready(new AbortController().signal, lost);
  }

  settled(phase: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.supervisor.state().phase === phase) return resolve();
      const unlisten = this.supervisor.onChange((state) => {
        if (state.phase !== phase) return;
        unlisten();
        resolve();
      });
    });
  }
}

test("a request starts the server and gets its client", async () => {
  const bench = new Bench();
  assert.equal(await bench.ready(), 1);
  assert.equal(await bench.ready(), 1);
  assert.deepEqual(bench.phases, ["starting", "running"]);
});

test("a killed server is replaced, and who knows it as lost gets the next one", async () => {
  const bench = new Bench();
  const first = await bench.ready();
  const next = bench.ready(first); // asked before the supervisor has seen the end
  bench.kill("killed");
  assert.equal(await next, 2);
  assert.deepEqual(bench.phases, ["starting", "running", "waiting", "starting", "running"]);
  assert.deepEqual(bench.stopped, [1]);
});

test("a server that keeps ending is given up after all delays, and a request tries again", async () => {
  const bench = new Bench();
  bench.fail = () => new Error("no such option: lsp");
  await assert.rejects(bench.ready(), /no such option/);
  assert.deepEqual(bench.waits, RESTART_DELAYS);
  assert.equal(bench.launches, RESTART_DELAYS.length + 1);
  assert.equal(bench.supervisor.state().phase, "failed");
  bench.fail = undefined;
  assert.equal(await bench.ready(), RESTART_DELAYS.length + 2);
});

test("a healthy life forgives what came before it", () => {
  const worn = afterEnd(afterEnd(NO_ENDS, 10), 10);
  assert.deepEqual(worn, { ends: 2, delayMs: RESTART_DELAYS[1] });
  assert.deepEqual(afterEnd(worn, HEALTHY_AFTER_MS), { ends: 1, delayMs: RESTART_DELAYS[0] });
});

test("a missing executable is not tried again by itself", async () => {
  const bench = new Bench();
  bench.fail = () => new ServerMissing("The command nss is not on the PATH of this editor.");
  await assert.rejects(bench.ready(), /not on the PATH/);
  assert.equal(bench.launches, 1);
  assert.deepEqual(bench.phases, ["starting", "missing"]);
});

test("stopping ends the server for good; restarting gives a fresh one", async () => {
  const bench = new Bench();
  await bench.ready();
  await bench.supervisor.restart();
  assert.equal(await bench.ready(), 2);
  await bench.supervisor.stop();
  assert.equal(bench.supervisor.state().phase, "stopped");
  assert.deepEqual(bench.stopped, [1, 2]);
  assert.equal(bench.launches, 2);
});

test("two requests at once start one server", async () => {
  const bench = new Bench();
  assert.deepEqual(await Promise.all([bench.ready(), bench.ready()]), [1, 1]);
  await bench.settled("running");
  assert.equal(bench.launches, 1);
});

test("a cancelled request for a client waits no longer", async () => {
  const bench = new Bench();
  const abort = new AbortController();
  const first = await bench.ready();
  const waiting = bench.supervisor.ready(abort.signal, first);
  abort.abort();
  await assert.rejects(waiting, /Cancelled/);
});
