/** A dictation as it looks at one moment. Owns what a change of the server does to that; knows neither editor nor server. */
import type { DictationParams, DictationResult } from "../generated/protocol.ts";

export type Target = NonNullable<DictationParams["target"]>;

const PHASES = ["starting", "recording", "transcribing"] as const;
export type Phase = (typeof PHASES)[number];

/** `nss/dictationChanged`: a result that may lack all but its state. */
export type Change = Pick<DictationResult, "state"> & Partial<DictationResult>;

export interface DictationView {
  readonly target: Target;
  readonly phase: Phase;
  /** Since the microphone opened; before that, since the key was pressed. */
  readonly seconds: number;
  /** 0 to 1. */
  readonly level: number;
  readonly spectrum: readonly number[];
  /** Words that will not change any more, and those behind them that may. */
  readonly stable: string;
  readonly tentative: string;
  /** The microphone's name, "" while it is not open. */
  readonly device: string;
}

/** How a dictation ended. */
export type Outcome =
  | { readonly kind: "heard"; readonly result: DictationResult }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly problem: string };

export function firstView(target: Target): DictationView {
  return { target, phase: "starting", seconds: 0, level: 0, spectrum: [], stable: "", tentative: "", device: "" };
}

/** The phases have one direction: what was sent before the key was released does not record again. */
export function follow(view: DictationView, change: Change, seconds: number): DictationView {
  const told = PHASES.find((phase) => phase === change.state);
  if (told === undefined) return view;
  const phase = PHASES.indexOf(told) > PHASES.indexOf(view.phase) ? told : view.phase;
  const recording = phase === "recording";
  return {
    ...view,
    phase,
    seconds,
    level: recording ? (change.level ?? view.level) : 0,
    spectrum: recording ? (change.spectrum ?? view.spectrum) : [],
    stable: change.stable ?? view.stable,
    tentative: change.tentative ?? view.tentative,
    device: change.device ?? view.device,
  };
}

/** The key was pressed again: no more is recorded. */
export function released(view: DictationView): DictationView {
  return { ...view, phase: "transcribing", level: 0, spectrum: [] };
}
