/** Runs a module of host/ in the extension host:  node run-in-host.mjs MODULE '{"port": 1, "folder": "/…", "extension": "/…"}' */
import { fileURLToPath } from "node:url";

import { launch, runInExtensionHost } from "./driver.mjs";

const [name, given] = process.argv.slice(2);
const { port, folder, extension } = JSON.parse(given);
const tests = fileURLToPath(new URL(`host/${name}.cjs`, import.meta.url));
const browser = await launch();
try {
  const { code, said } = await runInExtensionHost(browser, port, folder, extension, tests);
  if (code !== 0) console.error(said.join("\n"));
  process.exitCode = code;
} finally {
  await browser.close();
}
