/** From the voice to the line: what is said is seen while it is said, stands at the cursor then, and one undo takes it back. */
import assert from "node:assert/strict";

import { ghost, ghosts, line, notifications, openFile, palette, pressDictate, recording, screenshot, serverReady, silent, speak, statusItem, voice } from "../driver.mjs";

export default async function check(page, { wave, sound }) {
  await serverReady(page);
  await palette(page, "Focus on NSS Voice View");
  await voice(page).getByText("Nobody is dictating.").waitFor();
  await openFile(page, "shop/checkout.py");
  await page.keyboard.press("Control+End");

  await pressDictate(page);
  await recording(page);
  await voice(page).locator("#state", { hasText: "Recording" }).waitFor();
  const said = speak(wave, sound);
  await statusItem(page, /Recording \d:\d\d ▮+/).waitFor();
  await voice(page).locator("#words", { hasText: /\w+/ }).waitFor();
  await screenshot(page, "dictation-recording");
  await said;
  await voice(page).locator("#stable", { hasText: /call/i }).waitFor();
  await ghost(page, /call|apply|discount/i);
  assert.equal(await line(page, /call|discount with/i).count(), 0, "but they are no text yet");
  await screenshot(page, "dictation-partial");

  await pressDictate(page);
  await statusItem(page, "Transcribing").waitFor();
  await line(page, /call\sapply_discount\swith\sthe\sold/i).waitFor({ timeout: 60_000 });
  await silent(page);
  await voice(page).locator("#stable", { hasText: "apply_discount" }).waitFor();
  assert.equal(await ghosts(page), "");
  assert.equal(await notifications(page).count(), 0, "text at its place needs no message");
  await screenshot(page, "dictation-inserted");

  await page.keyboard.insertText(" Today.");
  await line(page, /the\sold.*\sToday/i).waitFor();
  await page.keyboard.press("Control+z");
  await line(page, /the\sold(?!.*Today)/i).waitFor();
  await page.keyboard.press("Control+z");
  await line(page, /with\sthe\sold/i).waitFor({ state: "detached" });
  await line(page, "return total_with_tax([apply_discount").waitFor();
}
