"""From ranked chunks to hits: the chunk's text, checked by hash before a line of it is shown."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

from nss_index.answers import Freshness, Hit, SearchAnswer, SearchMode
from nss_index.overlay.view import View
from nss_index.ports import ChunkRow
from nss_index.search.ranked import RankedChunk

_HOUR = 3_600_000_000_000
AGES = (_HOUR, 24 * _HOUR, 7 * 24 * _HOUR)
"""Nanoseconds before the latest change, between which files count as equally old: a checkout writes all of them within
an hour, in an order that means nothing."""

TextOf = Callable[[str], tuple[str, str] | None]
"""(text, its content hash) of a path as it is now, None when it cannot be read."""


def hits(view: View, ranked: Sequence[RankedChunk], text_of: TextOf) -> tuple[Hit, ...]:
    """One hit a ranked chunk, in order. Files are read once each."""
    rows = view.chunks([chunk.chunk_id for chunk in ranked])
    texts: dict[str, tuple[bytes, str] | None] = {}
    found: list[Hit] = []
    for chunk in ranked:
        row = rows[chunk.chunk_id]
        if row.path not in texts:
            current = text_of(row.path)
            texts[row.path] = (current[0].encode("utf-8", "surrogatepass"), current[1]) if current else None
        snippet, freshness = _snippet(row, texts[row.path])
        found.append(
            Hit(
                path=row.path,
                start_line=row.start_line,
                end_line=row.end_line,
                symbol=row.symbol,
                kind=row.symbol_kind or row.kind,
                language=row.language,
                score=chunk.score,
                signals=chunk.signals,
                terms=chunk.terms,
                freshness=freshness,
                snippet=snippet,
                heading=row.heading,
                signature=row.signature,
                content_hash=row.content_hash,
            )
        )
    return tuple(found)


def answered(
    view: View,
    found: tuple[Hit, ...],
    mode: SearchMode,
    fallback: str = "",
    matches: int | None = None,
    confidence: float | None = None,
) -> SearchAnswer:
    """The hits with the state of what they were found in."""
    snapshot = view.snapshot
    return SearchAnswer(
        hits=found,
        mode=mode,
        fallback=fallback,
        generation=snapshot.generation,
        indexed_at=snapshot.indexed_at,
        pending_vectors=snapshot.pending_vectors(),
        overlay_files=len(view.documents),
        matches=len(found) if matches is None else matches,
        confidence=confidence,
    )


def leave_out(view: View, chunks: list[RankedChunk], path: str, first: int, last: int) -> list[RankedChunk]:
    """Without those that touch the lines `first` to `last` of a file."""
    rows = view.chunks([chunk.chunk_id for chunk in chunks])

    def touches(chunk: RankedChunk) -> bool:
        row = rows[chunk.chunk_id]
        return row.path == path and row.start_line <= last and row.end_line >= first

    return [chunk for chunk in chunks if not touches(chunk)]


def in_stable_order(view: View, ranked: list[RankedChunk], count: int) -> list[RankedChunk]:
    """The first `count`, where equal scores are ordered by how lately their files were changed, then by path and line,
    instead of by when they were stored. That somebody works on a file says little, and decides only where nothing else
    does."""
    if len(ranked) > count:
        last = ranked[count - 1].score if count else 0.0
        ranked = [chunk for chunk in ranked if chunk.score >= last]
    rows = view.chunks([chunk.chunk_id for chunk in ranked])
    newest = max((row.changed_ns for row in rows.values()), default=0)

    def order(chunk: RankedChunk) -> tuple[float, int, str, int]:
        row = rows[chunk.chunk_id]
        return -chunk.score, bisect.bisect(AGES, newest - row.changed_ns), row.path, row.start_byte

    return sorted(ranked, key=order)[:count]


def _snippet(row: ChunkRow, current: tuple[bytes, str] | None) -> tuple[str, Freshness]:
    if current is None or current[1] != row.content_hash:
        return "", Freshness.CHANGED
    text = current[0][row.start_byte : row.end_byte].decode("utf-8", "surrogatepass")
    return text, Freshness.OVERLAY if row.chunk_id < 0 else Freshness.FRESH
