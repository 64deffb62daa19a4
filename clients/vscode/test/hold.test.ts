import assert from "node:assert/strict";
import { test } from "node:test";

import { FIRST_REPEAT_MS, key, RELEASED_MS } from "../src/dictation/hold.ts";

/** A key, and time that passes when the test says so. */
function scene() {
  let time = 5_000;
  let due: { at: number; call: () => void } | undefined;
  const releases: number[] = [];
  const clock = {
    now: () => time,
    later: (ms: number, call: () => void) => {
      const mine = { at: time + ms, call };
      due = mine;
      return () => void (due === mine && (due = undefined));
    },
  };
  const pressed = key(clock, () => releases.push(time));
  const pass = (ms: number): void => {
    const end = time + ms;
    if (due !== undefined && due.at <= end) {
      const { at, call } = due;
      due = undefined;
      time = at;
      call();
    }
    time = end;
  };
  return { pressed: pressed.pressed, pass, releases, dispose: pressed.dispose };
}

test("pressed to begin, pressed to end", () => {
  const { pressed, pass, releases } = scene();
  assert.equal(pressed(false), "begin");
  pass(FIRST_REPEAT_MS + 1);
  assert.equal(pressed(true), "end");
  pass(100);
  assert.equal(pressed(false), "begin", "the next one, however soon");
  assert.deepEqual(releases, []);
});

for (const [delay, interval] of [[250, 20], [500, 33], [1_000, 500]] as const) {
  test(`held, on a system that repeats after ${delay} ms, each ${interval} ms`, () => {
    const { pressed, pass, releases } = scene();
    assert.equal(pressed(false), "begin");
    pass(delay);
    for (let repeat = 0; repeat < 40; repeat++) {
      assert.equal(pressed(true), "held");
      pass(interval);
    }
    assert.deepEqual(releases, []);
    pass(RELEASED_MS);
    assert.equal(releases.length, 1);
    pass(10_000);
    assert.equal(releases.length, 1);
    assert.equal(pressed(false), "begin");
    pass(2_000);
    assert.equal(pressed(true), "end", "and now it is pressed twice");
  });
}

test("a key that is held on when a dictation has failed begins no other", () => {
  const { pressed, pass, releases } = scene();
  pressed(false);
  pass(400);
  pressed(true);
  for (let repeat = 0; repeat < 10; repeat++) {
    pass(30);
    assert.equal(pressed(false), "held");
  }
  pass(RELEASED_MS);
  assert.equal(releases.length, 1);
  assert.equal(pressed(false), "begin");
});

test("pressed twice in a hurry ends as if it had been let go", () => {
  const { pressed, pass, releases } = scene();
  pressed(false);
  pass(300);
  assert.equal(pressed(true), "held");
  pass(RELEASED_MS);
  assert.equal(releases.length, 1);
});

test("nothing comes after it was disposed of", () => {
  const { pressed, pass, releases, dispose } = scene();
  pressed(false);
  pressed(true);
  dispose();
  pass(10_000);
  assert.deepEqual(releases, []);
});
