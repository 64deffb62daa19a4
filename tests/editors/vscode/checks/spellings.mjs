/** A dictated word can be spelled as it was heard, by an action where it stands. */
import { codeAction, line, openFile, palette, pressDictate, recording, screenshot, selectWord, serverReady, silent, speak } from "../driver.mjs";

export default async function check(page, { wave, sound }) {
  await serverReady(page);
  await openFile(page, "shop/retry.py");
  await page.keyboard.press("Control+End");
  await pressDictate(page);
  await recording(page);
  await speak(wave, sound);
  await pressDictate(page);
  await line(page, "apply_discount").waitFor({ timeout: 60_000 });
  await silent(page);

  const undo = await codeAction(page, "NSS: Undo: “", () => selectWord(page, "apply_discount", "apply_discount"));
  await screenshot(page, "dictation-spellings");
  await undo.click();
  await line(page, "apply_discount").waitFor({ state: "detached" });
  await palette(page, "File: Revert File");
}
