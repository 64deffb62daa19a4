"""What a stored vector is (int8) and what near means: one cosine for stored and unsaved text alike. Pure numpy.

Invariant: a cosine depends on the two vectors only, not on which others are computed in the same call, so that a chunk
ranks the same from the database, a segment or an overlay. Floating-point sums depend on their order, therefore the
query is rounded to integers: every partial sum stays below 2**24, where float32 is exact in any order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Side = Literal["code", "description"]
# A quantised row is at most 127 + √d / 2 long (143 at 1,024 dimensions); times 2**16 it stays below 2**24. The query's
# rounding moves a cosine by about 4e-6, a hundredth of what int8 does.
_QUERY_SCALE = 65536.0


class Query(Struct, frozen=True):
    """A query made ready once: `fixed` (dimensions,) holds whole numbers, `bits` (words,) their signs."""

    fixed: NDArray[np.float32]
    length: float
    bits: NDArray[np.uint64]


def quantise(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """(n, d) float32 → (n, d) int8: rows scaled to length 1, times 127, rounded. Zero rows stay zero."""
    return np.rint(_unit(vectors) * np.float32(127)).astype(np.int8)


def prepare_query(vector: NDArray[np.float32]) -> Query:
    """From (d,) float32 of any length."""
    fixed = np.rint(_unit(vector.reshape(1, -1)) * np.float32(_QUERY_SCALE))
    length = float(np.sqrt(np.square(fixed[0].astype(np.float64)).sum()))
    return Query(fixed[0], length, sign_bits(fixed)[:, 0])


def cosines(rows: NDArray[np.int8], query: Query) -> NDArray[np.float32]:
    """(n, d) int8 → (n,) float32 in [-1, 1]; 0 where the row or the query is zero."""
    values = rows.astype(np.float32)
    products = (values @ query.fixed).astype(np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", values, values).astype(np.float64)) * query.length
    return np.divide(products, lengths, out=np.zeros(len(rows)), where=lengths > 0).astype(np.float32)


def best(chunk_ids: NDArray[np.int64], similarities: NDArray[np.float32], count: int) -> list[tuple[int, float]]:
    """The `count` most similar (chunk id, cosine) and all that equal the last of them, best first, equal ones by chunk
    id: which of many copies were stored first must not decide."""
    order = np.lexsort((chunk_ids, -similarities))
    if 0 < count < len(order):
        order = order[similarities[order] >= similarities[order[count - 1]]]
    return list(zip(chunk_ids[order].tolist(), similarities[order].tolist(), strict=True))


def sign_bits(rows: NDArray[np.int8] | NDArray[np.float32]) -> NDArray[np.uint64]:
    """(n, d) → (words, n): a bit a dimension, set where positive; one word of all rows lies together, for scans."""
    packed = np.packbits(rows > 0, axis=1)
    padded = np.zeros((len(rows), words_of(rows.shape[1]) * 8), np.uint8)
    padded[:, : packed.shape[1]] = packed
    return np.ascontiguousarray(padded.view(np.uint64).T)


def words_of(dimensions: int) -> int:
    """How many 64-bit words hold the signs of one vector."""
    return (dimensions + 63) // 64


def sign_distances(bits: Sequence[NDArray[np.uint64]], query: Query) -> NDArray[np.uint16]:
    """The number of dimensions whose sign differs from the query's, for blocks of (words, n) one after the other."""
    distances = np.zeros(sum(block.shape[1] for block in bits), np.uint16)
    start = 0
    for block in bits:
        part = distances[start : start + block.shape[1]]
        for word, query_word in zip(block, query.bits, strict=True):
            part += np.bitwise_count(word ^ query_word)
        start += block.shape[1]
    return distances


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
    return np.divide(vectors, lengths, out=np.zeros(vectors.shape, np.float32), where=lengths > 0)
