"""How an index is: its size, its age, and what is still missing."""

from __future__ import annotations

import contextlib
import stat
from pathlib import Path

from msgspec import Struct

from nss_index.model import FileState
from nss_index.store.reader import DatabaseSnapshot


class IndexStatus(Struct, frozen=True):
    root: str
    generation: int
    indexed_at: float
    files: int
    skipped: int
    failed: int
    chunks: int
    symbols: int
    lines: int
    source_bytes: int
    database_bytes: int
    pending_vectors: int
    model: str
    complete: bool  # False while the first pass over the files has not finished
    languages: tuple[tuple[str, int], ...]  # (language, files), most first


def index_status(root: Path, snapshot: DatabaseSnapshot, database_bytes: int) -> IndexStatus:
    counts, totals = snapshot.counts(), snapshot.totals()
    return IndexStatus(
        root=str(root),
        generation=snapshot.generation,
        indexed_at=snapshot.indexed_at,
        files=counts.get(FileState.INDEXED, 0),
        skipped=counts.get(FileState.SKIPPED, 0),
        failed=counts.get(FileState.FAILED, 0),
        chunks=totals["chunks"],
        symbols=counts["symbols"],
        lines=totals["lines"],
        source_bytes=totals["source_bytes"],
        database_bytes=database_bytes,
        pending_vectors=snapshot.pending_vectors(),
        model=snapshot.vector_model(),
        complete=snapshot.complete,
        languages=tuple(snapshot.languages()),
    )


def bytes_in(folder: Path) -> int:
    """The sizes of all files below, while the writer makes and removes some."""
    total = 0
    for file in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            found = file.lstat()
            total += found.st_size if stat.S_ISREG(found.st_mode) else 0
    return total
