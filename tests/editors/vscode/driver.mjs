/** Drives a real VS Code in Chromium: what a person does, as functions. Knows no check. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { promisify } from "node:util";

import { chromium } from "playwright-core";

const SHOTS = new URL("../shots/", import.meta.url).pathname;

/** No name is ever resolved: what the browser can reach is this machine. */
const LOCAL_ONLY = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost";

export function launch() {
  return chromium.launch({
    executablePath: process.env.NSS_CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--host-resolver-rules=${LOCAL_ONLY}`,
    ],
  });
}

/** Opens the workbench on a folder (or a .code-workspace file) in a browser profile of its own. */
export async function openWorkbench(browser, port, folder) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  page.setDefaultTimeout(30_000);
  const what = folder.endsWith(".code-workspace") ? "workspace" : "folder";
  await page.goto(`http://127.0.0.1:${port}/?${what}=${encodeURIComponent(folder)}`, { waitUntil: "domcontentloaded" });
  await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
  return page;
}

/**
 * Runs a test module inside the extension host, with the extension from its folder: resolves to the exit code, 1 when
 * the module's `run()` rejects. Needs a server with --enable-smoke-test-driver.
 */
export async function runInExtensionHost(browser, port, folder, extension, tests) {
  const page = await (await browser.newContext()).newPage();
  const said = [];
  const code = new Promise((resolve) => {
    void page.exposeFunction("codeAutomationExit", resolve);
    void page.exposeFunction("codeAutomationLog", (type, words) => said.push(`[${type}] ${words.join(" ")}`));
  });
  const host = `vscode-remote://127.0.0.1:${port}`;
  const payload = [
    ["extensionDevelopmentPath", host + extension],
    ["extensionTestsPath", host + tests],
    ["skipWelcome", "true"],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  await page.goto(`http://127.0.0.1:${port}/?${query}`);
  return { code: await code, said };
}

export const input = (page) => page.locator(".quick-input-widget input[type=text]").first();
export const rows = (page) => page.locator(".quick-input-list .monaco-list-row");
export const title = (page) => page.locator(".quick-input-title");
export const statusItem = (page, text) => page.locator(".statusbar-item", { hasText: text });
export const hover = (page) => page.locator(".monaco-hover:visible .rendered-markdown");
export const notifications = (page) => page.locator(".notifications-toasts .notification-list-item");

/** Runs a command from the palette by its shown title (F1 opens it filled with ">"). */
export async function palette(page, command) {
  await page.keyboard.press("F1");
  await input(page).waitFor();
  await input(page).fill(`>${command}`);
  await rows(page).filter({ hasText: command }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** Opens a file of the folder by its name, with the caret in it. */
export async function openFile(page, path) {
  await page.keyboard.press("Control+p");
  await input(page).fill(path);
  await rows(page).filter({ hasText: path.split("/").at(-1) }).first().waitFor();
  await page.keyboard.press("Enter");
  await tab(page, path.split("/").at(-1)).waitFor();
  await page.locator(".editor-instance .view-lines").first().waitFor();
}

export const tab = (page, name) => page.locator(`.tab.active[data-resource-name="${name}"]`);

/** Waits until the caret of the active editor is in this line (1-based). */
export async function caretInLine(page, line) {
  await page.locator(".statusbar-item", { hasText: new RegExp(`Ln ${line}, Col`) }).waitFor();
}

/** The server runs and its index is live. */
export async function serverReady(page) {
  const live = statusItem(page, /^\s*NSS\s*$/).filter({ has: page.locator(".codicon-search") });
  await live.waitFor({ timeout: 60_000 });
}

/** The ids of the `nss lsp` processes that were started with this runtime folder in their environment. */
export function serverProcesses(runtime) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
        const environment = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
        return words.includes("lsp") && environment.includes(`NSS_RUNTIME_DIR=${runtime}`);
      } catch {
        return false; // ended while we looked
      }
    })
    .map(Number);
}

export async function screenshot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}vscode-${name}.png` });
}

/** Opens the live search and types a query into it. */
export async function search(page, query) {
  await palette(page, "NSS: Search");
  await title(page).filter({ hasText: "NSS: Search by" }).waitFor();
  await input(page).pressSequentially(query);
}

/** Opens the hit with this text once it is the active row: an answer to a part of the query may show it below another. */
export async function openHit(page, text) {
  await rows(page).and(page.locator(".focused")).filter({ hasText: text }).waitFor();
  await page.keyboard.press("Enter");
}

/** Selects a word of the line with this text by a double click; the editor has said that it is selected. */
export async function selectWord(page, text, word) {
  await line(page, text).getByText(word).dblclick();
  await statusItem(page, `(${word.length} selected)`).waitFor();
}

/**
 * Opens the menu of code actions where `place` puts the caret or the selection, and returns the row with this text. The
 * editor closes a menu when the caret has just moved (its own look for actions overtakes it): then all of it is done
 * again, as Escape without a menu gives a selection up.
 */
export async function codeAction(page, text, place = async () => {}) {
  const row = page.locator(".action-widget .monaco-list-row").filter({ hasText: text }).first();
  for (let tries = 0; ; tries++) {
    await place();
    await page.keyboard.press("Control+.");
    try {
      await row.waitFor({ timeout: 3000 });
      return row;
    } catch (error) {
      if (tries === 4) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

/** Begins or ends a dictation at the cursor. */
export const pressDictate = (page) => page.keyboard.press("Control+Alt+d");

/** Waits until the microphone is open: what is said from now on is heard. */
export async function recording(page) {
  await statusItem(page, "Recording").waitFor({ timeout: 60_000 });
}

/** No dictation is shown any more. */
export async function silent(page) {
  await statusItem(page, /Starting|Recording|Transcribing/).waitFor({ state: "detached", timeout: 60_000 });
}

/** Speaks a wave file into the virtual microphone; resolves when it has been said. `sound` is that one's environment. */
export async function speak(wave, sound) {
  await promisify(execFile)("paplay", ["--device=vspk", wave], { env: { ...process.env, ...JSON.parse(sound) } });
}

/** The lines of the active editor that have this text. What decorations add is not text. */
export const line = (page, text) => page.locator(".editor-group-container.active .view-line", { hasText: text });

/** What decorations show around the text of the editors, in the order in which it stands there. */
export function ghosts(page) {
  return page.locator(".view-line span[class*='ced-']").evaluateAll((spans) =>
    spans
      .flatMap((span) => ["::before", "::after"].map((side) => getComputedStyle(span, side).content))
      .filter((content) => content.startsWith('"'))
      .map((content) => content.slice(1, -1).replaceAll("\u00a0", " "))
      .join(""),
  );
}

/** Waits until the decorations show what matches, and returns it. */
export async function ghost(page, pattern) {
  for (let tries = 0; tries < 300; tries++) {
    const shown = await ghosts(page);
    if (pattern.test(shown)) return shown;
    await page.waitForTimeout(50);
  }
  throw new Error(`no decoration shows ${pattern}`);
}

/** The document inside the voice view. */
export const voice = (page) => page.frameLocator("iframe.webview").frameLocator("iframe#active-frame");
