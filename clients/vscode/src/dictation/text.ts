/** What a running dictation says in the status bar and at the cursor. Pure text with the editor's `$(icon)` marks. */
import type { DictationView, Target } from "./view.ts";

export interface BarText {
  readonly text: string;
  readonly tooltip: string;
  /** For screen readers: without meter and clock, which would be read out again and again. */
  readonly label: string;
}

export interface GhostText {
  readonly stable: string;
  readonly tentative: string;
}

const CELLS = 6;
const GHOST_CHARACTERS = 100;
const BAR_CHARACTERS = 32;

const PURPOSE: Readonly<Record<Target, string>> = {
  text: "The text goes to where the cursor was.",
  search: "The words become a search.",
  ticket: "The words become a ticket in Markdown.",
};

const LOOKS = {
  starting: { icon: "loading~spin", word: "Starting" },
  recording: { icon: "mic-filled", word: "Recording" },
  transcribing: { icon: "loading~spin", word: "Transcribing" },
} as const;

export function barText(view: DictationView): BarText {
  const { icon, word } = LOOKS[view.phase];
  const recording = view.phase === "recording";
  const parts = [`$(${icon}) ${word}`, clock(view.seconds), recording ? meter(view.level) : ""];
  // With text for the cursor the words stand there; else this is the place to see them.
  if (view.target !== "text") parts.push(plain(tail(joined(view), BAR_CHARACTERS)));
  const todo = view.phase === "transcribing" ? "The text follows in a moment." : "Click to stop.";
  const device = view.device === "" ? "" : ` from the microphone “${view.device}”`;
  return {
    text: parts.filter((part) => part !== "").join(" "),
    tooltip: `NSS: ${word.toLowerCase()}${recording ? device : ""}. ${PURPOSE[view.target]} ${todo}`,
    label: `NSS dictation: ${word.toLowerCase()}. ${todo}`,
  };
}

/** A level of 0 to 1 in cells, always as wide. */
export function meter(level: number): string {
  const full = Math.round(Math.min(1, Math.max(0, level)) * CELLS);
  return "▮".repeat(full) + "▯".repeat(CELLS - full);
}

export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The newest words, in one line and not wider than an editor; white space that the editor does not fold. */
export function ghostText({ stable, tentative }: Pick<DictationView, "stable" | "tentative">): GhostText {
  const lead = stable !== "" && tentative !== "" && !/\s$/.test(stable) && !/^\s/.test(tentative) ? " " : "";
  const words = [stable, lead + tentative].map((part) => part.replace(/\s+/g, " "));
  const late = tail(words[1] ?? "", GHOST_CHARACTERS);
  return {
    stable: hard(tail(words[0] ?? "", Math.max(1, GHOST_CHARACTERS - late.length))),
    tentative: hard(late),
  };
}

function joined(view: DictationView): string {
  return `${view.stable} ${view.tentative}`.trim().replace(/\s+/g, " ");
}

function tail(text: string, most: number): string {
  return text.length > most ? `…${text.slice(1 - most)}` : text;
}

function hard(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

/** Spoken text must not turn into icons: the editor reads `$(name)` in the status bar. */
function plain(text: string): string {
  return text.replaceAll("$(", "$\u200b(");
}
