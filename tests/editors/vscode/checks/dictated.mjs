/** Spoken words as a search that can be typed on, and as a ticket beside the code that it is about. */
import assert from "node:assert/strict";

import { ghosts, input, line, openFile, palette, pressDictate, recording, rows, screenshot, serverReady, silent, speak, statusItem, title } from "../driver.mjs";

export default async function check(page, { wave, ticket, sound }) {
  await serverReady(page);
  await openFile(page, "shop/prices.py");
  await page.locator(".view-line", { hasText: "return max" }).click();

  await palette(page, "Voice: Dictate a Search");
  await recording(page);
  await speak(wave, sound);
  await statusItem(page, /Recording.*try/i).waitFor();
  assert.equal(await ghosts(page), "", "words of a search do not go to the cursor");
  await screenshot(page, "dictation-search-bar");
  await pressDictate(page);
  await title(page).filter({ hasText: "NSS: Search by" }).waitFor({ timeout: 60_000 });
  assert.match(await input(page).inputValue(), /try again/i);
  await rows(page).filter({ hasText: "RetryPolicy" }).first().waitFor();
  await screenshot(page, "dictation-search");
  await page.keyboard.press("End");
  await page.keyboard.type(" policy");
  assert.match(await input(page).inputValue(), /try again.* policy$/i);
  await page.keyboard.press("Escape");
  await silent(page);

  await palette(page, "Voice: Dictate a Ticket");
  await recording(page);
  await speak(ticket, sound);
  await statusItem(page, "Recording").click();
  await page.locator(".tab.active", { hasText: /Untitled|#/ }).waitFor({ timeout: 60_000 });
  await line(page, /percent/i).first().waitFor();
  await line(page, "apply_discount").first().waitFor();
  assert.equal(await page.locator(".editor-group-container").count(), 2, "beside the code");
  await statusItem(page, "Markdown").waitFor();
  await silent(page);
  await screenshot(page, "dictation-ticket");
  await palette(page, "View: Revert and Close Editor"); // else the next window of this server would restore it
  await page.locator(".tab", { hasText: "Untitled" }).waitFor({ state: "detached" });
}
