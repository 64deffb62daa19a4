"""Reading the postings of a snapshot: the parts of `posting_tables`, without what has ended."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from nss_index.ports import Postings
from nss_index.store.id_sets import IdSet
from nss_index.store.posting_tables import CHUNK, chunks_of, rows_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nss_index.store.database import Database

_STATES_KEPT = 2  # a reader of the last generation and one of this

_NO_IDS = np.empty(0, np.int64)


class Part(Struct, frozen=True):
    """What a part says of chunks. `held` (c,) of CHUNK, `ended` (e,) ids."""

    stamp: int
    number: int
    held: NDArray[np.void]
    ended: NDArray[np.int64]


class _State(Struct, frozen=True):
    """All parts of a snapshot, and their chunks one after the other."""

    parts: tuple[Part, ...]
    starts: Mapping[int, tuple[int, int]]  # by part: its first chunk, and how many it has
    chunks: NDArray[np.int64]
    files: NDArray[np.int64]
    lengths: NDArray[np.int64]
    alive: NDArray[np.bool_]


class PostingReader:
    """Shared by all snapshots of a process: what is known of a part is read once. Thread-safe."""

    def __init__(self) -> None:
        self._states: list[_State] = []
        self._guard = threading.Lock()

    def postings(self, db: Database, term: str) -> Postings:
        """Of the chunks of this snapshot (`db` is inside a transaction) that hold a term, in no particular order."""
        state = self._state(db)
        rows = db.execute(
            "SELECT p.part, p.rows FROM posting_parts AS x CROSS JOIN postings AS p ON p.part = x.id WHERE p.term = ?",
            (term,),
        )
        # Places among all chunks, counts in the context, counts in the body.
        columns: list[list[NDArray[np.int64]]] = [[_NO_IDS], [_NO_IDS], [_NO_IDS]]
        for number, data in rows:
            start, held = state.starts[number]
            found = rows_in(data, held)
            columns[0].append(found["chunk"] + np.int64(start))
            columns[1].append(found["context"].astype(np.int64))
            columns[2].append(found["body"].astype(np.int64))
        places, context, body = (np.concatenate(column) for column in columns)
        alive = state.alive[places]
        places = places[alive]
        return Postings(
            state.chunks[places], state.files[places], context[alive], body[alive], state.lengths[places]
        )  # fmt: skip

    def parts(self, db: Database) -> tuple[Part, ...]:
        return self._state(db).parts

    def chunk_ids(self, db: Database, file_ids: Collection[int] | None = None) -> NDArray[np.int64]:
        """Of all chunks that have postings, or of those of some files: without a row of SQLite for each."""
        state = self._state(db)
        wanted = state.alive if file_ids is None else state.alive & IdSet(file_ids).holds(state.files)
        return state.chunks[wanted]

    def _state(self, db: Database) -> _State:
        listed = db.execute("SELECT id, stamp FROM posting_parts ORDER BY id").fetchall()
        stamps = tuple(stamp for _, stamp in listed)
        with self._guard:
            for state in self._states:
                if tuple(part.stamp for part in state.parts) == stamps:
                    return state
            known = {part.stamp: part for state in self._states for part in state.parts}
        made = _state([known.get(stamp) or _read(db, number, stamp) for number, stamp in listed])
        with self._guard:
            self._states = [made, *self._states][:_STATES_KEPT]
        return made


def _read(db: Database, number: int, stamp: int) -> Part:
    return Part(stamp, number, *chunks_of(db, number))


def _state(parts: list[Part]) -> _State:
    starts: dict[int, tuple[int, int]] = {}
    start = 0
    for part in parts:
        starts[part.number] = start, len(part.held)
        start += len(part.held)
    held = np.concatenate([np.empty(0, CHUNK), *(part.held for part in parts)])
    ended = np.concatenate([_NO_IDS, *(part.ended for part in parts)])
    chunks = held["id"].astype(np.int64)
    alive = ~IdSet(ended).holds(chunks)
    return _State(
        tuple(parts), starts, chunks, held["file"].astype(np.int64), held["length"].astype(np.int64), alive
    )  # fmt: skip
