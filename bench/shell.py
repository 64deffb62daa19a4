"""`nss` as somebody types it: this checkout's command in a process of its own, and the wall time that it took."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import REPOSITORY

PATIENCE_SECONDS = 1800.0
"""Against a hang only."""


class CommandFailed(Exception):
    """The command's last words."""


@dataclass(frozen=True, slots=True)
class Ran:
    seconds: float  # from the start of the process to its end
    cpu_seconds: float  # of it and of the processes that it waited for: says more than the wall on a busy machine
    output: str

    def object(self) -> dict[str, Any]:
        return json.loads(self.output)


def nss_command(*arguments: str) -> list[str]:
    """The installed script of the interpreter that runs this, as a shell would start it."""
    script = Path(sys.executable).with_name("nss")
    return [str(script) if script.exists() else str(REPOSITORY / ".venv/bin/nss"), *arguments]


def run_nss(*arguments: str) -> Ran:
    """Run to the end. Raises CommandFailed when the exit code is not 0."""
    before = _children_cpu()
    started = time.perf_counter()
    # An installed package has its bytecode; a variable that forbids it would measure the compiler.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    line = nss_command(*arguments)
    done = subprocess.run(
        line, capture_output=True, text=True, cwd="/", env=around, timeout=PATIENCE_SECONDS, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise CommandFailed(f"nss {' '.join(arguments)} exited {done.returncode}: {done.stderr[-2000:]}")
    return Ran(seconds, _children_cpu() - before, done.stdout)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
