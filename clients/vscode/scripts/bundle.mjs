/** The bundle: the extension and all that it imports, in out/extension.js. */
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const options = {
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  entryPoints: ["src/extension.ts"],
  outfile: "out/extension.js",
  bundle: true,
  platform: "node",
  target: "node20", // the oldest extension host of a supported editor
  format: "cjs",
  external: ["vscode"],
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

export async function bundle() {
  await build(options);
}
