#!/usr/bin/env bash
# Deploys a release to one host.
# <!--TAG:deploy-->
set -euo pipefail

readonly RELEASES=/srv/releases
declare -r KEEP=5
declare -a hosts=()
export PATH="$PATH:/opt/bin"
log_file=${LOG_FILE:-/tmp/deploy.log}
retries=3

source "$(dirname "$0")/lib/common.sh"
. ./colors.sh

# Writes a line to the log.
#
# $1: the message
log() {
  printf '%s %s\n' "$(date +%F)" "$1" | tee -a "$log_file"
}

function usage {
  cat <<'TEXT'
usage: deploy HOST VERSION
function not_a_function() { :; }
TEXT
  exit 2
}

# Copies a release and switches the link.
deploy::copy() {
  local host=$1 version=$2
  local target="$RELEASES/$version"
  if ! ssh "$host" test -d "$target"; then
    rsync -az --delete "build/$version/" "$host:$target/"
  fi
  ssh "$host" ln -sfn "$target" "$RELEASES/current"
  log "copied $version to $host"
}

deploy::clean() (
  cd "$RELEASES" || exit 1
  ls -1t | tail -n "+$((KEEP + 1))" | while read -r old; do
    log "removing $old"
    rm -rf -- "$old"
  done
)

retry() {
  local attempt
  for attempt in $(seq "$retries"); do
    if "$@"; then
      return 0
    fi
    log "attempt $attempt failed"
    sleep $((attempt * 2))
  done
  return 1
}

main() {
  [[ $# -eq 2 ]] || usage
  trap 'log "interrupted"' INT
  case $2 in
    latest) version=$(git describe --tags) ;;
    *) version=$2 ;;
  esac
  retry deploy::copy "$1" "$version"
  deploy::clean
  command -v notify-send >/dev/null && notify-send "deployed"
}

main "$@"
