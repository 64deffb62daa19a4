/** A window with several folders: the folder of the active editor is searched, and its hits open in it. */
import { caretInLine, openFile, openHit, rows, screenshot, search, serverReady, tab } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await openFile(page, "kennel.py");
  await search(page, "walk_the_dogs");
  await rows(page).filter({ hasText: "kennel.py:4" }).first().waitFor();
  await screenshot(page, "folders");
  await page.keyboard.press("Escape");

  await openFile(page, "checkout.py");
  await search(page, "RetryPolicy");
  await openHit(page, "shop/retry.py:6");
  await tab(page, "retry.py").waitFor();
  await caretInLine(page, 6);
}
