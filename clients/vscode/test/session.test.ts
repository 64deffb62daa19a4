import assert from "node:assert/strict";
import { test } from "node:test";

import { dictationSession } from "../src/dictation/session.ts";
import type { DictationView } from "../src/dictation/view.ts";
import type { DictationResult } from "../src/generated/protocol.ts";

/** A session whose server does what the test says. */
function scene(answers: { stop?: () => Promise<unknown>; cancel?: () => Promise<unknown> } = {}) {
  const done = { resolve: (_: DictationResult): void => undefined, reject: (_: Error): void => undefined };
  const asked: string[] = [];
  const shown: (DictationView | undefined)[] = [];
  let time = 0;
  const session = dictationSession({
    start: (target, signal) => {
      asked.push(`start ${target}`);
      return new Promise((resolve, reject) => {
        Object.assign(done, { resolve, reject });
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    },
    stop: () => (asked.push("stop"), (answers.stop ?? (() => Promise.resolve()))()),
    cancel: () => (asked.push("cancel"), (answers.cancel ?? (() => Promise.resolve()))()),
    now: () => (time += 1000),
    show: (view) => shown.push(view),
  });
  return { session, done, asked, shown };
}

const TEXT = { state: "final", text: "words" } as DictationResult;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("from the key to the text", async () => {
  const { session, done, asked, shown } = scene();
  const outcome = session.begin("text");
  session.receive({ state: "starting" });
  session.receive({ state: "recording", level: 0.5 });
  await session.stop();
  session.receive({ state: "recording", level: 0.7 });
  done.resolve(TEXT);
  assert.deepEqual(await outcome, { kind: "heard", result: TEXT });
  assert.deepEqual(asked, ["start text", "stop"]);
  assert.deepEqual(shown.map((view) => view?.phase), ["starting", "starting", "recording", "transcribing", "transcribing", undefined]);
  assert.deepEqual(shown.slice(1, 3).map((view) => view?.seconds), [1, 1], "the clock begins anew with the microphone");
  assert.equal(session.view(), undefined);
});

test("a second one does not begin while one runs, and stopping twice asks once", async () => {
  const { session, done, asked } = scene();
  const outcome = session.begin("text");
  session.receive({ state: "recording" });
  assert.equal(session.begin("search"), undefined);
  await Promise.all([session.stop(), session.stop()]);
  done.resolve(TEXT);
  await outcome;
  assert.deepEqual(asked, ["start text", "stop"]);
});

test("a key that is pressed again before the server has a take stops it as soon as there is one", async () => {
  const { session, done, asked } = scene();
  const outcome = session.begin("text");
  const stopped = session.stop();
  await settled();
  assert.deepEqual(asked, ["start text"]);
  session.receive({ state: "starting" });
  await stopped;
  assert.deepEqual(asked, ["start text", "stop"]);
  done.resolve(TEXT);
  assert.equal((await outcome)?.kind, "heard");
});

test("a failure is the server's sentence, and ends who waits to stop it", async () => {
  const { session, done, asked } = scene();
  const outcome = session.begin("ticket");
  const stopped = session.stop();
  done.reject(new Error("no speech model is installed"));
  assert.deepEqual(await outcome, { kind: "failed", problem: "no speech model is installed" });
  await stopped;
  assert.deepEqual(asked, ["start ticket"]);
  assert.equal(session.view(), undefined);
});

test("what is cancelled is no failure, also where the server knows of no take", async () => {
  const { session, done } = scene();
  const outcome = session.begin("text");
  session.receive({ state: "recording" });
  await session.cancel();
  done.reject(new Error("the dictation was cancelled"));
  assert.deepEqual(await outcome, { kind: "cancelled" });

  const unknown = scene({ cancel: () => Promise.reject(new Error("nobody is dictating")) });
  const second = unknown.session.begin("text");
  unknown.session.receive({ state: "starting" });
  await unknown.session.cancel();
  assert.deepEqual(await second, { kind: "cancelled" });
});

test("a stop that fails ends the dictation with its reason", async () => {
  const { session } = scene({ stop: () => Promise.reject(new Error("the host is gone")) });
  const outcome = session.begin("text");
  session.receive({ state: "recording" });
  await session.stop();
  assert.deepEqual(await outcome, { kind: "failed", problem: "the host is gone" });
});

test("changes that belong to no dictation of this window are nothing", () => {
  const { session, shown } = scene();
  session.receive({ state: "recording" });
  assert.deepEqual(shown, []);
});
