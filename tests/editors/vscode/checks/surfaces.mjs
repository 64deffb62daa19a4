/** What the editor shows without being asked for a search: hover, status, why, settings. */
import assert from "node:assert/strict";

import { hover, notifications, openFile, palette, rows, screenshot, serverReady, statusItem } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);

  await openFile(page, "shop/checkout.py");
  await page.locator(".codelens-decoration", { hasText: "not used" }).waitFor(); // it moves the lines below
  await page.locator(".view-line", { hasText: "return total_with_tax" }).getByText("total_with_tax").hover();
  await hover(page).filter({ hasText: "Used once" }).first().waitFor();
  await screenshot(page, "hover");

  await palette(page, "NSS: Why Is This File (Not) Indexed");
  await notifications(page).filter({ hasText: /checkout\.py is indexed in \d+ chunk/ }).waitFor();
  await screenshot(page, "why");
  await palette(page, "Notifications: Clear All Notifications");

  await statusItem(page, "NSS").click();
  await rows(page).filter({ hasText: "Restart the server" }).waitFor();
  await rows(page).filter({ hasText: /4 files/ }).first().waitFor();
  await screenshot(page, "status");
  await page.keyboard.press("Escape");

  await palette(page, "Preferences: Open Settings (UI)");
  await page.locator(".settings-editor").waitFor();
  await page.keyboard.insertText("@ext:nss.nss");
  await page.locator(".setting-item-category", { hasText: "Nss › Picker" }).first().waitFor();
  assert.ok((await page.locator(".setting-item-contents").count()) >= 4);
  await screenshot(page, "settings");
  await page.keyboard.press("Escape");
  await page.locator(".settings-editor").waitFor({ state: "detached" });

  await palette(page, "NSS: Show Log");
  // Only that the log is shown: this build of the editor has no native log writer, its output channels stay empty.
  await page.locator(".part.panel .monaco-select-box, .part.panel select").filter({ hasText: "NSS" }).first().waitFor();
  await screenshot(page, "log");
}
