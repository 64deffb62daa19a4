"""The numbers of the ranking, as data, each with its reason. Not tuned yet: the benchmark's issue does that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    keyword: float = 1.0  # the words that somebody typed are the best evidence there is
    meaning: float = 1.0  # split evenly between the description and the code of a chunk
    symbol: float = 1.0  # a name typed exactly should come first; the list is empty for most questions


DEFAULT_WEIGHTS = Weights()

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: score = Σ weight / (60 + rank).
Cormack, Clarke, Büttcher, SIGIR 2009, who found 60 robust."""

LIST_LENGTH = 100
"""How many chunks each list contributes; deeper ranks change the first ten hits hardly ever (1/160 against 1/61)."""

K1, B = 1.2, 0.75
"""BM25's usual saturation and length normalisation.
Robertson, Zaragoza, 2009, "The Probabilistic Relevance Framework"."""

CONTEXT_WEIGHT = 2.0
"""A word of the path, symbol or heading counts as two in the body, before saturation (BM25F, same source)."""

COMMON_SHARE, RARE_TERMS = 0.2, 4
"""A term in more than a fifth of all chunks is left out of a long question, unless it is one of the four rarest: its
idf is near zero and reading its postings is most of the cost of a search."""

MOST_TERMS = 32
"""Of a query; the rarest are kept. "Find similar code" sends whole functions."""

STOP_WORDS = frozenset(
    """
    a an and are as at be by can do does for from has have how i in is it its me my of on or our show so that the
    their there they this to use used uses using was we what when where which who why will with you your
    """.split()  # noqa: SIM905  # a list of one word a line would hide the whole
)
"""Words of English questions. Left out only while other words remain, so that "with" or "do" can still be searched."""
