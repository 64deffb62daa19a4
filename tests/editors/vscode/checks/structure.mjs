/** Who uses what: the lens above a function, its list, the impact of a name, the editor's own call hierarchy. */
import { caretInLine, codeAction, openFile, palette, rows, screenshot, selectWord, serverReady, title } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await openFile(page, "shop/prices.py");
  const lens = page.locator(".codelens-decoration a", { hasText: "used once" }).first();
  await lens.waitFor();
  await screenshot(page, "lens");
  await lens.click();
  // Lenses stand in the page in the order in which they were resolved.
  await title(page).filter({ hasText: /NSS: Dependents of (apply_discount|total_with_tax)/ }).waitFor();
  await rows(page).filter({ hasText: "shop/checkout.py:8" }).first().waitFor();
  await screenshot(page, "dependents");
  await page.keyboard.press("Enter");
  await caretInLine(page, 8);

  const impact = await codeAction(page, "Show impact of total_with_tax", () =>
    selectWord(page, "return total_with_tax", "total_with_tax"),
  );
  await screenshot(page, "dependency-actions");
  await impact.click();
  await title(page).filter({ hasText: "NSS: Impact of total_with_tax" }).waitFor();
  await rows(page).filter({ hasText: "shop/checkout.py:8" }).first().waitFor();
  await page.keyboard.press("Escape");

  await selectWord(page, "return total_with_tax", "total_with_tax");
  await palette(page, "NSS: Show Dependents");
  await rows(page).filter({ hasText: "shop/checkout.py:8" }).first().waitFor();
  await page.keyboard.press("Escape");

  await selectWord(page, "return total_with_tax", "total_with_tax");
  await palette(page, "Calls: Show Call Hierarchy");
  await page.locator(".sidebar .monaco-list-row", { hasText: "bill" }).first().waitFor();
  await screenshot(page, "call-hierarchy");
  await page.keyboard.press("Escape");
}
