import assert from "node:assert/strict";
import { test } from "node:test";

import { ServerMissing, locateServer } from "../src/server/locate.ts";

function locate(setting: string, searchPath: string, ...executables: string[]): string {
  return locateServer(setting, { searchPath, home: "/home/me", isExecutable: (path) => executables.includes(path) });
}

test("an empty setting is nss on PATH, first entry first", () => {
  assert.equal(locate("", "/a:/b:/c", "/b/nss", "/c/nss"), "/b/nss");
  assert.equal(locate("nss-nightly", "/a", "/a/nss", "/a/nss-nightly"), "/a/nss-nightly");
});

test("an absolute path and one below the home are taken as they are", () => {
  assert.equal(locate("/opt/nss", "", "/opt/nss"), "/opt/nss");
  assert.equal(locate(" ~/bin/nss ", "", "/home/me/bin/nss"), "/home/me/bin/nss");
});

test("nothing relative is ever started: it would be a file of the opened folder", () => {
  assert.throws(() => locate(".venv/bin/nss", "/a", ".venv/bin/nss"), /relative path/);
  assert.throws(() => locate("./nss", "/a", "./nss", "/a/nss"), /relative path/);
  assert.throws(() => locate("nss", "::.:bin:", "nss", "./nss", "bin/nss"), ServerMissing);
});

test("what is missing is named", () => {
  assert.throws(() => locate("", "/a:/b"), /command nss is not on the PATH/);
  assert.throws(() => locate("/opt/nss", "/a", "/a/nss"), /\/opt\/nss, which is not an executable/);
});

test("on this machine: a folder or a plain file is not an executable", () => {
  assert.throws(() => locateServer("/tmp"), ServerMissing);
  assert.throws(() => locateServer("/etc/passwd"), ServerMissing);
  assert.equal(locateServer(process.execPath), process.execPath);
});
