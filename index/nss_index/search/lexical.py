"""Ranking by words: BM25 over the view's postings, in one function for stored and unsaved text alike."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from nss_index.answers import Memory
from nss_index.overlay.view import View
from nss_index.ports import IsCancelled
from nss_index.search.weights import (
    COMMON_SHARE,
    CONTEXT_WEIGHT,
    K1,
    LIST_LENGTH,
    MOST_TERMS,
    RARE_TERMS,
    STOP_WORDS,
    B,
)
from nss_index.store.id_sets import IdSet
from nss_index.tokens import LONG_TERM, terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Ranked = list[tuple[int, float]]


class LexicalMatches(Struct, frozen=True):
    """The best chunks by BM25 (chunk id, score), best first; for each term that was read the ids of the chunks that
    hold it; and how much each term says that was read or that nothing holds."""

    ranked: list[tuple[int, float]]
    holders: Mapping[str, NDArray[np.int64]]
    idf: Mapping[str, float]

    def held(self, chunk_ids: Collection[int]) -> dict[int, list[str]]:
        """The terms that each of these chunks holds, in the order in which they were read."""
        found: dict[int, list[str]] = {chunk_id: [] for chunk_id in chunk_ids}
        asked = IdSet(chunk_ids)
        for term, holders in self.holders.items():
            for chunk_id in holders[asked.holds(holders)].tolist():
                found[chunk_id].append(term)
        return found


def query_terms(text: str) -> list[str]:
    """The distinct terms of a query in order; stop words only when there is nothing else."""
    found = [term for term in dict.fromkeys(terms(text)) if term != LONG_TERM]
    return [term for term in found if term not in STOP_WORDS] or found


def match_terms(
    view: View,
    wanted: Sequence[str],
    allowed: Collection[int] | None,
    cancelled: IsCancelled,
    memory: Memory = Memory.BOTH,
    count: int = LIST_LENGTH,
) -> LexicalMatches:
    """Chunks that hold at least one of the terms, ranked by the sum of the terms' BM25 parts. Where only descriptions
    or only code are searched, occurrences in the other do not count; how rare a term is, is known of both together."""
    context_weight = 0.0 if memory is Memory.CODE else CONTEXT_WEIGHT
    body_weight = 0.0 if memory is Memory.DESCRIPTIONS else 1.0
    chunks, total_length = view.corpus_size()
    frequencies = view.document_frequencies(wanted)
    holders: dict[str, NDArray[np.int64]] = {}
    parts: list[NDArray[np.float64]] = []
    average = total_length / chunks if chunks else 1.0
    weight = {term: _idf(chunks, 0) for term in wanted if term not in frequencies}
    chosen = None if allowed is None else IdSet(allowed)
    for term in worth_reading(frequencies, chunks):
        if cancelled():
            break
        idf = weight[term] = _idf(chunks, frequencies[term])
        postings = view.postings(term)
        if chosen is not None:
            postings = postings.of(chosen.holds(postings.chunks))
        if memory is not Memory.BOTH:
            postings = postings.of((postings.context if memory is Memory.DESCRIPTIONS else postings.body) > 0)
        holders[term] = postings.chunks
        frequency = body_weight * postings.body + context_weight * postings.context
        parts.append(idf * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * postings.lengths / average)))
    return LexicalMatches(_best(list(holders.values()), parts, count), holders, weight)


def _best(chunks: Sequence[NDArray[np.int64]], parts: Sequence[NDArray[np.float64]], count: int) -> _Ranked:
    """The `count` chunks with the largest sums of their parts, and all that equal the last one: which of them were
    stored first must not decide."""
    if not chunks:
        return []
    ids, place = np.unique(np.concatenate(chunks), return_inverse=True)
    scores = np.bincount(place, weights=np.concatenate(parts), minlength=len(ids))
    if len(ids) > count:
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        ids, scores = ids[scores >= least], scores[scores >= least]
    order = np.argsort(-scores, kind="stable")
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))


def _idf(chunks: int, frequency: int) -> float:
    return math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5))


def worth_reading(frequencies: Mapping[str, int], chunks: int) -> list[str]:
    """The terms whose postings are read, rarest first (equal ones in the alphabet's order)."""
    rarest = sorted(frequencies, key=lambda term: (frequencies[term], term))[:MOST_TERMS]
    return [
        term for place, term in enumerate(rarest) if place < RARE_TERMS or frequencies[term] <= COMMON_SHARE * chunks
    ]
