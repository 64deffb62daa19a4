#!/usr/bin/env bash
# Runs pytest with the editors that setup.sh brought. Arguments go to pytest.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# Model libraries must never look anything up while tests run.
export HF_HUB_OFFLINE=1 PATH="$repository/.venv/bin:$tools/bin:$PATH"
say "tests"
exec "$python" -m pytest -q "$@"
