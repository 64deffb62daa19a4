/**
 * Merges generated-configuration.json (made from the server's settings tree) into package.json, and lists which
 * settings an untrusted folder may not set: all that the tree does not call harmless.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL("../", import.meta.url);
const MANIFEST = new URL("package.json", here);
const GENERATED = new URL("generated-configuration.json", here);

/** Scopes that a folder's own .vscode/settings.json can reach only after the user trusts it. */
const RESTRICTED = new Set(["machine", "machine-overridable", "application"]);

/** Returns whether package.json is (with `check`) or was made (without) what it must be. */
export function writeManifest(check) {
  const before = readFileSync(MANIFEST, "utf8");
  const after = `${JSON.stringify(merged(JSON.parse(before)), undefined, 2)}\n`;
  if (after === before) return true;
  if (check) return false;
  writeFileSync(MANIFEST, after);
  return true;
}

function merged(manifest) {
  const [own] = manifest.contributes.configuration;
  const generated = existsSync(GENERATED) ? JSON.parse(readFileSync(GENERATED, "utf8")) : undefined;
  const configuration = generated === undefined ? [own] : [own, { ...generated, title: "Server" }];
  const properties = configuration.flatMap((section) => Object.entries(section.properties));
  const restrictedConfigurations = properties.filter(([, value]) => RESTRICTED.has(value.scope)).map(([key]) => key);
  const untrustedWorkspaces = { ...manifest.capabilities.untrustedWorkspaces, restrictedConfigurations };
  return {
    ...manifest,
    capabilities: { ...manifest.capabilities, untrustedWorkspaces },
    contributes: { ...manifest.contributes, configuration },
  };
}
