#!/usr/bin/env bash
# The main job on real input: index ROOT and answer Q. Both come from the environment (see the Makefile).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nss="$repository/.venv/bin/nss"
root=${ROOT:-.}
[ -d "$root" ] || fail "ROOT=$root is not a folder" 'Name the project to search: make run ROOT=~/src/project Q="…"'

say "nss index $root"
"$nss" index "$root"
say "nss search \"$Q\" --root $root"
"$nss" search "$Q" --root "$root"
