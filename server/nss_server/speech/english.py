"""How ordinary a phrase is in English: log probabilities by word pairs, with stupid backoff.

The counts come with the library symspellpy (82,765 words and 243,342 pairs, from Google's Books Ngrams and SCOWL). The
backoff is that of Brants et al., "Large Language Models in Machine Translation", 2007: a pair that was never counted is
as likely as its second word alone, times 0.4.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
from collections.abc import Sequence

import numpy as np

BACKOFF = math.log(0.4)

UNKNOWN = -18.0
"""Log probability of a word that is not among the counted ones: a little less than the rarest of them."""

NUMBER = -8.0
"""Of any number: about as likely as a common noun."""

_UNIGRAMS = "frequency_dictionary_en_82_765.txt"
_BIGRAMS = "frequency_bigramdictionary_en_243_342.txt"
_MASK = (1 << 64) - 1


class English:
    """Reading the counts takes about 0.3 s: use `english()`, which does it once."""

    def __init__(self) -> None:
        counts = {word.replace("'", ""): int(count) for word, count in (line.split(" ") for line in _lines(_UNIGRAMS))}
        total = math.log(sum(counts.values()))
        self._words = {word: math.log(count) - total for word, count in counts.items()}
        pairs = [line.split(" ") for line in _lines(_BIGRAMS)]
        pairs = [pair for pair in pairs if pair[0] in counts]
        keys = np.fromiter((_key(first, second) for first, second, _ in pairs), np.uint64, len(pairs))
        both = np.fromiter((int(count) for _, _, count in pairs), np.float64, len(pairs))
        alone = np.fromiter((counts[first] for first, _, _ in pairs), np.float64, len(pairs))
        order = np.argsort(keys)
        # Two sorted arrays instead of a dict: 3 MB instead of 40 in a language server.
        self._pairs = keys[order]
        # The pairs were counted in another corpus of the same size: a share above one is no probability.
        self._shares = np.minimum(-0.1, np.log(both / alone))[order].astype(np.float32)

    def knows(self, word: str) -> bool:
        return word in self._words

    def is_ordinary(self, parts: Sequence[str]) -> bool:
        """Whether a name of these lower-case parts is but one English word: what was heard says nothing for it."""
        return len(parts) == 1 and self.knows(parts[0])

    def word(self, word: str, before: str = "") -> float:
        """Log probability of a lower-case word after another one ("" for no knowledge of what was before)."""
        if word.isdigit():
            return NUMBER
        alone = self._words.get(word, UNKNOWN)
        if not before:
            return alone
        key = np.uint64(_key(before, word))
        place = int(np.searchsorted(self._pairs, key))
        if place < len(self._pairs) and self._pairs[place] == key:
            return max(float(self._shares[place]), alone + BACKOFF)
        return alone + BACKOFF

    def phrase(self, words: Sequence[str], before: str = "") -> float:
        total = 0.0
        for word in words:
            total += self.word(word, before)
            before = word
        return total


@functools.cache
def english() -> English:
    return English()


def _lines(name: str) -> list[str]:
    text = importlib.resources.files("symspellpy").joinpath(name).read_text("utf-8-sig")
    return text.splitlines()


def _key(first: str, second: str) -> int:
    return hash((first, second)) & _MASK
