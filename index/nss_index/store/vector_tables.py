"""The truth about vectors, inside index.db: a sqlite-vec table, the order of arrival, and which model they are of.

Owns the tables `vectors`, `vector_state`, `vector_meta` and `segments`. Knows nothing of chunks but their ids, nor how
vectors are searched (`vector_reader`). Every function that writes runs inside the caller's transaction.

Invariants: a vector gets a new sequence number whenever it is written, and none is used twice, so (sequence) names one
vector's content for ever, also where a chunk id is used again. (epoch, version) names the state of all vectors: it
changes with every write here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from nss_index.errors import BadInput
from nss_index.store.database import Database
from nss_index.store.id_sets import IdSet
from nss_index.store.vector_database import bound_ids, integers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from nss_index.model import ChunkVectors

_SCHEMA = """
CREATE VIRTUAL TABLE vectors USING vec0(
    chunk_id INTEGER PRIMARY KEY,
    description int8[{dimensions}] distance_metric=cosine,
    code int8[{dimensions}] distance_metric=cosine
);
CREATE TABLE vector_state (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id INTEGER NOT NULL UNIQUE
);
CREATE TABLE vector_meta (
    epoch BLOB NOT NULL,           -- random: tells a new database from the old one at the same path
    version INTEGER NOT NULL,      -- + 1 with every write
    model_id TEXT NOT NULL,
    dimensions INTEGER NOT NULL,
    live INTEGER NOT NULL,         -- rows of `vectors`, counted along
    dead INTEGER NOT NULL          -- vectors deleted since segments were last cleaned of dead rows
);
CREATE TABLE segments (
    name TEXT PRIMARY KEY,         -- of a file, never used twice
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    retired_at REAL                -- seconds since the epoch; its file stays for readers of older snapshots
) WITHOUT ROWID;
"""
_TABLES = ("vectors", "vector_state", "vector_meta", "segments")


class VectorMeta(Struct, frozen=True):
    epoch: bytes
    version: int
    model_id: str
    dimensions: int
    live: int
    dead: int


class VectorRows(Struct, frozen=True):
    """`sequences` (n,) ascending, `chunk_ids` (n,), `description` and `code` (n, dimensions)."""

    sequences: NDArray[np.int64]
    chunk_ids: NDArray[np.int64]
    description: NDArray[np.int8]
    code: NDArray[np.int8]


def create_vector_tables(db: Database, dimensions: int, model_id: str) -> bool:
    """Make the tables ready for a model. True when they are new: vectors of another model were dropped."""
    meta = vector_meta(db)
    if meta is not None and (meta.dimensions, meta.model_id) == (dimensions, model_id):
        return False
    for table in _TABLES:
        db.execute(f"DROP TABLE IF EXISTS {table}")
    db.execute(_SCHEMA.format(dimensions=int(dimensions)))
    db.execute("INSERT INTO vector_meta VALUES (?, 1, ?, ?, 0, 0)", (os.urandom(16), model_id, dimensions))
    return True


def vector_meta(db: Database) -> VectorMeta | None:
    """None before `create_vector_tables`."""
    if not db.table_exists("main", "vector_meta"):
        return None
    row = db.execute("SELECT epoch, version, model_id, dimensions, live, dead FROM vector_meta").get
    return VectorMeta(*row)


def put_vectors(db: Database, rows: Sequence[tuple[int, NDArray[np.int8], NDArray[np.int8]]]) -> None:
    """Store (chunk id, description, code); a chunk's earlier vectors are replaced. Raises BadInput on a wrong size."""
    meta = vector_meta(db)
    for chunk_id, description, code in rows:
        sizes = (description.shape, code.shape)
        if meta is None or sizes != ((meta.dimensions,), (meta.dimensions,)):
            raise BadInput(f"The vectors of chunk {chunk_id} do not fit this index", why=f"their shapes are {sizes}")
    delete_vectors(db, [chunk_id for chunk_id, _, _ in rows])
    _insert(db, [(chunk_id, description.tobytes(), code.tobytes()) for chunk_id, description, code in rows])


