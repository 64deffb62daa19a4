import assert from "node:assert/strict";
import { test } from "node:test";

import type { SearchHit, SearchResult } from "../src/protocol.ts";
import { asMode, nextMode } from "../src/search/modes.ts";
import { currentLines } from "../src/search/position.ts";
import { remarks, rowOf } from "../src/search/rows.ts";
import { asQuery } from "../src/search/selection.ts";
import { reportLines } from "../src/status/report.ts";
import { statusText, type RootStatus } from "../src/status/text.ts";

const HIT: SearchHit = {
  path: "src/sessions.py",
  start_line: 12,
  end_line: 20,
  symbol: "Session.request",
  kind: "method",
  language: "python",
  why: "keyword #1: retry",
  freshness: "fresh",
  snippet: "\n    def request(self):\n        pass",
  heading: "",
  signature: "def request(self)",
};
const ANSWER: SearchResult = { results: [], mode: "hybrid", fallback: "", pending_vectors: 0, complete: true };

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

test("remarks admit what the answer lacks", () => {
  assert.equal(remarks(ANSWER), "");
  assert.equal(remarks({ ...ANSWER, complete: false, fallback: "words only" }), "still indexing · words only");
  assert.equal(remarks({ ...ANSWER, pending_vectors: 1 }), "1 chunk is not searchable by meaning yet");
  assert.equal(remarks({ ...ANSWER, mode: "keyword", pending_vectors: 9 }), "");
});

test("the modes follow one another in a ring; anything unknown is hybrid", () => {
  assert.deepEqual(["hybrid", "keyword", "semantic", "symbol"].map((mode) => nextMode(asMode(mode))), [
    "keyword",
    "semantic",
    "symbol",
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
  assert.equal(say(), "$(search) NSS");
  assert.equal(say(ROOT), "$(search) NSS");
  assert.equal(say(ROOT, { ...ROOT, state: "indexing", done: 45, total: 100 }), "$(sync~spin) NSS indexing 45%");
  const problem = statusText(running, [{ ...ROOT, problem: "the disk is full" }]);
  assert.deepEqual(problem, { text: "$(warning) NSS", tooltip: "project: the disk is full", warning: true });
  assert.equal(statusText({ phase: "waiting", problem: "killed" }, []).warning, false);
  assert.equal(statusText({ phase: "failed", problem: "killed" }, []).warning, true);
  assert.equal(statusText({ phase: "missing", problem: "not on PATH" }, []).text, "$(warning) NSS not found");
});

test("a report shows the fields that say something", () => {
  const lines = reportLines({ files: 1234, pending_vectors: 0, problem: "", host: null, languages: [["python", 3]], live: true });
  assert.deepEqual(lines, ["files: 1,234", "pending vectors: 0", "languages: python, 3", "live: yes"]);
});
