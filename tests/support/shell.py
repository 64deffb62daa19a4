"""The command `nss` as a real process, in folders of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HANG_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def nss(*arguments: str | bytes, cwd: Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Ran:
    """Run to the end. Never a traceback: that would be a defect in any test."""
    process = subprocess.run(
        [sys.executable, "-P", "-m", "nss_server.cli.main", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=HANG_SECONDS,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    ran = Ran(process.returncode, process.stdout.decode(), process.stderr.decode())
    assert "Traceback" not in ran.err, ran.err
    return ran
