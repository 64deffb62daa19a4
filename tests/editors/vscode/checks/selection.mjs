/** From a selection: the server's code actions and the commands lead to the search list. */
import { input, openFile, palette, rows, screenshot, serverReady, title } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await openFile(page, "shop/checkout.py");
  await page.locator(".view-line", { hasText: "return total_with_tax" }).getByText("total_with_tax").dblclick();

  await page.keyboard.press("Control+.");
  const menu = page.locator(".action-widget .monaco-list-row");
  await menu.filter({ hasText: "Find similar code" }).waitFor();
  await screenshot(page, "code-actions");
  await menu.filter({ hasText: "Search for this" }).click();
  await title(page).filter({ hasText: "NSS: Search" }).waitFor();
  await rows(page).filter({ hasText: "shop/prices.py:9" }).first().waitFor();
  await page.keyboard.press("Escape");

  await page.locator(".view-line", { hasText: "return total_with_tax" }).getByText("total_with_tax").dblclick();
  await palette(page, "NSS: Find Similar Code");
  await title(page).filter({ hasText: "similar to “total_with_tax”" }).waitFor();
  await rows(page).filter({ hasText: "shop/prices.py" }).first().waitFor();
  await screenshot(page, "similar");
  await input(page).pressSequentially("total_with");
  await page.keyboard.press("Escape");

  await palette(page, "NSS: Search Selection");
  await rows(page).filter({ hasText: "shop/prices.py:9" }).first().waitFor();
}
