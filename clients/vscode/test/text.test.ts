import assert from "node:assert/strict";
import { test } from "node:test";

import { asMode, nextMode } from "../src/search/modes.ts";
import { currentLines } from "../src/search/position.ts";
import { isProvisional, remark, rowOf, type AnswerState, type ShownHit } from "../src/search/rows.ts";
import { asQuery } from "../src/search/selection.ts";
import { statusFacts, type ShownStatus } from "../src/status/facts.ts";
import { statusText, type RootStatus } from "../src/status/text.ts";

const HIT: ShownHit = {
  path: "src/sessions.py",
  start_line: 12,
  end_line: 14,
  symbol: "Session.request",
  kind: "method",
  why: "keyword #1: retry",
  freshness: "fresh",
  snippet: "\n    def request(self):\n        pass",
  heading: "",
  signature: "def request(self)",
};
const ANSWER: AnswerState = { mode: "hybrid", fallback: "", pending_vectors: 0, complete: true };

test("a row names the symbol, its place, what it is and why it was found", () => {
  assert.deepEqual(rowOf(HIT), {
    label: "$(symbol-method) Session.request",
    description: "src/sessions.py:12",
    detail: "def request(self)  ·  keyword #1: retry",
  });
});

test("a hit without a symbol is named by its heading, else by its place, and shows its first line", () => {
  assert.equal(rowOf({ ...HIT, symbol: "", kind: "section", heading: "Install > Linux" }).label, "$(book) Install > Linux");
  const lines = rowOf({ ...HIT, symbol: "", kind: "lines", signature: "", why: "" });
  assert.deepEqual(lines, { label: "$(code) src/sessions.py:12", description: "", detail: "def request(self):" });
});

test("unsaved and changed text is marked", () => {
  assert.match(rowOf({ ...HIT, freshness: "overlay" }).detail, /^\$\(circle-filled\) unsaved {2}·/);
  assert.match(rowOf({ ...HIT, freshness: "changed", snippet: "" }).detail, /^\$\(warning\) changed on disk/);
});

test("text of a file never becomes an icon", () => {
  const row = rowOf({ ...HIT, symbol: "$(flame)", signature: "x=$(pwd)", why: "keyword #1: $(x)", path: "$(a).sh" });
  assert.equal(/\$\((flame|pwd|x|a)\)/.test(row.label + row.description + row.detail), false);
});

test("the title admits what the answer lacks", () => {
  assert.equal(remark(ANSWER), "");
  assert.equal(remark({ ...ANSWER, complete: false, fallback: "no vectors yet" }), "still indexing");
  assert.equal(remark({ ...ANSWER, mode: "keyword", fallback: "no vectors yet" }), "words only");
  assert.equal(remark({ ...ANSWER, fallback: "the first hits are not refined: …" }), "", "it is what was asked for");
  assert.equal(remark({ ...ANSWER, pending_vectors: 1 }), "meaning still incomplete");
  assert.equal(remark({ ...ANSWER, mode: "keyword", pending_vectors: 9 }), "");
  assert.deepEqual([ANSWER, { ...ANSWER, complete: false }, { ...ANSWER, pending_vectors: 1 }].map(isProvisional), [false, true, true]);
});

test("the modes follow one another in a ring; anything unknown is hybrid", () => {
  assert.deepEqual(["hybrid", "keyword", "semantic", "symbol", "exact", "regex"].map((mode) => nextMode(asMode(mode))), [
    "keyword",
    "semantic",
    "symbol",
    "exact",
    "regex",
    "hybrid",
  ]);
  assert.equal(asMode(7), "hybrid");
});

test("a hit is found where its lines are now", () => {
  const text = ["import os", "", "def a():", "    pass", "", "def a():", "    return 1"];
  assert.deepEqual(currentLines(text, 6, 7, "def a():\n    return 1"), { start: 5, end: 6 });
  assert.deepEqual(currentLines(text, 1, 2, "def a():\n    return 1"), { start: 5, end: 6 }, "moved down");
  assert.deepEqual(currentLines(text, 7, 8, "def a():\r\n    pass"), { start: 2, end: 3 }, "moved up");
  assert.deepEqual(currentLines(text, 4, 5, "def a():\n    raise"), { start: 2, end: 3 }, "the body was edited");
  assert.deepEqual(currentLines(text, 4, 5, "def gone():\n    raise"), { start: 3, end: 4 }, "gone: the old line");
  assert.deepEqual(currentLines(text, 900, 950, ""), { start: 6, end: 6 }, "beyond the end");
  assert.deepEqual(currentLines(text, 4, 4, "\n"), { start: 3, end: 3 }, "blank lines say nothing");
});

test("a selection becomes one line of a bounded length", () => {
  assert.equal(asQuery("  def a():\n\t\treturn 1\n"), "def a(): return 1");
  assert.equal(asQuery("abcdef", 4), "abc…");
});

const ROOT: RootStatus = {
  root: "/src/project",
  state: "live",
  searchable: true,
  done: 0,
  total: 0,
  unit: "files",
  seconds_left: null,
  watching: "native",
  problem: "",
};

test("the status line says what goes on, and warns only when somebody must act", () => {
  const running = { phase: "running", client: undefined } as const;
  const say = (...roots: RootStatus[]): string => statusText(running, roots).text;
  assert.equal(say(), "$(circle-outline) NSS");
  assert.equal(say(ROOT), "$(search) NSS");
  assert.equal(say(ROOT, { ...ROOT, state: "indexing", done: 45, total: 100 }), "$(sync~spin) NSS indexing 45%");
  const problem = statusText(running, [{ ...ROOT, problem: "the disk is full" }]);
  assert.deepEqual(problem, { text: "$(warning) NSS", tooltip: "project: the disk is full", warning: true });
  assert.equal(statusText({ phase: "waiting", problem: "killed" }, []).warning, false);
  assert.equal(statusText({ phase: "failed", problem: "killed" }, []).warning, true);
  assert.equal(statusText({ phase: "missing", problem: "not on PATH" }, []).text, "$(warning) NSS not found");
});

const STATUS: ShownStatus = {
  root: "/src/project",
  state: "ready",
  problem: "",
  freshness: "live",
  index: {
    generation: 1,
    indexed_at: 0,
    complete: true,
    lines: 9,
    files: 1,
    skipped: 2,
    failed: 0,
    chunks: 1234,
    symbols: 5,
    pending_vectors: 0,
    source_bytes: 1,
    database_bytes: 1,
    model: "static-code-v1/log-tf/2",
    languages: [{ language: "python", files: 1 }],
  },
  host: { running: true, pid: 7, uptime_seconds: 300 },
};

test("the status names what is indexed, what is not, and who keeps it live", () => {
  assert.deepEqual(
    statusFacts(STATUS).map(({ label, description }) => `${label} | ${description}`),
    [
      "$(folder) project | /src/project",
      "$(database) 1 file, 5 symbols | live",
      "$(code) python 1 | files by language",
      "$(lightbulb) 1,234 chunks searchable, all by meaning too | static-code-v1",
      "$(circle-slash) 2 left out | “Why Is This File (Not) Indexed” tells more",
      "$(server-process) Host running | process 7, up 5 min",
    ],
  );
  const none: ShownStatus = { ...STATUS, state: "none", problem: "nothing is indexed", index: null };
  const broken = statusFacts({ ...none, host: { running: false, pid: 0, uptime_seconds: 0 } });
  assert.deepEqual(broken.map(({ label }) => label), [
    "$(folder) project",
    "$(warning) nothing is indexed",
    "$(server-process) Host not running",
  ]);
});
