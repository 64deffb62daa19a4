#!/usr/bin/env bash
# A real VS Code (the web build that code-server packages) for the tests: no desktop, no compiler, no account.
#   vscode_server.sh install                 into .tools/vscode-server, about 30 s and 0.6 GB
#   vscode_server.sh run PORT PROFILE [...]  serves on 127.0.0.1:PORT with the profile folder; further flags go through,
#                                            e.g. --install-extension x.vsix (installs and exits)
# End it by its process id: the extension host outlives the page.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
version=4.139.1
folder="$tools/vscode-server"

install() {
  rm -rf "$folder"
  mkdir -p "$folder"
  # --ignore-scripts: the post-install scripts only compile native modules that a headless test does not use.
  (cd "$folder" && packages "code-server@$version")
  (cd "$folder/node_modules/code-server/lib/vscode" && packages --omit=dev)
  (cd "$folder/node_modules/code-server/lib/vscode/extensions" && packages --omit=dev)
}

packages() { "$tools/bin/npm" install --no-audit --no-fund --ignore-scripts --loglevel=error "$@"; }

run() {
  local port=$1 profile=$2
  shift 2
  # A gallery on a closed loopback port: no look-up ever leaves the machine.
  export EXTENSIONS_GALLERY='{"serviceUrl":"http://127.0.0.1:9/none","itemUrl":"http://127.0.0.1:9/none"}'
  exec "$tools/bin/node" "$folder/node_modules/code-server/lib/vscode/out/server-main.js" \
    --host 127.0.0.1 --port "$port" --without-connection-token --accept-server-license-terms \
    --server-data-dir "$profile" --user-data-dir "$profile/data" --extensions-dir "$profile/extensions" \
    --telemetry-level off --disable-workspace-trust --enable-smoke-test-driver "$@"
}

case ${1:-} in
  install | run) "$@" ;;
  *) fail "unknown verb \"${1:-}\"" "Say: install, or run PORT PROFILE." ;;
esac
