"""The chunks nearest to a query, in one snapshot: segments in memory maps, the tail in memory, the rest by sqlite-vec.

One reader serves all snapshots of a process, from any thread; each call names the connection that is inside a BEGIN.
Knows chunk ids and vectors only; does not know files, texts or where a query comes from.

Invariant: the answer is that of the snapshot's own rows. What is kept between calls is named by (epoch, version), by a
segment's name or by a sequence number, and none of these ever means something else later.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from nss_index.errors import BadInput
from nss_index.store.id_sets import IdSet
from nss_index.store.segment_file import VectorBlock, block_of, open_segment_file
from nss_index.store.segments import TAIL_ROWS, listed_segments
from nss_index.store.vector_knn import nearest_in_database
from nss_index.store.vector_math import Query, Side, best, cosines, prepare_query, sign_distances
from nss_index.store.vector_tables import (
    VectorMeta,
    VectorRows,
    live_sequences,
    read_rows,
    sequences_after,
    vector_meta,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from nss_index.store.database import Database

EXACT_ROWS = 4_096
"""Up to so many rows every cosine is computed (0.4 ms), above it those of the nearest by sign only."""
CANDIDATES, CANDIDATES_PER_RESULT = 400, 20
LONGEST_TAIL = 8 * TAIL_ROWS
"""A longer tail means that the writer cannot write segments: reading it (0.1 s) costs more than asking sqlite-vec."""
_STATES_KEPT = 2  # the newest version, and the one before it while snapshots of it are still open
_EXCLUDED = np.uint16(65535)


class _State(Struct, frozen=True):
    """The rows that one version may hold: all of its live ones, and dead ones that `alive` tells apart."""

    segments: dict[str, VectorBlock]
    tail: VectorBlock
    blocks: tuple[VectorBlock, ...]
    sequences: NDArray[np.int64]
    chunk_ids: NDArray[np.int64]
    verdicts: NDArray[np.int8]  # 0 not asked yet, 1 alive, -1 dead; filled in as rows come up


class VectorReader:
    """`folder` holds the segment files. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._states: OrderedDict[tuple[bytes, int], _State] = OrderedDict()
        self._lock = threading.Lock()

    def nearest(
        self,
        db: Database,
        side: str,
        query: NDArray[np.float32],
        count: int,
        hidden: Collection[int] = (),
        allowed: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """(chunk id, cosine) of the `count` nearest and all that equal the last one, best first. `hidden` chunk ids are
        left out; where `allowed` is given, only its chunk ids are looked at. [] while there are no vectors, or for
        a query that is zero.

        Raises BadInput for a query of another size, or a side that is not "code" or "description".
        """
        meta = vector_meta(db)
        if side not in ("code", "description"):
            raise BadInput(f"There are no vectors of {side!r}", todo='Ask for "code" or "description"')
        if meta is None or meta.live == 0 or count <= 0:
            return []
        if query.shape != (meta.dimensions,):
            raise BadInput(f"A query of shape {query.shape} does not fit vectors of {meta.dimensions} dimensions")
        prepared = prepare_query(query)
        if prepared.length == 0:
            return []
        state = self._state(db, meta)
        if state is None:
            return nearest_in_database(db, side, prepared, count, hidden, allowed)
        return _search(db, state, side, prepared, count, _eligible(state.chunk_ids, hidden, allowed))

    def _state(self, db: Database, meta: VectorMeta) -> _State | None:
        """None where segments are missing or late."""
        key = (meta.epoch, meta.version)
        with self._lock:
            if key not in self._states:
                known = [state for (epoch, _), state in self._states.items() if epoch == meta.epoch]
                state = _load(db, self._folder, meta, known)
                if state is None:
                    return None  # not kept: the file may come back, and the next version may list others
                self._states[key] = state
                while len(self._states) > _STATES_KEPT:
                    self._states.popitem(last=False)
            self._states.move_to_end(key)
            return self._states[key]


def _load(db: Database, folder: Path, meta: VectorMeta, known: list[_State]) -> _State | None:
    segments: dict[str, VectorBlock] = {}
    last_sequence = 0
    for segment in listed_segments(db):
        mapped = next((state.segments[segment.name] for state in known if segment.name in state.segments), None)
        block = mapped or open_segment_file(folder / segment.name, segment.rows, meta.dimensions)
        if block is None:
            return None
        segments[segment.name] = block
        last_sequence = segment.last_sequence
    wanted = sequences_after(db, last_sequence)
    if len(wanted) > LONGEST_TAIL:
        return None
    tail = _tail(db, wanted, meta.dimensions, known[-1].tail if known else None)
    blocks = (*segments.values(), tail)
    sequences = np.concatenate([block.sequences for block in blocks])
    verdicts = np.zeros(len(sequences), np.int8)
    verdicts[len(sequences) - len(tail.sequences) :] = 1
    chunk_ids = np.concatenate([block.chunk_ids for block in blocks])
    return _State(segments, tail, blocks, sequences, chunk_ids, verdicts)


def _tail(db: Database, wanted: NDArray[np.int64], dimensions: int, before: VectorBlock | None) -> VectorBlock:
    """The block of exactly these sequences; what the earlier tail holds is not read again."""
    if before is None or before.code.shape[1] != dimensions:
        return block_of(read_rows(db, wanted, dimensions))
    kept = np.flatnonzero(np.isin(before.sequences, wanted))
    new = read_rows(db, np.setdiff1d(wanted, before.sequences), dimensions)
    sequences = np.concatenate([before.sequences[kept], new.sequences])
    order = np.argsort(sequences)
    return block_of(
        VectorRows(
            sequences[order],
            np.concatenate([before.chunk_ids[kept], new.chunk_ids])[order],
            np.concatenate([before.description[kept], new.description])[order],
            np.concatenate([before.code[kept], new.code])[order],
        )
    )


def _search(
    db: Database, state: _State, side: Side, query: Query, count: int, eligible: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    choices = len(state.sequences) if eligible is None else int(np.count_nonzero(eligible))
    wanted = max(CANDIDATES, CANDIDATES_PER_RESULT * count)
    if choices <= max(EXACT_ROWS, wanted):
        rows = np.arange(len(state.sequences)) if eligible is None else np.flatnonzero(eligible)
        return _ranked(state, side, query, count, rows[_alive(db, state, rows)])
    distances = sign_distances([block.bits(side) for block in state.blocks], query)
    if eligible is not None:
        distances[~eligible] = _EXCLUDED
    take = wanted
    while True:
        threshold = min(np.partition(distances, take - 1)[take - 1], _EXCLUDED - 1)
        rows = np.flatnonzero(distances <= threshold)  # all at the same distance: the answer depends on no order
        alive = rows[_alive(db, state, rows)]
        if len(alive) >= wanted or take >= choices:
            return _ranked(state, side, query, count, alive)
        take = min(2 * take, choices)


def _ranked(state: _State, side: Side, query: Query, count: int, rows: NDArray[np.intp]) -> list[tuple[int, float]]:
    """`rows` ascending, numbered through all blocks."""
    similarities = np.zeros(len(rows), np.float32)
    start, done = 0, 0
    for block in state.blocks:
        end = start + len(block.sequences)
        upto = int(np.searchsorted(rows, end))
        if upto > done:
            vectors = block.vectors(side).take(rows[done:upto] - start, 0)
            similarities[done:upto] = cosines(vectors, query)
        start, done = end, upto
    return best(state.chunk_ids[rows], similarities, count)


def _alive(db: Database, state: _State, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Asks the snapshot about each row once in a version. Two threads may both ask: they write the same answer."""
    unknown = rows[state.verdicts[rows] == 0]
    if len(unknown):
        state.verdicts[unknown] = np.where(live_sequences(db, state.sequences[unknown]), 1, -1)
    return state.verdicts[rows] > 0


def _eligible(
    chunk_ids: NDArray[np.int64], hidden: Collection[int], allowed: Collection[int] | None
) -> NDArray[np.bool_] | None:
    """None where every row is."""
    if not hidden and allowed is None:
        return None
    inside = np.ones(len(chunk_ids), np.bool_) if allowed is None else IdSet(allowed).holds(chunk_ids)
    if hidden:
        inside &= ~IdSet(hidden).holds(chunk_ids)
    return inside
