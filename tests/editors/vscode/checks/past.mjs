/** A search that nothing was typed into shows what was searched for before; choosing one asks it again. */
import { input, openHit, palette, rows, screenshot, search, serverReady, tab } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await search(page, "wait in between retries");
  await openHit(page, "retry.py:6");
  await tab(page, "retry.py").waitFor();
  await palette(page, "NSS: Search");
  await rows(page).filter({ hasText: "wait in between retries" }).first().waitFor();
  await screenshot(page, "search-past");
  await page.keyboard.press("Enter");
  await rows(page).filter({ hasText: "retry.py:6" }).first().waitFor();
  if ((await input(page).inputValue()) !== "wait in between retries") throw new Error("the query is not in the input");
  await page.keyboard.press("Escape");
}
