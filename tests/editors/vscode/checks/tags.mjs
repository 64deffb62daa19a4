/** Tags while they are typed: completion, a problem, the way to the mark, the search of one, the list of all. */
import { caretInLine, codeAction, line, openFile, palette, rows, screenshot, serverReady, title } from "../driver.mjs";

export default async function check(page) {
  await serverReady(page);
  await openFile(page, "shop/checkout.py");
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("# <!--TAG:tax/rate-->\n# as in TAG:ta");
  const suggestion = page.locator(".suggest-widget .monaco-list-row", { hasText: "tax/rate" });
  await suggestion.waitFor();
  await screenshot(page, "tag-completion");
  await page.keyboard.press("Tab");
  await line(page, "# as in TAG:tax/rate").waitFor();
  await page.keyboard.type(" and TAG:gone");
  await page.locator(".squiggly-warning").first().waitFor();
  const reference = async () => {
    await line(page, "# as in TAG:").getByText("tax/rate").first().click();
    await caretInLine(page, 11);
  };
  await reference();
  await page.keyboard.press("F12");
  await caretInLine(page, 10);

  const found = await codeAction(page, "Search the tag tax/rate", reference);
  await screenshot(page, "tag-actions");
  await found.click();
  await title(page).filter({ hasText: "NSS: Tag tax/rate" }).waitFor();
  await rows(page).filter({ hasText: "refers to it" }).first().waitFor();
  await screenshot(page, "tag-search");
  await page.keyboard.press("Escape");
  await palette(page, "NSS: Go to Tag");
  await rows(page).filter({ hasText: "shop/checkout.py:10" }).first().waitFor();
  await page.keyboard.press("Escape");
}
