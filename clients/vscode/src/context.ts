/** What the commands share. Built once by `extension.ts`; nothing here is global. */
import type * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import type { SearchMode } from "./search/modes.ts";
import type { Supervisor } from "./server/supervisor.ts";
import type { RootStatus } from "./status/text.ts";

export interface Nss {
  readonly server: Supervisor<LanguageClient>;
  readonly log: vscode.LogOutputChannel;
  /** Fires with every `nss/statusChanged`: the index of a root moved on. */
  readonly onStatus: vscode.Event<RootStatus>;
  /** The mode of the last search of this window, kept over restarts of the editor. */
  readonly memory: { mode: () => SearchMode; remember: (mode: SearchMode) => void };
}

/** Ids of this extension's commands. `nss.…` belongs to the server: the language client registers those itself. */
export const COMMANDS = {
  search: "nss-client.search",
  searchSelection: "nss-client.searchSelection",
  findSimilar: "nss-client.findSimilar",
  dependents: "nss-client.showDependents",
  impact: "nss-client.showImpact",
  tags: "nss-client.tags",
  context: "nss-client.assembleContext",
  copyContext: "nss-client.copyContext",
  contextOfChanges: "nss-client.assembleContextOfChanges",
  graph: "nss-client.showGraph",
  status: "nss-client.status",
  index: "nss-client.index",
  restart: "nss-client.restart",
  log: "nss-client.showLog",
  why: "nss-client.why",
  dictate: "nss-client.dictate",
  dictateSearch: "nss-client.dictateSearch",
  dictateTicket: "nss-client.dictateTicket",
  stopDictating: "nss-client.stopDictating",
  cancelDictation: "nss-client.cancelDictation",
} as const;
