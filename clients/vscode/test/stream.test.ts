import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import type { SearchParams, SearchResult } from "../src/generated/protocol.ts";
import { DEBOUNCE_MS, REFRESH_MS, searchStream, type SearchStream, type View } from "../src/search/stream.ts";

interface Asked {
  readonly params: SearchParams;
  readonly signal: AbortSignal;
  readonly partial: (result: SearchResult) => void;
  readonly resolve: (result: SearchResult) => void;
  readonly reject: (error: Error) => void;
}

let asked: Asked[];
let views: View[];
let stream: SearchStream;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  asked = [];
  views = [];
  stream = searchStream({
    search: (params, signal, partial) =>
      new Promise((resolve, reject) => void asked.push({ params, signal, partial, resolve, reject })),
    limit: 30,
    mode: "hybrid",
    show: (view) => views.push(view),
  });
});

afterEach(() => mock.timers.reset());

const result = (path: string, complete = true): SearchResult =>
  ({ results: [{ path }], mode: "hybrid", fallback: "", pending_vectors: 0, complete }) as unknown as SearchResult;
const shown = (): readonly string[] | undefined => views.at(-1)?.result?.results.map((hit) => hit.path);
const pause = (): void => mock.timers.tick(DEBOUNCE_MS);
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const request = (index: number): Asked => asked[index] ?? assert.fail(`there is no request ${index}`);

test("fast typing asks once, for the whole text", () => {
  for (const text of ["r", "re", "ret", "retry "]) stream.type(text);
  assert.equal(asked.length, 0);
  pause();
  assert.deepEqual(asked.map(({ params }) => params), [{ query: "retry", mode: "hybrid", limit: 30 }]);
  assert.equal(views.at(-1)?.busy, true);
});

test("first parts are shown while the answer is still coming, then replaced by it", async () => {
  stream.type("retry");
  pause();
  request(0).partial(result("early.py"));
  assert.deepEqual(shown(), ["early.py"]);
  assert.equal(views.at(-1)?.busy, true);
  request(0).resolve(result("final.py"));
  await settle();
  assert.deepEqual(shown(), ["final.py"]);
  assert.equal(views.at(-1)?.busy, false);
});

test("typing on cancels what was asked, keeps its rows, and ignores its late answer", async () => {
  stream.type("re");
  pause();
  request(0).partial(result("re.py"));
  stream.type("retry");
  assert.equal(request(0).signal.aborted, true);
  assert.deepEqual(shown(), ["re.py"]);
  request(0).partial(result("late part.py"));
  request(0).resolve(result("late.py"));
  await settle();
  assert.deepEqual(shown(), ["re.py"]);
  pause();
  request(1).resolve(result("retry.py"));
  await settle();
  assert.deepEqual(shown(), ["retry.py"]);
});

test("another mode asks the same text again at once", () => {
  stream.type("retry");
  pause();
  stream.setMode("symbol");
  mock.timers.tick(0);
  assert.equal(request(0).signal.aborted, true);
  assert.deepEqual(request(1).params, { query: "retry", mode: "symbol", limit: 30 });
});

test("a failure is shown in place of rows; that of a cancelled request is not", async () => {
  stream.type("re");
  pause();
  stream.type("retry");
  pause();
  request(0).reject(new Error("cancelled"));
  await settle();
  assert.equal(views.at(-1)?.problem, "");
  request(1).reject(new Error("nothing has been indexed yet"));
  await settle();
  assert.deepEqual(views.at(-1), { text: "retry", busy: false, result: undefined, problem: "nothing has been indexed yet" });
});

test("an emptied input shows nothing and asks nothing; closing cancels", () => {
  stream.type("retry");
  pause();
  stream.type("  ");
  pause();
  assert.deepEqual(views.at(-1), { text: "", busy: false, result: undefined, problem: "" });
  assert.equal(request(0).signal.aborted, true);
  stream.type("more");
  pause();
  stream.dispose();
  assert.equal(request(1).signal.aborted, true);
  assert.equal(asked.length, 2);
});

test("a provisional answer is asked for again when the index moves on, once for many moves; a complete one is not", async () => {
  stream.type("retry");
  pause();
  stream.refresh(); // the answer is still coming
  request(0).resolve(result("some.py", false));
  await settle();
  for (let move = 0; move < 5; move++) stream.refresh();
  mock.timers.tick(REFRESH_MS);
  assert.deepEqual(asked.map(({ params }) => params.query), ["retry", "retry"]);
  assert.deepEqual(shown(), ["some.py"], "no flicker");
  request(1).resolve(result("all.py"));
  await settle();
  assert.deepEqual(shown(), ["all.py"]);
  stream.refresh();
  mock.timers.tick(REFRESH_MS);
  assert.equal(asked.length, 2);
});
