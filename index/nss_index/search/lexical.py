"""Ranking by words: BM25 over the view's postings, in one function for stored and unsaved text alike."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

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
from nss_index.tokens import LONG_TERM, terms


@dataclass(frozen=True, slots=True)
class LexicalMatches:
    """The best chunks by BM25 (chunk id, score), best first; for each term that was read the ids of the chunks that
    hold it; and how much each term says that was read or that nothing holds."""

    ranked: list[tuple[int, float]]
    holders: Mapping[str, Collection[int]]
    idf: Mapping[str, float]


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
    scores: dict[int, float] = {}
    holders: dict[str, list[int]] = {}
    average = total_length / chunks if chunks else 1.0
    weight = {term: _idf(chunks, 0) for term in wanted if term not in frequencies}
    for term in worth_reading(frequencies, chunks):
        if cancelled():
            break
        idf = weight[term] = _idf(chunks, frequencies[term])
        postings = view.postings(term)
        if allowed is not None:
            postings = [posting for posting in postings if posting[0] in allowed]
        if memory is not Memory.BOTH:
            column = 2 if memory is Memory.DESCRIPTIONS else 3
            postings = [posting for posting in postings if posting[column]]
        holders[term] = [posting[0] for posting in postings]
        for chunk_id, _, in_context, in_body, length in postings:
            frequency = body_weight * in_body + context_weight * in_context
            saturated = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / average))
            scores[chunk_id] = scores.get(chunk_id, 0.0) + idf * saturated
    ranked = heapq.nlargest(count, scores.items(), key=lambda pair: pair[1])
    if len(scores) > count:
        # All that equal the last one, too: which of them were stored first must not decide.
        last, taken = ranked[-1][1], {chunk_id for chunk_id, _ in ranked}
        ranked += [pair for pair in scores.items() if pair[1] == last and pair[0] not in taken]
    return LexicalMatches(ranked, holders, weight)


def _idf(chunks: int, frequency: int) -> float:
    return math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5))


def worth_reading(frequencies: Mapping[str, int], chunks: int) -> list[str]:
    """The terms whose postings are read, rarest first (equal ones in the alphabet's order)."""
    rarest = sorted(frequencies, key=lambda term: (frequencies[term], term))[:MOST_TERMS]
    return [
        term for place, term in enumerate(rarest) if place < RARE_TERMS or frequencies[term] <= COMMON_SHARE * chunks
    ]
