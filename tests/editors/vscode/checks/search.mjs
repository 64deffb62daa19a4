/** From the palette to the line: rows stream in, keep the server's order, and the chosen one opens where it says. */
import { caretInLine, openHit, rows, screenshot, search, serverReady, tab } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await search(page, "try again and wait in between");
  await rows(page).first().filter({ hasText: /RetryPolicy[\s\S]*retry\.py:6[\s\S]*(keyword|meaning)/ }).waitFor();
  await screenshot(page, "search");
  await openHit(page, "retry.py:6");
  await tab(page, "retry.py").waitFor();
  await caretInLine(page, 6);
  await screenshot(page, "search-opened");
}
