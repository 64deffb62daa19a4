/** What `nss/status` says, as lines for people. */
import type { HostResult, StatusResult } from "../generated/protocol.ts";

export interface Fact {
  readonly label: string;
  readonly description: string;
}

const MOST_LANGUAGES = 4;

export type ShownStatus = Omit<StatusResult, "host"> & { readonly host: Pick<HostResult, "running" | "pid" | "uptime_seconds"> };

export function statusFacts({ root, state, problem, freshness, index, host }: ShownStatus): readonly Fact[] {
  const facts: Fact[] = [{ label: `$(folder) ${root.slice(root.lastIndexOf("/") + 1)}`, description: root }];
  if (problem !== "") facts.push({ label: `$(warning) ${problem}`, description: "" });
  if (index !== null) {
    const still = state === "incomplete" ? "still indexing" : freshness;
    facts.push({ label: `$(database) ${count(index.files, "file")}, ${count(index.symbols, "symbol")}`, description: still });
    const languages = index.languages.slice(0, MOST_LANGUAGES).map(({ language, files }) => `${language} ${number(files)}`);
    if (languages.length > 0) facts.push({ label: `$(code) ${languages.join(", ")}`, description: "files by language" });
    const pending = index.pending_vectors === 0 ? "all by meaning too" : `${number(index.pending_vectors)} not by meaning yet`;
    facts.push({ label: `$(lightbulb) ${count(index.chunks, "chunk")} searchable, ${pending}`, description: index.model.split("/")[0] ?? "" });
    const left = [index.skipped > 0 ? `${number(index.skipped)} left out` : "", index.failed > 0 ? `${number(index.failed)} failed` : ""];
    const words = left.filter((part) => part !== "").join(", ");
    if (words !== "") facts.push({ label: `$(circle-slash) ${words}`, description: "“Why Is This File (Not) Indexed” tells more" });
  }
  const up = host.running ? `process ${host.pid}, up ${duration(host.uptime_seconds)}` : "starts when it is needed";
  facts.push({ label: `$(server-process) Host ${host.running ? "running" : "not running"}`, description: up });
  return facts;
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

export function count(amount: number, noun: string): string {
  return `${number(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

function number(amount: number): string {
  return amount.toLocaleString("en-US");
}
