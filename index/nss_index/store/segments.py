"""Which segment files an index has: writing the newest vectors out, merging, cleaning, and sweeping old files away.

Runs in the one process that holds the index's lock, outside any transaction. Knows nothing of searching.

Invariants: live vectors up to the last segment's end lie in exactly one segment; what is younger is the *tail*, read
from the database. A segment is listed in the same transaction that retires those it replaces, after its file is
complete on the disk, and a name is never used twice: a process killed anywhere leaves at most files that nobody lists.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from nss_index.store.segment_file import SUFFIX, UNFINISHED_SUFFIX, open_segment_file, write_segment_file
from nss_index.store.vector_tables import (
    VectorRows,
    live_sequences,
    read_rows,
    sequences_after,
    vector_meta,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nss_index.store.database import Database

TAIL_ROWS = 2_048
"""Vectors that wait for a segment. A process reads them from the database at its first search, 6 µs each: 12 ms."""
DEAD_SHARE = 0.2
"""A segment whose dead rows exceed this share is written again, when as many as a tail have died in all."""
GRACE_SECONDS = 60.0
"""How long a file that no new reader needs stays. A reader without its file is slower, not wrong."""


class Segment(Struct, frozen=True):
    name: str
    first_sequence: int
    last_sequence: int
    rows: int


def listed_segments(db: Database) -> list[Segment]:
    """Those that make up this snapshot, by sequence."""
    query = "SELECT name, first_sequence, last_sequence, rows FROM segments WHERE retired_at IS NULL ORDER BY 2"
    return [Segment(*row) for row in db.execute(query)]


def write_segments(db: Database, folder: Path, *, now: float | None = None) -> bool:
    """Bring the segment files up to date after commits; cheap when there is little to do. True when the list changed.

    Owns its transaction. `now` in seconds since the epoch. Raises OSError when the files cannot be written: searching
    goes on without them.
    """
    moment = time.time() if now is None else now
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    db.execute("BEGIN IMMEDIATE")
    try:
        changed = _update(db, folder, moment)
        db.execute("DELETE FROM segments WHERE retired_at < ?", (moment - GRACE_SECONDS,))
        kept = {str(name) for (name,) in db.execute("SELECT name FROM segments")}
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk makes SQLite roll back by itself
            db.execute("ROLLBACK")
        raise
    _sweep(folder, kept, moment)
    return changed


def _update(db: Database, folder: Path, moment: float) -> bool:
    meta = vector_meta(db)
    if meta is None:
        return False
    before = listed_segments(db)
    parts = _sound_parts(folder, before, meta.dimensions)
    lost = len(parts) < len(before)
    tail = sequences_after(db, before[len(parts) - 1].last_sequence if parts else 0)
    if meta.dead > TAIL_ROWS:
        parts = [part for old in parts if (part := _without_dead(db, old)) is not None]
        db.execute("UPDATE vector_meta SET dead = 0")
    if len(tail) >= TAIL_ROWS or (len(tail) and lost):
        rows = read_rows(db, tail, meta.dimensions)
        # Each segment at least twice as large as the next younger one: few of them, each row copied log n times.
        while parts and len(parts[-1].rows.sequences) < 2 * len(rows.sequences):
            rows = _joined(_live_rows(db, parts.pop().rows), rows)
        parts.append(_Part(None, rows))
    after = [part.segment or _write(folder, part.rows) for part in parts]
    if after == before:
        return False
    _list(db, before, after, moment)
    return True


class _Part(Struct, frozen=True):
    """A segment that stays, or rows that become one."""

    segment: Segment | None
    rows: VectorRows


def _sound_parts(folder: Path, segments: Sequence[Segment], dimensions: int) -> list[_Part]:
    """Up to the first lost or damaged file: from there on everything is written again from the database."""
    parts: list[_Part] = []
    for segment in segments:
        block = open_segment_file(folder / segment.name, segment.rows, dimensions)
        if block is None:
            break
        parts.append(_Part(segment, VectorRows(block.sequences, block.chunk_ids, block.description, block.code)))
    return parts


def _without_dead(db: Database, part: _Part) -> _Part | None:
    """The same part while few of its rows are dead, None when all are."""
    live = _live_rows(db, part.rows)
    count = len(live.sequences)
    if count >= (1 - DEAD_SHARE) * len(part.rows.sequences):
        return part
    return _Part(None, live) if count else None


def _live_rows(db: Database, rows: VectorRows) -> VectorRows:
    alive = live_sequences(db, rows.sequences)
    return VectorRows(rows.sequences[alive], rows.chunk_ids[alive], rows.description[alive], rows.code[alive])


def _joined(older: VectorRows, younger: VectorRows) -> VectorRows:
    return VectorRows(
        np.concatenate([older.sequences, younger.sequences]),
        np.concatenate([older.chunk_ids, younger.chunk_ids]),
        np.concatenate([older.description, younger.description]),
        np.concatenate([older.code, younger.code]),
    )


def _write(folder: Path, rows: VectorRows) -> Segment:
    name = f"{uuid.uuid4().hex}{SUFFIX}"
    write_segment_file(folder, name, rows)
    return Segment(name, int(rows.sequences[0]), int(rows.sequences[-1]), len(rows.sequences))


def _list(db: Database, before: Sequence[Segment], after: Sequence[Segment], moment: float) -> None:
    gone = {segment.name for segment in before} - {segment.name for segment in after}
    new = {segment.name for segment in after} - {segment.name for segment in before}
    db.executemany("UPDATE segments SET retired_at = ? WHERE name = ?", ((moment, name) for name in gone))
    db.executemany(
        "INSERT INTO segments VALUES (?, ?, ?, ?, NULL)",
        (
            (segment.name, segment.first_sequence, segment.last_sequence, segment.rows)
            for segment in after
            if segment.name in new
        ),
    )
    db.execute("UPDATE vector_meta SET version = version + 1")


def _sweep(folder: Path, kept: set[str], moment: float) -> None:
    """Remove files that the database does not list, a while after they were written."""
    for path in folder.iterdir():
        if path.name not in kept and path.name.endswith((SUFFIX, UNFINISHED_SUFFIX)):
            try:
                if path.stat().st_mtime < moment - GRACE_SECONDS:
                    path.unlink()
            except FileNotFoundError:
                continue  # somebody emptied the cache folder at the same time
