/** Without a speech model the user reads which command brings one, and has it in the clipboard by one press. */
import assert from "node:assert/strict";

import { notifications, openFile, pressDictate, screenshot, serverReady, statusItem } from "../driver.mjs";

export default async function check(page) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await serverReady(page);
  await openFile(page, "shop/prices.py");
  await pressDictate(page);
  const message = notifications(page).filter({ hasText: "no speech model is installed" });
  await message.waitFor();
  await statusItem(page, "Dictation failed").waitFor();
  await screenshot(page, "dictation-speechless");
  await message.getByRole("button", { name: "Copy Command" }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "nss models pull whisper-base --from mirror");
}
