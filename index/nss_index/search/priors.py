"""What the file of a chunk says about it: how it is called, what else of it was found, and what kind of file it is.

Fused ranks know chunks only. Who asks how something works wants the code that does it, not its tests, examples,
re-exports or last year's version, unless the question says so; a file that is called as the question is, and one of
which much was found, are more likely to hold the answer; and after its best chunk a file yields to others. Each change
of a score is a signal of its own, so that the parts still sum to it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from nss_index.answers import Signal
from nss_index.overlay.view import View
from nss_index.search.file_names import AskedWords, called, kind_of, older_versions
from nss_index.search.ranked import RankedChunk, scored
from nss_index.search.weights import Priors


@dataclass(slots=True)
class _Placed:
    """A chunk while its score is made."""

    chunk: RankedChunk
    path: str
    start_byte: int
    parts: list[Signal]
    score: float

    def add(self, name: str, value: float, contribution: float) -> None:
        self.parts.append(Signal(name, 0, value, contribution))
        self.score += contribution

    def lower(self, name: str, share: float) -> None:
        if share < 1:
            self.add(name, share, (share - 1) * self.score)


def _order(one: _Placed) -> tuple[float, str, int]:
    return -one.score, one.path, one.start_byte


def placed(view: View, fused: Sequence[RankedChunk], question: str, priors: Priors) -> list[RankedChunk]:
    """`fused` (best first) with what their files say, best first again."""
    if not fused:
        return []
    rows = view.chunk_places([chunk.chunk_id for chunk in fused])
    chunks = [_Placed(chunk, *rows[chunk.chunk_id], list(chunk.signals), chunk.score) for chunk in fused]
    chunks.sort(key=_order)
    of_file: dict[str, list[_Placed]] = defaultdict(list)
    for one in chunks:
        of_file[one.path].append(one)
    found = {path: _found(several, priors.decay) for path, several in of_file.items()}
    best, most = fused[0].score, max(found.values())
    asked = AskedWords(question)
    older = older_versions(of_file, question)
    for path, several in of_file.items():
        name = called(path, asked, priors.name_covered)
        kind, share = kind_of(path, asked, priors)
        several[0].add("file", found[path] / most, priors.file * best * found[path] / most)
        for one in several:
            if name:
                one.add("path", name, priors.path * best * name)
            one.lower(kind, share)
            one.lower("older version", priors.older if path in older else 1.0)
        if len(several) > 1:
            several.sort(key=_order)
            for place, one in enumerate(several):
                one.lower("repeat", priors.repeat**place)
    chunks.sort(key=lambda one: -one.score)
    return [scored(one.chunk.chunk_id, one.parts, one.chunk.terms) for one in chunks]


def _found(chunks: Sequence[_Placed], decay: float) -> float:
    """How much of a file was found: its scores, the best one (the first) whole and each further one for less."""
    return math.fsum(one.score * decay**place for place, one in enumerate(chunks))
