# Sourced by the other scripts: words for people, and steps that run once.
# Plain bash 3.2 and POSIX tools, so that a fresh macOS or Debian runs it as it is.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$repository/.tools"
python="$repository/.venv/bin/python"
cd "$repository"
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

say() { printf '\033[1m• %s\033[0m\n' "$*" >&2; }

# fail WHAT TODO: ends the script with what is wrong and what to do about it.
fail() {
  printf 'NSS set-up: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf '  %s\n' "$2" >&2
  exit 1
}

# step NAME KEY COMMAND…: runs COMMAND unless it has already succeeded with this KEY. A step that fails leaves no stamp.
step() {
  local name=$1 key=$2 stamp="$tools/stamps/$1"
  shift 2
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]; then return 0; fi
  say "setting up: $name"
  rm -f "$stamp"
  "$@" || return  # said, because in a condition `set -e` does not hold
  mkdir -p "$tools/stamps"
  printf '%s' "$key" > "$stamp"
}

# digest FILE…: a key that changes with the contents.
digest() { cat "$@" | cksum | tr -s ' ' '-'; }
