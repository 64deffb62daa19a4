/** The key is held while somebody speaks: its repeats end nothing, and the text comes when it is let go. */
import { line, notifications, openFile, recording, screenshot, serverReady, silent, speak, statusItem } from "../driver.mjs";

export default async function check(page, { wave, sound }) {
  await serverReady(page);
  await openFile(page, "shop/checkout.py");
  await page.keyboard.press("Control+End");

  let held = true;
  await page.keyboard.down("Control");
  await page.keyboard.down("Alt");
  const holding = (async () => {
    for (; held; await page.waitForTimeout(40)) await page.keyboard.down("d"); // repeats, as of a key that is down already
  })();
  await recording(page);
  await speak(wave, sound);
  await statusItem(page, /Recording/).waitFor();
  await screenshot(page, "dictation-held");
  held = false;
  await holding;
  await page.keyboard.up("d");
  await page.keyboard.up("Alt");
  await page.keyboard.up("Control");

  await line(page, /number\sis\stoo\slarge/i).waitFor({ timeout: 60_000 });
  await silent(page);
  if ((await notifications(page).count()) > 0) throw new Error("a held key needs no message");
  await page.keyboard.press("Control+z");
  await line(page, /too\slarge/i).waitFor({ state: "detached" });
}
