/** The one message with buttons of this extension: there is no server to start. */
import * as vscode from "vscode";

import { openPathSetting } from "../commands/settings.ts";
import type { Supervisor, Watched } from "./supervisor.ts";

const HOW = "Install it with “pipx install nss-lsp”, or set nss.path to the executable.";

/** Says it once for each start that finds nothing. */
export function tellWhenMissing(server: Watched & Pick<Supervisor<unknown>, "restart">): vscode.Disposable {
  const unlisten = server.onChange(async (state) => {
    if (state.phase !== "missing") return;
    const chosen = await vscode.window.showWarningMessage(`NSS cannot start. ${state.problem} ${HOW}`, "Open Settings", "Try Again");
    if (chosen === "Open Settings") await openPathSetting();
    if (chosen === "Try Again") await server.restart();
  });
  return { dispose: unlisten };
}
