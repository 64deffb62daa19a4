"""What the file of a chunk says about it: how it is called, what else of it was found, and what kind of file it is.

Fused ranks know chunks only. Who asks how something works wants the code that does it, not its tests, examples,
re-exports or last year's version, unless the question says so; a file that is called as the question is, and one of
which much was found, are more likely to hold the answer; and after its best chunk a file yields to others. Each change
of a score is a signal of its own, so that the parts still sum to it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nss_index.answers import Signal
from nss_index.overlay.view import View
from nss_index.ports import ChunkRow
from nss_index.search.file_names import asked_words, called, kind_of, older_versions
from nss_index.search.ranked import RankedChunk
from nss_index.search.weights import Priors


def placed(view: View, fused: Sequence[RankedChunk], question: str, priors: Priors) -> list[RankedChunk]:
    """`fused` (best first) with what their files say, best first again."""
    if not fused:
        return []
    rows = view.chunks([chunk.chunk_id for chunk in fused])
    of_file: dict[str, list[RankedChunk]] = defaultdict(list)
    for chunk in fused:
        of_file[rows[chunk.chunk_id].path].append(chunk)
    found = {path: _found(chunks, priors.decay) for path, chunks in of_file.items()}
    best, most = fused[0].score, max(found.values())
    first = {min(chunks, key=lambda one: _order(one, rows)).chunk_id for chunks in of_file.values()}
    asked = asked_words(question)
    names = {path: called(path, asked, priors.name_covered) for path in of_file}
    kinds = {path: kind_of(path, asked, priors) for path in of_file}
    older = older_versions(of_file, question)
    moved: list[RankedChunk] = []
    for chunk in fused:
        path = rows[chunk.chunk_id].path
        if chunk.chunk_id in first:
            chunk = _with(chunk, "file", found[path] / most, priors.file * best * found[path] / most)
        if names[path]:
            chunk = _with(chunk, "path", names[path], priors.path * best * names[path])
        chunk = _lowered(chunk, *kinds[path])
        moved.append(_lowered(chunk, "older version", priors.older if path in older else 1.0))
    return _spread(moved, rows, priors.repeat)


def _found(chunks: Sequence[RankedChunk], decay: float) -> float:
    """How much of a file was found: its scores, the best one whole and each further one for less."""
    scores = sorted((chunk.score for chunk in chunks), reverse=True)
    return math.fsum(score * decay**place for place, score in enumerate(scores))


def _spread(chunks: list[RankedChunk], rows: Mapping[int, ChunkRow], repeat: float) -> list[RankedChunk]:
    """Best first, where each further chunk of a file counts less than the one before."""
    seen: Counter[str] = Counter()
    spread: list[RankedChunk] = []
    for chunk in sorted(chunks, key=lambda one: _order(one, rows)):
        path = rows[chunk.chunk_id].path
        spread.append(_lowered(chunk, "repeat", repeat ** seen[path]))
        seen[path] += 1
    spread.sort(key=lambda chunk: -chunk.score)
    return spread


def _order(chunk: RankedChunk, rows: Mapping[int, ChunkRow]) -> tuple[float, str, int]:
    row = rows[chunk.chunk_id]
    return -chunk.score, row.path, row.start_byte


def _lowered(chunk: RankedChunk, name: str, share: float) -> RankedChunk:
    return _with(chunk, name, share, (share - 1) * chunk.score) if share < 1 else chunk


def _with(chunk: RankedChunk, name: str, value: float, contribution: float) -> RankedChunk:
    signals = (*chunk.signals, Signal(name, 0, value, contribution))
    return replace(chunk, score=sum(part.contribution for part in signals), signals=signals)
