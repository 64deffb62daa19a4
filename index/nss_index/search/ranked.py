"""A chunk with its score and what that is made of."""

from __future__ import annotations

from dataclasses import dataclass

from nss_index.answers import Signal


@dataclass(frozen=True, slots=True)
class RankedChunk:
    chunk_id: int
    score: float  # the sum of the signals' contributions
    signals: tuple[Signal, ...]
    terms: tuple[str, ...]
