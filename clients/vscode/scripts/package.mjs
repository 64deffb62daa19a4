/**
 * Packs the extension, without the network:  node scripts/package.mjs [FILE.vsix]
 * The bundle holds all dependencies, so none is packed beside it.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { createVSIX } from "@vscode/vsce";

import { bundle } from "./bundle.mjs";

const file = resolve(process.argv[2] ?? "nss.vsix");
await bundle();
await createVSIX({ cwd: fileURLToPath(new URL("..", import.meta.url)), packagePath: file, dependencies: false, allowMissingRepository: true });
