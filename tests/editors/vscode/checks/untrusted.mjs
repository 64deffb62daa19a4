/** A folder that nobody trusts yet can be searched, and none of its settings chooses what runs. */
import { existsSync } from "node:fs";
import assert from "node:assert/strict";

import { rows, screenshot, search, serverReady } from "../driver.mjs";

export default async function check(page, { trap }) {
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await serverReady(page);
  await search(page, "RetryPolicy");
  await rows(page).filter({ hasText: "shop/retry.py:6" }).first().waitFor();
  await screenshot(page, "untrusted");
  assert.equal(existsSync(trap), false, "the folder's own program was started");
}
