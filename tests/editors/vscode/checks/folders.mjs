/** A window with several folders: the folder of the active editor is searched, and its hits open in it. */
import { utimes } from "node:fs/promises";

import { caretInLine, openFile, openHit, rows, screenshot, search, serverReady, tab } from "../driver.mjs";

export default async function check(page, editor) {
  await foldersRead(page, editor.folder);
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

/**
 * The editor at times takes the workspace file for an empty one when it starts (seen in CI, on a busy machine). It reads
 * the file again when that changes, and when it starts.
 */
async function foldersRead(page, file) {
  const folder = page.locator(".explorer-folders-view .monaco-list-row").first();
  const shown = () => folder.waitFor({ timeout: 15_000 }).then(() => true, () => false);
  for (let tries = 0; tries < 3 && !(await shown()); tries++) {
    const now = new Date();
    await utimes(file, now, now);
    if (!(await shown())) await page.reload();
  }
}
