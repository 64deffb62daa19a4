"""The standard library's profiler with its table as plain values: where the CPU time of a call goes."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from bench.report import REPOSITORY

T = TypeVar("T")
MOST = 30

_Row = tuple[int, int, float, float, object]  # primitive calls, calls, own seconds, cumulative seconds, callers


def profiled(call: Callable[[], T]) -> tuple[T, dict[str, Any]]:
    """Run `call` under cProfile, in CPU seconds of this process, so that a busy machine does not blur it.

    The profiler about doubles the time of small Python functions: compare rows with each other, not with a wall.
    """
    profiler = cProfile.Profile(time.process_time)
    result = profiler.runcall(call)
    stats = cast("dict[tuple[str, int, str], _Row]", vars(pstats.Stats(profiler))["stats"])
    by_own = sorted(stats.items(), key=lambda item: -item[1][2])[:MOST]
    by_all = sorted(stats.items(), key=lambda item: -item[1][3])[:MOST]
    total = sum(row[2] for row in stats.values())
    return result, {"total_s": round(total, 3), "own": _table(by_own), "cumulative": _table(by_all)}


def _table(rows: list[tuple[tuple[str, int, str], _Row]]) -> list[dict[str, Any]]:
    return [
        {"where": _place(*key), "calls": row[1], "own_s": round(row[2], 3), "cumulative_s": round(row[3], 3)}
        for key, row in rows
    ]


def _place(file: str, line: int, function: str) -> str:
    path = Path(file)
    if path.is_relative_to(REPOSITORY):
        file = str(path.relative_to(REPOSITORY))
    return f"{file}:{line} {function}" if line else function
