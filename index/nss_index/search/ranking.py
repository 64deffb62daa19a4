"""One ranked list of chunks from several: reciprocal rank fusion, with the parts of each score kept as reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from nss_index.answers import Memory, SearchMode, SearchQuery, Signal
from nss_index.overlay.view import View
from nss_index.ports import Embedder, IsCancelled
from nss_index.search.confidence import Measures, coverage
from nss_index.search.filters import allowed_chunks
from nss_index.search.lexical import LexicalMatches, match_terms, query_terms
from nss_index.search.names import match_names
from nss_index.search.priors import placed
from nss_index.search.ranked import RankedChunk, list_signals, scored
from nss_index.search.weights import LIST_LENGTH, Weights

if TYPE_CHECKING:
    from nss_index.search.refine import Refiner
    from nss_index.store.vector_math import Side

_SIDES: Mapping[Memory, tuple[Side, ...]] = {
    Memory.BOTH: ("description", "code"),
    Memory.DESCRIPTIONS: ("description",),
    Memory.CODE: ("code",),
}


class Ranking(Struct, frozen=True):
    chunks: list[RankedChunk]
    mode: SearchMode  # that really ran
    fallback: str  # why it is not the asked one
    measures: Measures | None = None  # of a question that was asked of words and of meaning
    unrefined: str = ""  # why the first chunks are not refined, though they should be


def rank(
    view: View,
    query: SearchQuery,
    embedder: Embedder | None,
    weights: Weights,
    cancelled: IsCancelled,
    question: bool = True,
    within: frozenset[int] | None = None,
    refiner: Refiner | None = None,
) -> Ranking:
    """Order the chunks that answer `query`, of those in `within`; `question` is False for code that others are compared
    with. Where meaning cannot be searched, words stand in, and it says so."""
    allowed = allowed_chunks(view, query)
    if within is not None:
        allowed = within if allowed is None else allowed & within
    mode, fallback = _runnable(view, query.mode, embedder)
    lists: list[tuple[str, float, list[tuple[int, float]]]] = []
    lexical = LexicalMatches([], {}, {})
    if mode in (SearchMode.KEYWORD, SearchMode.HYBRID):
        lexical = match_terms(view, query_terms(query.text), allowed, cancelled, query.memory)
        lists.append(("keyword", weights.keyword, lexical.ranked))
    if mode is SearchMode.SYMBOL or (mode is SearchMode.HYBRID and query.memory is not Memory.CODE):
        names = match_names(view, query.text, allowed, whole=mode is SearchMode.SYMBOL, other_case=weights.other_case)
        lists.append(("symbol", weights.symbol, names))
    if mode in (SearchMode.SEMANTIC, SearchMode.HYBRID) and embedder and not cancelled():
        vector = embedder.encode([query.text])[0]
        sides = _SIDES[query.memory]
        for side in sides:
            near = view.nearest(embedder, side, vector, LIST_LENGTH, allowed)
            lists.append((side, weights.meaning / len(sides), [pair for pair in near if pair[1] > 0]))
    fused = fuse(lists, lexical)
    unrefined = ""
    if question and refiner is not None and mode is SearchMode.HYBRID and query.memory is Memory.BOTH:
        fused, unrefined = refiner.refined(view, fused, query.text, weights.refined)
    if question and mode is not SearchMode.SYMBOL:
        fused = placed(view, fused, query.text, weights.priors)
    measures = None
    if question and mode is SearchMode.HYBRID and query.memory is Memory.BOTH:
        best = {name: ranked[0][1] for name, _, ranked in lists if ranked}
        measures = Measures(
            coverage(fused, lexical.idf), best.get("description", 0.0), best.get("code", 0.0), "symbol" in best
        )
    return Ranking(fused, mode, fallback, measures, unrefined)


def fuse(lists: Iterable[tuple[str, float, Sequence[tuple[int, float]]]], lexical: LexicalMatches) -> list[RankedChunk]:
    """Reciprocal rank fusion of (name, weight, [(chunk id, value)]); see `list_signals`. Lists of weight 0 are left
    out."""
    signals: dict[int, list[Signal]] = {}
    for name, weight, ranked in lists:
        for chunk_id, signal in list_signals(name, weight, ranked) if weight > 0 else ():
            signals.setdefault(chunk_id, []).append(signal)
    held = lexical.held(signals)
    fused = [scored(chunk_id, parts, tuple(held[chunk_id])) for chunk_id, parts in signals.items()]
    fused.sort(key=lambda chunk: -chunk.score)
    return fused


def _runnable(view: View, mode: SearchMode, embedder: Embedder | None) -> tuple[SearchMode, str]:
    """The mode that can run, and why it is another one. Vectors of two models are never mixed."""
    if mode not in (SearchMode.SEMANTIC, SearchMode.HYBRID):
        return mode, ""
    stored = view.snapshot.vector_model()
    if not view.corpus_size()[0]:
        return mode, ""  # nothing is indexed, which is no matter of meaning
    if embedder is None:
        why = "no embedding model is loaded"
    elif stored and stored != embedder.model_id:
        why = f"the index holds vectors of {stored}, the setting asks for {embedder.model_id}"
    elif not stored and not view.documents:
        why = "no vectors have been made yet"
    else:
        return mode, ""
    return SearchMode.KEYWORD, f"searched by words only: {why}"
