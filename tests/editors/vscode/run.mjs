/**
 * Runs one check against a running editor:  node run.mjs CHECK '{"port": 1, "folder": "/…", "runtime": "/…"}'
 * Exits with 0 when it holds. A failed check leaves a picture of the moment.
 */
import { launch, openWorkbench, palette, screenshot, serverProcesses } from "./driver.mjs";

const [name, given] = process.argv.slice(2);
const editor = JSON.parse(given);
const { default: check } = await import(`./checks/${name}.mjs`);
const browser = await launch();
const earlier = serverProcesses(editor.runtime);
let page;
try {
  page = await openWorkbench(browser, editor.port, editor.folder);
  await check(page, { ...editor, earlier });
} catch (error) {
  console.error(error);
  if (page !== undefined) await picture(page).catch(() => undefined);
  process.exitCode = 1;
} finally {
  await browser.close();
}

/** With the text of the editors, and the messages that have hidden themselves since. */
async function picture(page) {
  await screenshot(page, `failed-${name}`);
  console.error("editors:", await page.locator(".editor-group-container .view-lines").allInnerTexts());
  await palette(page, "Notifications: Show Notifications");
  console.error("messages:", await page.locator(".notification-list-item-message").allInnerTexts());
}
