/** Text whose place is gone is offered and not misplaced; Escape throws a recording away; the server's action leads here too. */
import assert from "node:assert/strict";

import { codeAction, ghosts, line, notifications, openFile, pressDictate, recording, screenshot, serverReady, silent, speak, statusItem } from "../driver.mjs";

export default async function check(page, { wave, sound }) {
  await serverReady(page);
  await openFile(page, "shop/retry.py");
  await page.locator(".view-line", { hasText: "self.attempts = attempts" }).click();

  await pressDictate(page);
  await recording(page);
  await speak(wave, sound);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await line(page, "RetryPolicy").waitFor({ state: "detached" });
  await pressDictate(page);
  const message = notifications(page).filter({ hasText: /heard “.*number is too large.*place of the dictation is gone/i });
  await message.waitFor({ timeout: 60_000 });
  assert.equal(await ghosts(page), "");
  await screenshot(page, "dictation-misplaced");
  await message.getByRole("button", { name: "Insert at Cursor" }).click();
  await line(page, /number\sis\stoo\slarge/i).waitFor();
  await page.keyboard.press("Control+z");
  await line(page, /number\sis\stoo\slarge/i).waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  await line(page, "class RetryPolicy").waitFor();

  await page.locator(".view-line", { hasText: "class RetryPolicy" }).click();
  await (await codeAction(page, "NSS: Dictate here")).click();
  await recording(page);
  await speak(wave, sound);
  await page.keyboard.press("Escape");
  await silent(page);
  assert.equal(await line(page, /number\sis\stoo/i).count(), 0);
  assert.equal(await notifications(page).count(), 0, "who cancels knows it");

  // What was cancelled is over: the next one begins.
  await pressDictate(page);
  await recording(page);
  await page.keyboard.press("Escape");
  await statusItem(page, "Recording").waitFor({ state: "detached" });
}
