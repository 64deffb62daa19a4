/** The button in the title walks through the modes and asks again; typing on replaces rows; an odd query is answered. */
import { input, palette, rows, screenshot, search, serverReady, title } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await search(page, "RetryPolicy");
  await rows(page).filter({ hasText: "shop/retry.py:6" }).first().waitFor();
  for (const mode of ["words", "meaning", "symbol", "exact text", "regular expression"]) {
    await page.locator(".quick-input-titlebar .action-label").last().click();
    await title(page).filter({ hasText: new RegExp(`^NSS: Search by ${mode}(?! and)`) }).waitFor();
    await rows(page).filter({ hasText: "shop/retry.py:6" }).first().waitFor();
  }
  await screenshot(page, "search-by-expression");
  await input(page).fill("zzqxv no_such_thing_anywhere");
  await rows(page).filter({ hasText: "Nothing found" }).waitFor();
  await page.keyboard.press("Escape");

  // The mode is remembered by the window.
  await palette(page, "NSS: Search");
  await title(page).filter({ hasText: "NSS: Search by regular expression" }).waitFor();
}
