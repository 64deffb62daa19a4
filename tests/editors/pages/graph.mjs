/** The page of a graph in a real browser: what it shows, what a click tells, and that it asks nobody for anything. */
import assert from "node:assert/strict";

import { launch } from "../vscode/driver.mjs";

const [, , address] = process.argv;
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const asked = [], said = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(address);
  const told = page.locator("#told");
  await told.getByText("3 nodes, 2 arrows").waitFor();
  await page.fill("#find", "web");
  await told.getByText("needs 1").waitFor();
  await told.getByRole("button", { name: "app/store.py" }).click();
  await told.getByText("is needed by 1").waitFor();
  assert.equal(await told.locator("strong").textContent(), "app/store.py");
  await page.selectOption("#layout", "breadthfirst");
  await page.fill("#find", "nowhere");
  await told.getByText("No node has that").waitFor();
  assert.deepEqual(asked, [address]);
  assert.deepEqual(said, []);
} finally {
  await browser.close();
}
