import assert from "node:assert/strict";
import { test } from "node:test";

import { commandIn, messageFor } from "../src/dictation/outcome.ts";
import { voicePage } from "../src/dictation/page.ts";
import { moved } from "../src/dictation/place.ts";
import { barText, clock, ghostText, meter } from "../src/dictation/text.ts";
import { firstView, follow, released, type DictationView } from "../src/dictation/view.ts";
import type { DictationResult } from "../src/generated/protocol.ts";
import { capacity, spectrumBars, waveBars, withLevel } from "../webview/wave.ts";

const RESULT: DictationResult = {
  state: "final", take: "1", text: "call apply_discount", raw: "call apply discount", stable: "", tentative: "", level: 0,
  spectrum: [], device: "", replacements: [], offers: [], anchors: [], language: "en", confidence: 0.9, audio_seconds: 2,
  problem: "", recording: "", inserted: true, timings: null,
};
const heard = (more: Partial<DictationResult>) => ({ kind: "heard", result: { ...RESULT, ...more } }) as const;
const VIEW: DictationView = { ...firstView("text"), phase: "recording", seconds: 64.9, level: 0.5, device: "USB" };

test("a change fills the view; the phases go one way only", () => {
  const first = follow(firstView("text"), { state: "recording", device: "USB" }, 1);
  const second = follow(first, { state: "recording", level: 0.4, spectrum: [1], stable: "call", tentative: "apply" }, 2);
  assert.deepEqual([second.phase, second.level, second.stable, second.tentative, second.device], ["recording", 0.4, "call", "apply", "USB"]);
  const late = follow(released(second), { state: "recording", level: 0.9 }, 3);
  assert.deepEqual([late.phase, late.level, late.stable], ["transcribing", 0, "call"]);
  assert.equal(follow(late, { state: "final", text: "x" }, 4), late);
});

test("the status bar shows state, time and level, and says the clock to no screen reader", () => {
  const bar = barText(VIEW);
  assert.equal(bar.text, "$(mic-filled) Recording 1:04 ▮▮▮▯▯▯");
  assert.match(bar.tooltip, /microphone “USB”.*to where the cursor was\. Click to stop\./);
  assert.equal(bar.label, "NSS dictation: recording. Click to stop.");
  assert.equal(barText({ ...VIEW, phase: "transcribing" }).text, "$(loading~spin) Transcribing 1:04");
});

test("words that have no place in the editor are in the status bar, and are never icons", () => {
  const text = barText({ ...VIEW, target: "search", stable: "where is", tentative: "the $(flame) of all the prices" }).text;
  assert.match(text, /▯ …/);
  assert.match(text, /all the prices$/);
  assert.equal(text.includes("$(flame)"), false);
  assert.equal(barText({ ...VIEW, stable: "where" }).text.includes("where"), false);
});

test("the meter has one width, whatever the level is", () => {
  assert.deepEqual([-1, 0, 0.5, 1, 7, 0.04].map(meter), ["▯▯▯▯▯▯", "▯▯▯▯▯▯", "▮▮▮▯▯▯", "▮▮▮▮▮▮", "▮▮▮▮▮▮", "▯▯▯▯▯▯"]);
  assert.deepEqual([0, 9.99, 60, 725].map(clock), ["0:00", "0:09", "1:00", "12:05"]);
});

test("words at the cursor stay apart, stay in one line and stay short", () => {
  assert.deepEqual(ghostText({ stable: "call", tentative: "apply  it\nnow" }), { stable: "call", tentative: "\u00a0apply\u00a0it\u00a0now" });
  assert.deepEqual(ghostText({ stable: "", tentative: "call" }), { stable: "", tentative: "call" });
  const long = ghostText({ stable: "a ".repeat(200), tentative: "end" });
  assert.equal(long.stable.length + long.tentative.length <= 100, true);
  assert.match(long.stable, /^…/);
});

