/** The page of the view "NSS Voice": draws what the extension tells it, when it tells it. Runs nothing in between. */
import type { PageState } from "../src/dictation/page.ts";
import { capacity, spectrumBars, waveBars, withLevel, type Bar } from "./wave.ts";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const WORDS = { starting: "Starting", recording: "Recording", transcribing: "Transcribing" } as const;
const IDLE = "Nobody is dictating.";

/** Somebody who asked for less motion gets a level that steps twice a second, and nothing that travels. */
const CALM_MS = 500;

const part = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
};
const canvas = (id: string): HTMLCanvasElement => part(id) as HTMLCanvasElement;

let levels: readonly number[] = [];
let drawnAt = 0;

function receive({ view, heard, problem }: PageState): void {
  const phase = view?.phase ?? "idle";
  if (document.body.dataset["phase"] !== phase) document.body.dataset["phase"] = phase;
  say("state", view === undefined ? IDLE : WORDS[view.phase]);
  say("clock", view === undefined ? "" : clock(view.seconds));
  say("device", view?.device ?? "");
  say("stable", view === undefined ? heard : view.stable);
  say("tentative", view?.tentative ?? "");
  say("problem", problem);
  if (view?.phase === "starting") levels = [];
  if (view?.phase !== "recording") return calm() ? level(0) : draw(view?.spectrum ?? []);
  if (calm()) return level(view.level);
  levels = withLevel(levels, view.level, capacity(canvas("wave").clientWidth));
  draw(view.spectrum);
}

function say(id: string, words: string): void {
  const element = part(id);
  if (element.textContent !== words) element.textContent = words; // an equal text would be read out again
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function calm(): boolean {
  return document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function level(value: number): void {
  const now = Date.now();
  if (value > 0 && now - drawnAt < CALM_MS) return;
  drawnAt = now;
  part("full").style.width = `${Math.round(Math.min(1, Math.max(0, value)) * 20) * 5}%`;
}

function draw(spectrum: readonly number[]): void {
  paint(canvas("wave"), (width, height) => waveBars(levels, width, height));
  paint(canvas("spectrum"), (width, height) => spectrumBars(spectrum, width, height));
}

function paint(target: HTMLCanvasElement, bars: (width: number, height: number) => readonly Bar[]): void {
  const context = target.getContext("2d");
  const { clientWidth: width, clientHeight: height } = target;
  if (context === null || width === 0) return;
  const scale = devicePixelRatio;
  if (target.width !== Math.round(width * scale) || target.height !== Math.round(height * scale)) {
    target.width = Math.round(width * scale);
    target.height = Math.round(height * scale);
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(target).color;
  for (const bar of bars(width, height)) context.fillRect(bar.x, bar.y, bar.width, bar.height);
}

addEventListener("message", (event: MessageEvent<PageState>) => receive(event.data));
addEventListener("resize", () => calm() || draw([]));
acquireVsCodeApi().postMessage("ready");
