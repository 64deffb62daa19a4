/** From the palette to the line: rows stream in, keep the server's order, and the chosen one opens where it says. */
import assert from "node:assert/strict";

import { caretInLine, rows, screenshot, search, serverReady, tab } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await search(page, "try again and wait in between");
  await rows(page).filter({ hasText: "RetryPolicy" }).first().waitFor();
  assert.match(await rows(page).first().innerText(), /RetryPolicy[\s\S]*retry\.py:6[\s\S]*(keyword|meaning)/);
  await screenshot(page, "search");
  await page.keyboard.press("Enter");
  await tab(page, "retry.py").waitFor();
  await caretInLine(page, 6);
  await screenshot(page, "search-opened");
}
