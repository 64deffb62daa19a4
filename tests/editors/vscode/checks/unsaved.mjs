/**
 * Text that was never saved is found after the server was killed, and opened where it stands in the buffer.
 * The user sees a status line change and no message.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import {
  caretInLine,
  notifications,
  openFile,
  openHit,
  rows,
  screenshot,
  search,
  serverProcesses,
  serverReady,
  tab,
} from "../driver.mjs";

export default async function check(page, { folder, runtime, earlier }) {
  await serverReady(page);
  await openFile(page, "shop/prices.py");
  const saved = readFileSync(`${folder}/shop/prices.py`, "utf8");
  await page.keyboard.press("Control+Home");
  await page.keyboard.insertText('"""Moved down by what is above."""\n\n\ndef ferret_voucher(code):\n    """Redeem a voucher for ferrets."""\n    return code\n\n\n');
  await tab(page, "prices.py").and(page.locator(".dirty")).waitFor();

  const mine = () => serverProcesses(runtime).filter((process) => !earlier.includes(process));
  const [before, ...others] = mine();
  assert.deepEqual(others, [], "one server for one window");
  process.kill(before, "SIGKILL");

  await search(page, "ferret_voucher");
  const hit = rows(page).filter({ hasText: "ferret_voucher" }).first();
  await hit.waitFor();
  assert.match(await hit.innerText(), /shop\/prices\.py:4[\s\S]*unsaved/);
  assert.notEqual(mine()[0], before);
  await screenshot(page, "unsaved");
  assert.equal(await notifications(page).count(), 0, "a killed server is not a message");

  await openHit(page, "ferret_voucher");
  await caretInLine(page, 4);
  await serverReady(page);
  assert.equal(readFileSync(`${folder}/shop/prices.py`, "utf8"), saved, "nothing was saved");
  await screenshot(page, "unsaved-opened");

  // What stands below the new lines has moved, and is opened where it is now.
  await search(page, "total_with_tax");
  await openHit(page, "shop/prices.py:17");
  await caretInLine(page, 17);
}
