/** The bundles: the extension and all that it imports in out/extension.js; the page of the voice view in out/voice.*. */
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const shared = {
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  outdir: "out",
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

const extension = {
  ...shared,
  entryPoints: ["src/extension.ts"],
  platform: "node",
  target: "node20", // the oldest extension host of a supported editor
  format: "cjs",
  external: ["vscode"],
};

const page = {
  ...shared,
  entryPoints: ["webview/voice.ts", "webview/voice.css"],
  platform: "browser",
  target: "es2022",
  format: "iife",
};

export async function bundle() {
  await Promise.all([build(extension), build(page)]);
}
