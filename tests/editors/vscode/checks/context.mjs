/** What a task needs, as a document that cannot be edited; and the picture of the dependencies in its own view. */
import {
  codeAction, input, line, openFile, palette, screenshot, selectWord, serverReady, statusItem, tab, title,
} from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await palette(page, "NSS: Assemble Context");
  await title(page).filter({ hasText: "NSS: Assemble Context" }).waitFor();
  await input(page).fill("round the sum of total_with_tax");
  await page.keyboard.press("Enter");
  await tab(page, "Context 1.md").waitFor();
  await line(page, "Task: round the sum of total_with_tax").waitFor();
  await line(page, "## shop/prices.py:9-11").waitFor();
  await screenshot(page, "context");
  await page.keyboard.type("x");
  await page.locator(".monaco-editor-overlaymessage", { hasText: "read-only" }).waitFor();

  await openFile(page, "shop/prices.py");
  const name = () => selectWord(page, "def total_with_tax", "total_with_tax");
  const action = await codeAction(page, "Assemble context for the selection", name);
  await screenshot(page, "context-actions");
  await action.click();
  await tab(page, "Context 2.md").waitFor();
  await line(page, "the task is about it").first().waitFor();

  await page.locator('.tab[data-resource-name="prices.py"]').click();
  await (await codeAction(page, "Copy context pack for the selection", name)).click();
  await statusItem(page, /copied a context pack, \d+ of 8000 tokens/).waitFor();

  await palette(page, "NSS: Draw Dependency Graph");
  const graph = page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
  await graph.locator("#told").getByText("2 nodes, 1 arrows").waitFor();
  await graph.locator("#find").fill("prices");
  await graph.locator("#told").getByText("is needed by 1").waitFor();
  await screenshot(page, "graph");
}
