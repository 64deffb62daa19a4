/** A window with several folders: the folder of the active editor is searched, and its hits open in it. */
import { caretInLine, openFile, openHit, rows, screenshot, search, serverReady, tab } from "../driver.mjs";

export default async function check(page) {
  await foldersRead(page);
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

/** The editor at times starts with the workspace file taken for an empty one (seen in CI); it reads it when it starts. */
async function foldersRead(page) {
  const none = page.getByText("You have not yet added a folder to the workspace");
  await none.or(page.locator(".explorer-folders-view .monaco-list-row").first()).waitFor();
  if (await none.isVisible()) await page.reload();
}
