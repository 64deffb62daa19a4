"""A search hit and a search answer in the shape of every surface, made from the index's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_server.features._explanation import explanation

if TYPE_CHECKING:
    from nss_index.answers import Hit, SearchAnswer

    from nss_server.workspace import Condition


@dataclass(frozen=True, slots=True)
class SearchSignal:
    """What put a hit where it is: a list that found it, or something about its file."""

    name: str  # "keyword", "symbol"; by meaning: "description", "code"; of the file: "path", "file", "test", …
    rank: int  # in the list, 1-based; 0 for what is about the file
    value: float  # the list's own measure: BM25, cosine, name match; of the file a share
    contribution: float  # what it adds to the score; less than 0 for tests, examples and the like


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One place in the code: a symbol or a section, at most 60 lines, 1-based and inclusive."""

    path: str  # relative to the root
    start_line: int
    end_line: int
    score: float  # comparable within one answer only
    symbol: str  # symbol path, "" where there is none
    kind: str  # symbol kind, else chunk kind
    language: str
    why: str  # one line: the lists that found it and the words that matched
    signals: tuple[SearchSignal, ...]
    terms: tuple[str, ...]  # the query's terms found in it
    freshness: str  # "fresh", "overlay" (an unsaved buffer), "changed" (the file is another one since)
    snippet: str  # the text, "" where the file changed since
    heading: str  # heading path in a document
    signature: str
    content_hash: str  # of the file's text, to check it before a line is shown
    explanation: tuple[str, ...] = ()  # one line a part of the score, where it was asked for


@dataclass(frozen=True, slots=True)
class SearchResult:
    results: tuple[SearchHit, ...]
    mode: str  # the mode that really ran
    fallback: str  # why another mode than the asked one ran, "" when it did not
    generation: int
    indexed_at: float  # seconds since the epoch
    pending_vectors: int  # chunks that a search by meaning cannot see yet
    overlay_files: int  # unsaved buffers that the answer takes into account
    complete: bool  # False while the first pass over the files has not finished
    freshness: str  # one phrase: "live", or "index of 14:02, 3 files changed since"
    matches: int = 0  # lines that match, of an exact search; else how many hits there are
    confidence: float | None = None  # that the first hits are about what was asked, 0 to 1; None where nobody can say
    doubt: str = ""  # a sentence for people where that is little, else ""


def search_result(answer: SearchAnswer, condition: Condition, explain: bool = False) -> SearchResult:
    return SearchResult(
        results=tuple(search_hit(hit, explain) for hit in answer.hits),
        mode=str(answer.mode),
        fallback=answer.fallback,
        generation=answer.generation,
        indexed_at=answer.indexed_at,
        pending_vectors=answer.pending_vectors,
        overlay_files=answer.overlay_files,
        complete=condition.complete,
        freshness=condition.freshness,
        matches=answer.matches,
        confidence=answer.confidence,
        doubt=_doubt(answer),
    )


def _doubt(answer: SearchAnswer) -> str:
    from nss_index.search.confidence import DOUBTED_BELOW

    if answer.confidence is None or answer.confidence >= DOUBTED_BELOW or not answer.hits:
        return ""
    return f"probably nothing here answers that ({answer.confidence:.0%} likely)"


def search_hit(hit: Hit, explain: bool = False) -> SearchHit:
    return SearchHit(
        path=hit.path,
        start_line=hit.start_line,
        end_line=hit.end_line,
        score=hit.score,
        symbol=hit.symbol,
        kind=hit.kind,
        language=hit.language,
        why=hit.why,
        signals=tuple(SearchSignal(item.name, item.rank, item.value, item.contribution) for item in hit.signals),
        terms=hit.terms,
        freshness=str(hit.freshness),
        snippet=hit.snippet,
        heading=hit.heading,
        signature=hit.signature,
        content_hash=hit.content_hash,
        explanation=explanation(hit) if explain else (),
    )
