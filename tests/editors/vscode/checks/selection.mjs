/** From a selection: the server's code actions and the commands lead to the search list. */
import { codeAction, input, openFile, palette, rows, screenshot, selectWord, serverReady, title } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await openFile(page, "shop/checkout.py");
  const select = () => selectWord(page, "return total_with_tax", "total_with_tax");

  await codeAction(page, "Find similar code", select);
  await screenshot(page, "code-actions");
  await page.locator(".action-widget .monaco-list-row").filter({ hasText: "Search for this" }).click();
  await title(page).filter({ hasText: "NSS: Search" }).waitFor();
  await rows(page).filter({ hasText: "shop/prices.py:9" }).first().waitFor();
  await page.keyboard.press("Escape");

  await select();
  await palette(page, "NSS: Find Similar Code");
  await title(page).filter({ hasText: "similar to “total_with_tax”" }).waitFor();
  await rows(page).filter({ hasText: "shop/prices.py" }).first().waitFor();
  await screenshot(page, "similar");
  await input(page).pressSequentially("total_with");
  await page.keyboard.press("Escape");

  await palette(page, "NSS: Search Selection");
  await rows(page).filter({ hasText: "shop/prices.py:9" }).first().waitFor();
}
