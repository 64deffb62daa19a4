"""Nearest chunks by sqlite-vec alone, while segments are missing: slower (0.1 s at 100,000), the same cosines."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from nss_index.store.database import Database
from nss_index.store.vector_database import bound_ids, integers
from nss_index.store.vector_math import Query, Side, best, cosines, quantise

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 4_096  # sqlite-vec's own limit on k
_ROUNDING = 64  # candidates more than asked for: sqlite-vec compares with the query in int8, the answer does not


def nearest_in_database(
    db: Database, side: Side, query: Query, count: int, hidden: Collection[int], allowed: Collection[int] | None
) -> list[tuple[int, float]]:
    """Like `VectorReader.nearest`, for tables that exist. At most 4,096 results."""
    eligible: NDArray[np.int64] | None = None
    if allowed is not None:
        eligible = np.unique(np.fromiter(allowed, np.int64, len(allowed)))
    elif hidden:
        eligible = integers(db.execute("SELECT chunk_id FROM vector_state"))
    if eligible is not None:
        eligible = eligible[~np.isin(eligible, np.fromiter(hidden, np.int64, len(hidden)))]
        if not len(eligible):
            return []
    asked = min(2 * count + _ROUNDING, _MOST)
    while True:
        candidates = _candidates(db, side, query, asked, eligible)
        found = _ranked(db, side, query, count, candidates)
        if asked == _MOST or len(candidates) < asked or len(found) < len(candidates):
            return found
        asked = min(2 * asked, _MOST)  # all are copies of one: there may be more of them


def _ranked(
    db: Database, side: Side, query: Query, count: int, candidates: NDArray[np.int64]
) -> list[tuple[int, float]]:
    rows = db.execute(
        f"SELECT vectors.chunk_id, vectors.{side} FROM carray(?) AS wanted"
        " CROSS JOIN vectors ON vectors.chunk_id = wanted.value",
        (bound_ids(candidates),),
    ).fetchall()
    if not rows:
        return []
    vectors = np.frombuffer(b"".join(row[1] for row in rows), np.int8).reshape(len(rows), -1)
    chunk_ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return best(chunk_ids, cosines(vectors, query), count)


def _candidates(
    db: Database, side: Side, query: Query, count: int, eligible: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    vector = quantise(query.fixed.reshape(1, -1))[0].tobytes()
    search = f"SELECT chunk_id FROM vectors WHERE {side} MATCH vec_int8(?) AND k = ?"
    if eligible is None:
        return integers(db.execute(search, (vector, count)))
    among = f"{search} AND chunk_id IN (SELECT value FROM carray(?))"
    return integers(db.execute(among, (vector, count, bound_ids(eligible))))
