#!/usr/bin/env bash
# Everything about the code that can be said without running it. Runs all checks, then fails if one of them did.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin="$repository/.venv/bin"
failed=()

# check NAME COMMAND…: prints the output of a check only when it fails.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '  ok      %s\n' "$name" >&2
  else
    printf '  FAILED  %s\n%s\n' "$name" "$output" >&2
    failed+=("$name")
  fi
}

say "checks"
check "style" "$bin/ruff" check .
check "format" "$bin/ruff" format --check .
check "types" "$bin/pyright"
check "layers" "$bin/lint-imports" --no-logo
check "generated files are fresh" "$python" -m nss_server.generate --check
check "documents" "$python" scripts/check_docs.py
check "file lengths" "$python" scripts/check_lengths.py
if [ -d node_modules ]; then
  check "TypeScript" "$tools/bin/npm" run --silent check
else
  printf '  left out: TypeScript (make setup brings what it needs)\n' >&2
fi
if [ ${#failed[@]} -gt 0 ]; then fail "${#failed[@]} checks failed"; fi
