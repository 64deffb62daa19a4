/**
 * Bundles the extension into out/extension.js, and writes what package.json derives from others.
 *   node scripts/build.mjs           manifest and bundle
 *   node scripts/build.mjs --check   fails when package.json is stale; writes nothing
 */
import { build } from "esbuild";

import { writeManifest } from "./manifest.mjs";

const check = process.argv.includes("--check");
if (!writeManifest(check)) {
  console.error("clients/vscode/package.json is stale: run `npm run build` and commit it");
  process.exit(1);
}
if (!check) {
  await build({
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
  });
}
