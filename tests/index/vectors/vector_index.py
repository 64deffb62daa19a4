"""An index of nothing but vectors, and the truth about it: every answer is compared with brute force in float64."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import apsw
import numpy as np
import sqlite_vec
from nss_index.store.database import Database
from nss_index.store.segments import write_segments
from nss_index.store.vector_math import quantise
from nss_index.store.vector_reader import VectorReader
from nss_index.store.vector_tables import create_vector_tables, delete_vectors, put_vectors
from numpy.typing import NDArray

Truth = dict[int, tuple[NDArray[np.int8], NDArray[np.int8]]]


class VectorIndex:
    """A writer with its reader; `truth` holds what the last commit stored: chunk id → (description, code)."""

    def __init__(self, folder: Path, dimensions: int = 64) -> None:
        self.database, self.segments, self.dimensions = folder / "index.db", folder / "segments", dimensions
        self.truth: Truth = {}
        self.writer = connect(self.database)
        self.writer.execute("PRAGMA journal_mode = wal")
        with self.writer:
            create_vector_tables(self.writer, dimensions, "test")
        self.reader = VectorReader(self.segments)

    def put(self, chunk_ids: Iterable[int], random: np.random.Generator) -> None:
        ids = list(chunk_ids)
        self.put_rows(ids, clustered(random, len(ids), self.dimensions), clustered(random, len(ids), self.dimensions))

    def put_rows(self, ids: list[int], descriptions: NDArray[np.int8], codes: NDArray[np.int8]) -> None:
        rows = list(zip(ids, descriptions, codes, strict=True))
        with self.writer:
            put_vectors(self.writer, rows)
        self.truth.update({chunk_id: (description, code) for chunk_id, description, code in rows})

    def delete(self, chunk_ids: Iterable[int]) -> None:
        ids = list(chunk_ids)
        with self.writer:
            delete_vectors(self.writer, ids)
        for chunk_id in ids:
            self.truth.pop(chunk_id, None)

    def write_segments(self, now: float | None = None) -> bool:
        return write_segments(self.writer, self.segments, now=now)

    @contextmanager
    def snapshot(self) -> Generator[Database]:
        connection = open_connection(self.database)
        db = cast("Database", connection)
        try:
            db.execute("BEGIN; SELECT count(*) FROM vector_state")  # the first read pins the snapshot
            yield db
        finally:
            connection.close()

    def check(
        self,
        query: NDArray[np.float32],
        count: int = 10,
        *,
        db: Database | None = None,
        truth: Truth | None = None,
        hidden: Collection[int] = (),
        allowed: Collection[int] | None = None,
        reader: VectorReader | None = None,
        certain: float = -1.0,
    ) -> None:
        """Both sides: ids in order, cosines to 1e-4. Ranks of a cosine below `certain` may hold another chunk."""
        rows = self.truth if truth is None else truth
        if db is not None:
            self._check(db, query, count, rows, hidden, allowed, reader or self.reader, certain)
        else:
            with self.snapshot() as fresh:
                self._check(fresh, query, count, rows, hidden, allowed, reader or self.reader, certain)

    def _check(
        self,
        db: Database,
        query: NDArray[np.float32],
        count: int,
        truth: Truth,
        hidden: Collection[int],
        allowed: Collection[int] | None,
        reader: VectorReader,
        certain: float,
    ) -> None:
        for side in ("description", "code"):
            found = reader.nearest(db, side, query, count, hidden, allowed)
            check_ranking(found, brute_force(truth, side, query, hidden, allowed), count, certain)


def connect(database: Path) -> Database:
    return cast("Database", open_connection(database))


def open_connection(database: Path) -> apsw.Connection:
    db = apsw.Connection(str(database))
    db.set_busy_timeout(10_000)
    db.enable_load_extension(True)
    db.load_extension(sqlite_vec.loadable_path())
    db.enable_load_extension(False)
    return db


def brute_force(
    truth: Truth, side: str, query: NDArray[np.float32], hidden: Collection[int], allowed: Collection[int] | None
) -> dict[int, float]:
    left_out, inside = set(hidden), set(truth) if allowed is None else set(allowed)
    ids = [key for key in truth if key in inside and key not in left_out]
    if not ids:
        return {}
    rows = np.stack([truth[key][side == "code"] for key in ids]).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(query)
    return dict(zip(ids, ((rows @ query) / np.where(lengths > 0, lengths, 1)).tolist(), strict=True))


def check_ranking(found: list[tuple[int, float]], expect: dict[int, float], count: int, certain: float) -> None:
    assert len(found) >= min(count, len(expect))
    assert len({cosine for _, cosine in found[count - 1 :]}) <= 1, "more than asked for only as near as the last one"
    assert len({chunk_id for chunk_id, _ in found}) == len(found)
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    best = sorted(expect.values(), reverse=True)[: len(found)]
    for (chunk_id, cosine), value in zip(found, best, strict=True):
        assert abs(expect[chunk_id] - cosine) < 1e-4  # the right number for the chunk
        assert value < certain or abs(value - cosine) < 1e-4  # the right chunk for its rank


def clustered(random: np.random.Generator, count: int, dimensions: int) -> NDArray[np.int8]:
    """Like code: groups of near copies, some exact ones, and a text without any known token."""
    centres = random.normal(size=(max(1, count // 12), dimensions))
    rows = centres[random.integers(0, len(centres), count)] + 0.35 * random.normal(size=(count, dimensions))
    if count > 20:
        rows[3] = rows[5]
        rows[4] = 0
    return quantise(rows.astype(np.float32))


def near(row: NDArray[np.int8], random: np.random.Generator) -> NDArray[np.float32]:
    """A query that resembles a stored vector: cosine about 0.9. Never zero."""
    noise = 60 / np.sqrt(len(row)) * random.normal(size=row.shape)
    return (row + noise).astype(np.float32)
