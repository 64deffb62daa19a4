"""Which words and pieces get a vector: frequent words whole, the rest by pieces of at least two letters.

Rows are sorted by frequency; a word that has no piece for some part of it has no vector at all (`embed.static`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import cast

import numpy as np
from nss_index.embed.static_files import UNSPACED

from bench.embedding.corpus import Corpus

WORDS = 26_000  # a prototype with 42,000 was no better
TRANSLATED = 6_000  # words of other natural languages, which code alone would not bring in
UNSPACED_PIECES = 1_800  # runs of one to four letters of Chinese, Japanese and Korean, each at a start and within
PIECES = 4_000  # within words
LONGEST_PIECE = 8
LONGEST_UNSPACED = 4
SEEN = 3  # times at least
_UNSPACED = re.compile(f"[{UNSPACED}]")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def vocabulary(corpus: Corpus) -> list[str]:
    """Tokens, "##" before those that continue a word; row 0 and 1 are padding and unknown."""
    ordinary = corpus.counts - corpus.translated
    chosen = dict.fromkeys(["[PAD]", "[UNK]", *LETTERS, *(f"##{letter}" for letter in LETTERS)])
    order = cast("list[int]", np.argsort(-ordinary, kind="stable").tolist())
    _take(chosen, (corpus.words[at] for at in order if ordinary[at] >= SEEN and _spaced(corpus.words[at])), WORDS)
    order = cast("list[int]", np.argsort(-corpus.translated, kind="stable").tolist())
    said = [(corpus.words[at], int(corpus.translated[at])) for at in order if corpus.translated[at] >= SEEN]
    _take(chosen, (word for word, _ in said if _spaced(word)), TRANSLATED)
    every = [(word, int(count)) for word, count in zip(corpus.words, corpus.counts.tolist(), strict=True)]
    for piece in _unspaced([one for one in every if not _spaced(one[0])]):
        chosen.setdefault(piece)
        chosen.setdefault(f"##{piece}")
    rest = [(word, count) for word, count in every if word not in chosen and count >= SEEN and _spaced(word)]
    _take(chosen, (f"##{piece}" for piece in _within(rest)), PIECES)
    letters = Counter[str]()
    for word, count in said:
        for letter in word:
            letters[letter] += count
    for letter, count in letters.most_common():
        if count >= 10 * SEEN and _spaced(letter):
            chosen.setdefault(letter)
            chosen.setdefault(f"##{letter}")
    return list(chosen)


def _spaced(word: str) -> bool:
    return _UNSPACED.search(word) is None


def _take(chosen: dict[str, None], words: Iterable[str], most: int) -> None:
    taken = 0
    for word in words:
        if taken == most:
            return
        if word not in chosen and not (word.isdigit() and len(word) > 4):
            chosen[word] = None
            taken += 1


def _unspaced(words: Iterable[tuple[str, int]]) -> list[str]:
    """Parts of runs, by how many letters they explain."""
    found: Counter[str] = Counter()
    for word, count in words:
        for start in range(len(word)):
            for end in range(start + 1, min(start + LONGEST_UNSPACED, len(word)) + 1):
                found[word[start:end]] += count * (end - start)
    return [piece for piece, _ in found.most_common(UNSPACED_PIECES)]


def _within(words: Iterable[tuple[str, int]]) -> list[str]:
    """Parts of rare words behind their first letter, by how many letters they explain."""
    found: Counter[str] = Counter()
    for word, count in words:
        for start in range(1, len(word) - 1):
            for end in range(start + 2, min(start + LONGEST_PIECE, len(word)) + 1):
                found[word[start:end]] += min(count, 1_000) * (end - start - 1)
    return [piece for piece, _ in found.most_common(PIECES * 2)]
