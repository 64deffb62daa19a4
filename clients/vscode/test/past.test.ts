import assert from "node:assert/strict";
import { test } from "node:test";

import type { PastSearch } from "../src/generated/protocol.ts";
import { pastRows } from "../src/search/past.ts";

function past(query: string, mode = "hybrid", hits = 3): PastSearch {
  return {
    id: 1, at: 0, query, mode, narrowed: {}, session: "", root: "/r", generation: 1, confidence: null, hits, first: "a.py:1",
  };
}

test("each search is one row, the newest first, with how it was searched and what was found", () => {
  const rows = pastRows([past("tax"), past("tax", "regex", 1), past("tax"), past("zz$(x)", "symbol", 0)]);
  assert.deepEqual(rows.map((row) => row.again), [
    { query: "tax", mode: "hybrid" },
    { query: "tax", mode: "regex" },
    { query: "zz$(x)", mode: "symbol" },
  ]);
  assert.deepEqual(rows.map((row) => row.description), [
    "3 hits",
    "by regular expression  ·  1 hit",
    "by symbol  ·  nothing found",
  ]);
  assert.ok(rows[2]?.label.startsWith("$(history) zz"));
  assert.ok(!rows[2]?.label.includes("$(x)"), "what was typed is no icon");
});

test("the list stays short, and a mode that is not known is hybrid", () => {
  const rows = pastRows(Array.from({ length: 40 }, (_, number) => past(`q${number}`, "other")));
  assert.equal(rows.length, 12);
  assert.equal(rows[0]?.again.mode, "hybrid");
});
