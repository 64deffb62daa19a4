/** Runs in the extension host: what the manifest promises is there, and the server's own commands work beside it. */
const assert = require("node:assert/strict");
const vscode = require("vscode");

exports.run = async () => {
  const extension = vscode.extensions.getExtension("nss.nss");
  await extension.activate();
  const contributed = extension.packageJSON.contributes.commands.map(({ command }) => command);
  const registered = await vscode.commands.getCommands(true);
  for (const id of contributed) assert.ok(registered.includes(id), `${id} is contributed but not registered`);
  assert.deepEqual(contributed.filter((id) => id.startsWith("nss.")), [], "those ids are the server's");

  // The language client registers the commands that the server advertises when it has started.
  while (!(await vscode.commands.getCommands(true)).includes("nss.search")) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const answer = await vscode.commands.executeCommand("nss.search", { query: "RetryPolicy", mode: "symbol" });
  assert.ok(Array.isArray(answer.results));

  const settings = vscode.workspace.getConfiguration("nss");
  assert.equal(settings.inspect("path").defaultValue, "");
  assert.equal(settings.get("search.limit"), 10);
};
