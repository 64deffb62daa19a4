"""How long requests take, per surface and method, and the log of the slow ones. Keeps numbers, not requests."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SLOW_MILLISECONDS = 2_000.0
RECENT = 500
"""The latest requests of a method, of which the percentiles are: what is slow now matters, not last week's average."""

METHODS = 200
"""Distinct (surface, method) pairs kept; ours are about thirty, more can only come from a broken client."""

SLOW_LOG_BYTES = 512 * 1024
SLOW_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TimingEntry:
    surface: str  # "lsp", "cli", "host"
    method: str
    milliseconds: float
    root: str = ""


@dataclass(frozen=True, slots=True)
class TimingSummary:
    """Milliseconds; the percentiles are of the latest requests, count and max of all since the host's start."""

    surface: str
    method: str
    count: int
    p50: float
    p95: float
    max: float


@dataclass(slots=True)
class _Series:
    count: int = 0
    longest: float = 0.0
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))


class Timings:
    def __init__(self, slow_log: Path) -> None:
        self._slow_log = slow_log
        self._series: dict[tuple[str, str], _Series] = {}
        self.slow: deque[dict[str, object]] = deque(maxlen=SLOW_SHOWN)

    def add(self, entries: Iterable[TimingEntry]) -> None:
        """Count them; those over two seconds go to the slow log too. Raises OSError when that cannot be written."""
        slow: list[str] = []
        for entry in entries:
            key = (entry.surface, entry.method)
            if key not in self._series and len(self._series) >= METHODS:
                continue
            series = self._series.setdefault(key, _Series())
            series.count += 1
            series.longest = max(series.longest, entry.milliseconds)
            series.recent.append(entry.milliseconds)
            if entry.milliseconds > SLOW_MILLISECONDS:
                line: dict[str, object] = {
                    "at": round(time.time(), 3),
                    "surface": entry.surface,
                    "method": entry.method,
                    "milliseconds": round(entry.milliseconds, 1),
                    "root": entry.root,
                }
                self.slow.append(line)
                slow.append(json.dumps(line, ensure_ascii=False))
        if slow:
            self._write(slow)

    def summaries(self) -> list[TimingSummary]:
        """The slowest first."""
        found: list[TimingSummary] = []
        for (surface, method), series in self._series.items():
            ordered = sorted(series.recent)
            found.append(
                TimingSummary(
                    surface,
                    method,
                    series.count,
                    round(_percentile(ordered, 0.5), 2),
                    round(_percentile(ordered, 0.95), 2),
                    round(series.longest, 2),
                )
            )
        return sorted(found, key=lambda summary: -summary.p95)

    def _write(self, lines: list[str]) -> None:
        if self._slow_log.exists() and self._slow_log.stat().st_size > SLOW_LOG_BYTES:
            self._slow_log.replace(self._slow_log.with_suffix(".log.1"))
        with self._slow_log.open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")


def _percentile(ordered: list[float], share: float) -> float:
    """Nearest rank of a non-empty sorted list."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
