"""Measures of retrieval, and one run of questions whose answers are known.

nDCG and MRR as in Manning, Raghavan, Schütze: Introduction to Information Retrieval, 8.4 (gains are 0 or 1).
"""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.errors import Cancelled
from nss_index.ports import Progress

if TYPE_CHECKING:
    from nss_index.answers import SearchMode
    from nss_index.index import Index

    from nss_server.capability import Job

DEPTH = 10  # files that count
SEED = 20
_SENTENCE = re.compile(r"[^.!?\n]{20,200}")
_HITS = 40  # chunks that are asked for, to have so many files


@dataclass(frozen=True, slots=True)
class Answered:
    query: str
    files: tuple[str, ...]  # that are right
    rank: int  # of the first right file, 1-based; 0 where none is among the first ten
    ndcg: float
    milliseconds: float


def answered(
    index: Index, mode: SearchMode, questions: Sequence[tuple[str, frozenset[str]]], job: Job
) -> list[Answered]:
    """Ask each (query, right files) once; a file counts where its first chunk stands. Raises Cancelled."""
    from nss_index.answers import SearchQuery

    found: list[Answered] = []
    index.search(SearchQuery("load the model", mode, limit=1))
    for number, (query, files) in enumerate(questions):
        if job.cancelled():
            raise Cancelled("the bench was cancelled")
        job.report(Progress("bench", number, len(questions), "questions"))
        started = time.perf_counter()
        hits = index.search(SearchQuery(query, mode, limit=_HITS), cancelled=job.cancelled).hits
        milliseconds = (time.perf_counter() - started) * 1000
        places = [path in files for path in list(dict.fromkeys(hit.path for hit in hits))[:DEPTH]]
        rank = places.index(True) + 1 if any(places) else 0
        found.append(Answered(query, tuple(sorted(files)), rank, ndcg(places, len(files)), milliseconds))
    return found


def ndcg(places: Sequence[bool], right: int) -> float:
    """Of the first DEPTH places, where `right` things could have been found."""
    ideal = sum(1 / math.log2(place + 2) for place in range(min(right, DEPTH)))
    gained = sum(1 / math.log2(place + 2) for place, good in enumerate(places[:DEPTH]) if good)
    return gained / ideal if ideal else 0.0


def percentile(values: Iterable[float], share: float) -> float:
    """A value that was measured: the smallest that this share of all does not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def suggested(index: Index, count: int) -> list[str]:
    """Half of them names, as far as there are; seeded, so that two builds are asked the same."""
    chance = random.Random(SEED)
    rows = index.symbols("", 1_000_000)
    names = sorted({row.symbol.name for row in rows if len(row.symbol.name) > 3})
    said = [found.group() for row in rows if (found := _SENTENCE.search(row.symbol.docstring))]
    sentences = sorted({" ".join(text.split()[:12]) for text in said})
    half = min(len(sentences), count // 2)
    texts = chance.sample(sentences, half) + chance.sample(names, min(len(names), count - half))
    chance.shuffle(texts)
    return texts
