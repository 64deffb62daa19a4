/**
 * Makes what is derived: the settings in package.json, and the bundle.
 *   node scripts/build.mjs           both
 *   node scripts/build.mjs --check   fails when package.json is stale; writes nothing
 */
import { bundle } from "./bundle.mjs";
import { writeManifest } from "./manifest.mjs";

const check = process.argv.includes("--check");
if (!writeManifest(check)) {
  console.error("clients/vscode/package.json is stale: run `npm run build` and commit it");
  process.exit(1);
}
if (!check) await bundle();
