"""What the file of a chunk says about it: how it is called, what else of it was found, and what kind of file it is.

Fused ranks know chunks only. Who asks how something works wants the code that does it, not its tests, examples or
re-exports, unless the question says so; a file that is called as the question is, and one of which much was found, are
more likely to hold the answer. Each change of a score is a signal of its own, so that the parts still sum to it.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from nss_index.graph.testfiles import is_test
from nss_index.model import Signal
from nss_index.overlay.view import View
from nss_index.search.ranked import RankedChunk
from nss_index.search.weights import (
    FILE_SHARE,
    KINDS_OF_FILES,
    PATH_SHARE,
    STOP_WORDS,
)
from nss_index.tokens import folded_name, identifier_parts, words

SHORTEST = 3  # letters of a word that is looked for in a path
_PREFIX = 4  # letters that two words must share where neither is the other: "dependency", "dependencies"


def placed(view: View, fused: Sequence[RankedChunk], question: str) -> list[RankedChunk]:
    """`fused` (best first) with what their files say, best first again."""
    if not fused:
        return []
    rows = view.chunks([chunk.chunk_id for chunk in fused])
    paths = {chunk.chunk_id: rows[chunk.chunk_id].path for chunk in fused}
    best = fused[0].score
    asked = _words(question)
    of_file: dict[str, list[RankedChunk]] = defaultdict(list)
    for chunk in fused:
        of_file[paths[chunk.chunk_id]].append(chunk)
    sums = {path: math.fsum(chunk.score for chunk in chunks) for path, chunks in of_file.items()}  # in any order
    most = max(sums.values())
    first = {
        min(chunks, key=lambda one: (-one.score, rows[one.chunk_id].start_byte)).chunk_id for chunks in of_file.values()
    }
    kinds = {path: _kind(path, asked) for path in sums}
    called = {path: _share(path, asked) for path in sums}
    found: list[RankedChunk] = []
    for chunk in fused:
        path = paths[chunk.chunk_id]
        parts: list[Signal] = []
        if chunk.chunk_id in first:
            parts.append(Signal("file", 0, sums[path] / most, FILE_SHARE * best * sums[path] / most))
        if called[path]:
            parts.append(Signal("path", 0, called[path], PATH_SHARE * best * called[path]))
        score = chunk.score + sum(part.contribution for part in parts)
        name, share = kinds[path]
        if share < 1:
            parts.append(Signal(name, 0, share, -(1 - share) * score))
        found.append(_with(chunk, parts))
    found.sort(key=lambda chunk: -chunk.score)
    return found


def _with(chunk: RankedChunk, parts: Sequence[Signal]) -> RankedChunk:
    signals = (*chunk.signals, *parts)
    return replace(chunk, score=sum(part.contribution for part in signals), signals=signals)


def _words(question: str) -> tuple[tuple[str, ...], ...]:
    """The spellings of each word of the question: as one, and by its parts."""
    found: dict[tuple[str, ...], None] = {}
    for word in words(question):
        spelled = dict.fromkeys((folded_name(word), *identifier_parts(word)))
        kept = tuple(one for one in spelled if len(one) >= SHORTEST and one not in STOP_WORDS)
        if kept and kept[0] == folded_name(word):
            found[kept] = None
    return tuple(found)


def _kind(path: str, asked: Collection[tuple[str, ...]]) -> tuple[str, float]:
    """The first kind that a file is of, and what share of its score that leaves; all where the question names it."""
    for name, pattern, share, said in KINDS_OF_FILES:
        if is_test(path) if name == "test" else re.search(pattern, path):
            return (name, share) if not any(one.startswith(said) for word in asked for one in word) else (name, 1.0)
    return "", 1.0


def _share(path: str, asked: Sequence[tuple[str, ...]]) -> float:
    """How many of the question's words the file and its folder are called by, as a share of them."""
    folder, name = posixpath.split(path)
    called = identifier_parts(f"{name.partition('.')[0]} {posixpath.basename(folder)}")
    return (
        sum(any(_alike(one, part) for one in word for part in called) for word in asked) / len(asked) if asked else 0.0
    )


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter):
        return len(shorter) >= SHORTEST
    return len(shorter) > _PREFIX and longer[: len(shorter) - 1] == shorter[:-1]
