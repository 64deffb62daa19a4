/** What the status-bar item says for a state of the server and of its indexes. Pure text. */
import type { ServerState } from "../server/supervisor.ts";

/** `nss/statusChanged`: the state of one root. */
export interface RootStatus {
  readonly root: string;
  readonly state: "starting" | "scanning" | "indexing" | "vectors" | "live" | "failed";
  readonly searchable: boolean;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly seconds_left: number | null;
  readonly watching: "native" | "polling" | "lost";
  readonly problem: string;
}

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly warning: boolean;
}

/** `roots` in the order of the folders; a folder whose state is not known yet is left out. */
export function statusText(server: ServerState<unknown>, roots: readonly RootStatus[]): StatusText {
  switch (server.phase) {
    case "stopped":
      return quiet("$(circle-slash) NSS", "NSS is stopped.");
    case "missing":
      return warning("$(warning) NSS not found", server.problem);
    case "failed":
      return warning("$(warning) NSS stopped", `${server.problem} It did not stay up; restart it or read the log.`);
    case "waiting":
      return quiet("$(sync) NSS restarting", server.problem);
    case "starting":
      return quiet("$(sync~spin) NSS starting", server.again ? "The server ended and is started again." : "Starting.");
    case "running":
      return indexText(roots);
  }
}

function indexText(roots: readonly RootStatus[]): StatusText {
  if (roots.length === 0) return quiet("$(circle-outline) NSS", "The server runs; nothing is known of the index yet.");
  const tooltip = roots.map(sentence).join("\n\n");
  const problem = roots.find((root) => root.problem !== "");
  if (problem !== undefined) return warning("$(warning) NSS", tooltip);
  const busy = roots.find((root) => root.state !== "live");
  return quiet(busy === undefined ? "$(search) NSS" : `$(sync~spin) NSS ${activity(busy)}`, tooltip);
}

function activity(root: RootStatus): string {
  const words = { starting: "starting", scanning: "scanning", indexing: "indexing", vectors: "meaning" } as const;
  const word = root.state in words ? words[root.state as keyof typeof words] : root.state;
  return root.total > 0 ? `${word} ${Math.floor((100 * root.done) / root.total)}%` : word;
}

function sentence(root: RootStatus): string {
  const name = root.root.slice(root.root.lastIndexOf("/") + 1);
  if (root.problem !== "") return `${name}: ${root.problem}`;
  const count = root.total > 0 ? `, ${root.done} of ${root.total} ${root.unit}` : "";
  const left = root.seconds_left === null ? "" : `, about ${Math.ceil(root.seconds_left)} s left`;
  const searchable = root.searchable ? "" : ", not searchable yet";
  return `${name}: ${root.state === "live" ? "index is live" : activity(root) + count + left + searchable}`;
}

function quiet(text: string, tooltip: string): StatusText {
  return { text, tooltip, warning: false };
}

function warning(text: string, tooltip: string): StatusText {
  return { text, tooltip, warning: true };
}
