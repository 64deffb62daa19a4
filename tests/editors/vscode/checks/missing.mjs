/** Without a server on the machine the user reads what happened and what to do, and gets to the setting by one press. */
import { notifications, screenshot, statusItem } from "../driver.mjs";

export default async function check(page) {
  const message = notifications(page).filter({ hasText: "NSS cannot start." });
  await message.filter({ hasText: "pipx install nss-lsp" }).waitFor();
  await statusItem(page, "NSS not found").waitFor();
  await screenshot(page, "missing");
  await message.getByRole("button", { name: "Open Settings" }).click();
  await page.locator(".setting-item-label", { hasText: "Path" }).first().waitFor();
  await screenshot(page, "missing-settings");
}