test("the place moves with the text, by the server's rule", () => {
  const at = (rangeOffset: number, rangeLength: number, text: string) => [{ rangeOffset, rangeLength, text }];
  assert.equal(moved(10, at(0, 0, "abc")), 13);
  assert.equal(moved(10, at(10, 0, "abc")), 13, "what is typed there stands before it");
  assert.equal(moved(10, at(11, 0, "abc")), 10);
  assert.equal(moved(10, at(10, 4, "")), 10, "what stood behind it was deleted");
  assert.equal(moved(10, at(6, 4, "")), 6);
  assert.equal(moved(10, at(8, 4, "xy")), undefined, "its surroundings are gone");
  assert.equal(moved(10, at(10, 4, "xy")), undefined);
  assert.equal(moved(10, [...at(20, 1, "z"), ...at(0, 2, "")]), 8);
});

test("what speaks for itself has no message", () => {
  assert.equal(messageFor({ kind: "cancelled" }, "text"), undefined);
  assert.equal(messageFor(heard({}), "text"), undefined);
  assert.equal(messageFor(heard({ inserted: false }), "search"), undefined);
});

test("text without its place is offered", () => {
  const gone = messageFor(heard({ inserted: false, problem: "the place of the dictation is gone" }), "text");
  assert.deepEqual(gone?.actions, ["Insert at Cursor", "Copy"]);
  assert.match(gone?.sentence ?? "", /^NSS heard “call apply_discount”, but the place of the dictation is gone\.$/);
  assert.equal(gone?.text, "call apply_discount");
  assert.match(messageFor(heard({ inserted: false }), "text")?.sentence ?? "", /it was not dictated into a file/);
});

test("silence names the microphone and the way to another one", () => {
  const message = messageFor(heard({ text: " ", device: "USB", inserted: false }), "text");
  assert.match(message?.sentence ?? "", /no words from the microphone “USB”.*nss voice devices.*nss\.voice\.device/);
  assert.deepEqual([message?.warning, message?.actions], [false, ["Open Settings"]]);
});

test("a take that ended by itself is told beside its text", () => {
  const message = messageFor(heard({ problem: "stopped by itself after 30 minutes" }), "text");
  assert.deepEqual([message?.warning, message?.sentence], [true, "NSS: stopped by itself after 30 minutes"]);
});

test("a failure offers the command that its sentence names", () => {
  const problem = "no speech model is installed. Run: nss models pull whisper-base --from mirror (or hub, or a folder)";
  const message = messageFor({ kind: "failed", problem }, "ticket");
  assert.deepEqual(message, {
    warning: true,
    sentence: `NSS: ${problem}`,
    actions: ["Copy Command", "Show Log"],
    text: "nss models pull whisper-base --from mirror",
  });
  assert.equal(commandIn("no memory. Close something, or pull a smaller one: nss models pull whisper-tiny.en"), "nss models pull whisper-tiny.en");
  assert.equal(commandIn("none. Plug one in; `nss voice devices` shows what is there"), "nss voice devices");
  assert.equal(commandIn("needs more. Run: pip install 'nss-lsp[voice]'"), "pip install 'nss-lsp[voice]'");
  assert.equal(commandIn("the microphone is in use (nobody knows why). Stop it there first"), "");
  assert.deepEqual(messageFor({ kind: "failed", problem: "broken" }, "text")?.actions, ["Show Log"]);
});

test("the page runs and applies only what carries its nonce", () => {
  const page = voicePage({ script: "s.js", style: "s.css", nonce: "N1" });
  assert.match(page, /content="default-src 'none'; style-src 'nonce-N1'; script-src 'nonce-N1'"/);
  assert.equal(/ style="| on\w+="|<script>|<style>/.test(page), false);
});

test("the wave ends with the newest level, keeps within its height, and forgets what does not fit", () => {
  assert.equal(capacity(23), 5);
  assert.deepEqual(withLevel([0.1, 0.2], 0.3, 2), [0.2, 0.3]);
  const bars = waveBars([0, 0.5, 2], 23, 40);
  assert.deepEqual(bars.map(({ x, height }) => [x, height]), [[10, 2], [15, 20], [20, 40]]);
  assert.deepEqual(bars.at(-1), { x: 20, y: 0, width: 3, height: 40 });
  assert.equal(waveBars(Array(99).fill(1), 23, 40).length, 5);
  assert.deepEqual(spectrumBars([1, 0], 20, 10), [{ x: 0, y: 0, width: 8, height: 10 }, { x: 10, y: 8, width: 8, height: 2 }]);
  assert.deepEqual(spectrumBars([], 20, 10), []);
});
