"""How far the disk has moved on since the index was written: a stat of each indexed file, bounded in time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nss_index.files.read import same_stat
from nss_index.ports import FileRow


@dataclass(frozen=True, slots=True)
class ChangedFiles:
    changed: tuple[str, ...]  # paths whose size or time differ, or that are gone
    checked: int
    complete: bool  # False when the time ran out before every file was looked at


def changed_files(root: Path, rows: Sequence[FileRow], seconds: float) -> ChangedFiles:
    """Compare size and time of change of `rows` with the disk for at most `seconds`."""
    deadline = time.monotonic() + seconds
    changed: list[str] = []
    for checked, row in enumerate(rows):
        if checked % 64 == 0 and time.monotonic() > deadline:
            return ChangedFiles(tuple(changed), checked, complete=False)
        record = row.record
        if not same_stat(root, record.path, record.size, record.changed_ns):
            changed.append(record.path)
    return ChangedFiles(tuple(changed), len(rows), complete=True)