def add_vectors(db: Database, made: Sequence[tuple[Sequence[int], ChunkVectors]]) -> None:
    """Store what was made for new chunks, file by file (their ids in order), of one model. Tables of another model
    are made anew: the rest of the chunks is then without vectors."""
    if not made:
        return
    dimensions = made[0][1].dimensions
    create_vector_tables(db, dimensions, made[0][1].model_id)
    rows: list[tuple[int, bytes, bytes]] = []
    for chunk_ids, vectors in made:
        for place, chunk_id in enumerate(chunk_ids):
            start = 2 * dimensions * place
            middle, end = start + dimensions, start + 2 * dimensions
            rows.append((chunk_id, vectors.rows[start:middle], vectors.rows[middle:end]))
    _insert(db, rows)


def _insert(db: Database, rows: Sequence[tuple[int, bytes, bytes]]) -> None:
    db.executemany("INSERT INTO vectors (chunk_id, description, code) VALUES (?, vec_int8(?), vec_int8(?))", rows)
    db.executemany("INSERT INTO vector_state (chunk_id) VALUES (?)", ((chunk_id,) for chunk_id, _, _ in rows))
    db.execute("UPDATE vector_meta SET version = version + 1, live = live + ?", (len(rows),))


def delete_vectors(db: Database, chunk_ids: Iterable[int]) -> None:
    """Forget the vectors of chunks; those without any are passed over, and so are all before there are tables."""
    wanted = np.fromiter(chunk_ids, np.int64)
    if not len(wanted) or vector_meta(db) is None:
        return
    present = [
        chunk_id
        for (chunk_id,) in db.execute(
            "SELECT vector_state.chunk_id FROM carray(?) AS wanted"
            " CROSS JOIN vector_state ON vector_state.chunk_id = wanted.value",
            (bound_ids(np.unique(wanted)),),
        )
    ]
    if present:
        db.executemany("DELETE FROM vectors WHERE chunk_id = ?", ((chunk_id,) for chunk_id in present))
        db.executemany("DELETE FROM vector_state WHERE chunk_id = ?", ((chunk_id,) for chunk_id in present))
        count = len(present)
        db.execute("UPDATE vector_meta SET version = version + 1, live = live - ?, dead = dead + ?", (count, count))


def count_vectors(db: Database) -> int:
    """Chunks that have vectors; 0 before there are tables. Does not scan."""
    meta = vector_meta(db)
    return meta.live if meta else 0


def sequences_after(db: Database, sequence: int) -> NDArray[np.int64]:
    """Live sequence numbers above `sequence`, ascending."""
    found = db.execute("SELECT sequence FROM vector_state WHERE sequence > ? ORDER BY sequence", (sequence,))
    return integers(found)


def live_sequences(db: Database, sequences: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of these vectors exist in this snapshot: 0.4 µs each."""
    if not len(sequences):
        return np.zeros(0, np.bool_)
    found = db.execute(
        "SELECT vector_state.sequence FROM carray(?) AS wanted"
        " CROSS JOIN vector_state ON vector_state.sequence = wanted.value",
        (bound_ids(sequences),),
    )
    return IdSet(integers(found)).holds(sequences)


def read_rows(db: Database, sequences: NDArray[np.int64], dimensions: int) -> VectorRows:
    """The stored vectors of these sequence numbers (ascending, absent ones left out): 6 µs each."""
    rows: list[tuple[Any, ...]] = []
    if len(sequences):
        rows = db.execute(
            "SELECT vector_state.sequence, vector_state.chunk_id, vectors.description, vectors.code"
            " FROM carray(?) AS wanted CROSS JOIN vector_state ON vector_state.sequence = wanted.value"
            " CROSS JOIN vectors ON vectors.chunk_id = vector_state.chunk_id",
            (bound_ids(sequences),),
        ).fetchall()
    shape = (len(rows), dimensions)
    return VectorRows(
        np.fromiter((row[0] for row in rows), np.int64, len(rows)),
        np.fromiter((row[1] for row in rows), np.int64, len(rows)),
        np.frombuffer(b"".join(row[2] for row in rows), np.int8).reshape(shape),
        np.frombuffer(b"".join(row[3] for row in rows), np.int8).reshape(shape),
    )
