/** What the user is told, and may do, when a dictation has ended. Pure. */
import type { DictationResult } from "../generated/protocol.ts";
import type { Outcome, Target } from "./view.ts";

export type Action = "Insert at Cursor" | "Copy" | "Copy Command" | "Open Settings" | "Show Log";

export interface Message {
  readonly warning: boolean;
  readonly sentence: string;
  readonly actions: readonly Action[];
  /** What "Copy" and "Insert at Cursor", or "Copy Command", are about. */
  readonly text: string;
}

/** Undefined where the result speaks for itself: it stands in the editor, or the user threw it away. */
export function messageFor(outcome: Outcome, target: Target): Message | undefined {
  if (outcome.kind === "cancelled") return undefined;
  if (outcome.kind === "failed") return failure(outcome.problem);
  const { result } = outcome;
  if (result.text.trim() === "") return nothingHeard(result);
  if (target === "text" && !result.inserted) return notInserted(result);
  return result.problem === "" ? undefined : { warning: true, sentence: asSentence(result.problem), actions: [], text: "" };
}

/** The command that a sentence tells to run, "" where it tells none. */
export function commandIn(sentence: string): string {
  const quoted = /`((?:nss|pipx?) [^`]+)`/.exec(sentence);
  const told = quoted ?? /: ((?:nss|pipx?) [^(;]+)/.exec(sentence);
  return (told?.[1] ?? "").trim().replace(/\.$/, "");
}

function failure(problem: string): Message {
  const command = commandIn(problem);
  return {
    warning: true,
    sentence: asSentence(problem),
    actions: command === "" ? ["Show Log"] : ["Copy Command", "Show Log"],
    text: command,
  };
}

function nothingHeard({ device, problem }: DictationResult): Message {
  const from = device === "" ? "" : ` from the microphone “${device}”`;
  const sentence = `NSS heard no words${from}${problem === "" ? "" : ` (${problem})`}.`;
  return {
    warning: problem !== "",
    sentence: `${sentence} If it listened to the wrong microphone, “nss voice devices” lists them and nss.voice.device chooses one.`,
    actions: ["Open Settings"],
    text: "",
  };
}

function notInserted({ text, problem }: DictationResult): Message {
  const why = problem || "it was not dictated into a file that the server knows; the text was not inserted";
  return {
    warning: false,
    sentence: `NSS heard “${shortened(text)}”, but ${why}.`,
    actions: ["Insert at Cursor", "Copy"],
    text,
  };
}

function asSentence(problem: string): string {
  return `NSS: ${problem}`;
}

function shortened(text: string, most = 80): string {
  const folded = text.trim().replace(/\s+/g, " ");
  return folded.length > most ? `${folded.slice(0, most - 1)}…` : folded;
}
