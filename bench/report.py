"""What a measurement becomes: distributions, megabytes, the machine it ran on, and what is said meanwhile."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]


def spread(seconds: Sequence[float]) -> dict[str, float | int]:
    """A distribution in milliseconds: p95 is the smallest value that 95 % of all do not exceed."""
    if not seconds:
        return {"n": 0}
    ordered = sorted(value * 1000 for value in seconds)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))], 2)

    return {"n": len(ordered), "p50_ms": at(0.5), "p95_ms": at(0.95), "min_ms": at(0.0), "max_ms": at(1.0)}


def megabytes(count: float) -> float:
    return round(count / 1e6, 2)


def machine() -> dict[str, Any]:
    """What the figures depend on. `load` is the last minute's load average: far above 0 before a run, others work."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "commit": _commit(),
        "load": round(os.getloadavg()[0], 2),
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def publish(result: dict[str, Any]) -> None:
    print(json.dumps(result, indent=1), flush=True)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _commit() -> str:
    try:
        asked = ["git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
