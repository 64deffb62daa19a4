"""How far the disk has moved on since the index was written: a stat of each indexed file, bounded in time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from nss_index.files.read import same_stat


class ChangedFiles(Struct, frozen=True):
    changed: tuple[str, ...]  # paths whose size or time differ, or that are gone
    checked: int
    complete: bool  # False when the time ran out before every file was looked at


def changed_files(root: Path, stats: Sequence[tuple[str, int, int]], seconds: float) -> ChangedFiles:
    """Compare `stats` (path, size, time of change in ns) with the disk for at most `seconds`."""
    deadline = time.monotonic() + seconds
    changed: list[str] = []
    for checked, (path, size, changed_ns) in enumerate(stats):
        if checked % 64 == 0 and time.monotonic() > deadline:
            return ChangedFiles(tuple(changed), checked, complete=False)
        if not same_stat(root, path, size, changed_ns):
            changed.append(path)
    return ChangedFiles(tuple(changed), len(stats), complete=True)
