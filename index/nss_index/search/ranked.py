"""A chunk with its score and what that is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from nss_index.answers import Signal
from nss_index.search.weights import RANK_CONSTANT


class RankedChunk(Struct, frozen=True):
    chunk_id: int
    score: float  # the sum of the signals' contributions
    signals: tuple[Signal, ...]
    terms: tuple[str, ...]


def scored(chunk_id: int, signals: Sequence[Signal], terms: tuple[str, ...]) -> RankedChunk:
    return RankedChunk(chunk_id, sum([signal.contribution for signal in signals]), tuple(signals), terms)


def list_signals(name: str, weight: float, ranked: Sequence[tuple[int, float]]) -> Iterator[tuple[int, Signal]]:
    """(chunk id, its signal) for each (chunk id, value) of a list, best first. Equal values share a rank, so that the
    order in which chunks were stored never shows. A name that matches less than whole counts for its share."""
    place, before = 0, None
    for position, (chunk_id, value) in enumerate(ranked, 1):
        if value != before:
            place, before = position, value
        share = value if name == "symbol" else 1.0
        yield chunk_id, Signal(name, place, value, share * weight / (RANK_CONSTANT + place))
