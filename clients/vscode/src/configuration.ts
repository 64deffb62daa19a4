/**
 * The editor's settings as a source for the server. Owns one rule: only what the user has really set is sent, because
 * a default of the editor would otherwise override the project's own settings file.
 */
import * as vscode from "vscode";

/** Settings of this extension itself; the server does not know them. */
const OWN = /^(path$|picker\.|trace\.)/;

/** The declared keys without their "nss." that belong to the server. */
export function serverKeys(extension: vscode.Extension<unknown>): readonly string[] {
  const sections: readonly { properties: object }[] = extension.packageJSON.contributes.configuration;
  return sections
    .flatMap((section) => Object.keys(section.properties))
    .map((key) => key.replace(/^nss\./, ""))
    .filter((key) => !OWN.test(key));
}

/** The set values below "nss" for one folder, by dotted key: {"search.limit": 20}. */
export function explicitSettings(keys: readonly string[], folder: vscode.Uri | undefined): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("nss", folder ?? null);
  const set: Record<string, unknown> = {};
  for (const key of keys) {
    const values = configuration.inspect(key);
    const isSet = [values?.globalValue, values?.workspaceValue, values?.workspaceFolderValue].some(
      (value) => value !== undefined,
    );
    // `get` and not the layers above: it leaves out what an untrusted workspace may not set.
    if (isSet) set[key] = configuration.get(key);
  }
  return set;
}
