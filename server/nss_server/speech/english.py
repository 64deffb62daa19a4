"""How ordinary a phrase is in English: log probabilities by word pairs, with stupid backoff.

The counts come with the library symspellpy (82,765 words and 243,342 pairs, from Google's Books Ngrams and SCOWL). The
backoff is that of Brants et al., "Large Language Models in Machine Translation", 2007: a pair that was never counted is
as likely as its second word alone, times 0.4.
"""

from __future__ import annotations

import bisect
import functools
import importlib.resources
import math
from array import array
from collections.abc import Sequence

BACKOFF = math.log(0.4)

UNKNOWN = -18.0
"""Log probability of a word that is not among the counted ones: a little less than the rarest of them."""

_UNIGRAMS = "frequency_dictionary_en_82_765.txt"
_BIGRAMS = "frequency_bigramdictionary_en_243_342.txt"
_MASK = (1 << 64) - 1


class English:
    """Reading the counts takes about 0.4 s: use `english()`, which does it once."""

    def __init__(self) -> None:
        self._words: dict[str, float] = {}
        counts: dict[str, int] = {}
        for line in _lines(_UNIGRAMS):
            word, _, count = line.partition(" ")
            counts[word.replace("'", "")] = int(count)
        total = math.log(sum(counts.values()))
        self._words = {word: math.log(count) - total for word, count in counts.items()}
        pairs: list[tuple[int, float]] = []
        for line in _lines(_BIGRAMS):
            first, second, count = line.split(" ")
            if first in counts:
                # The pairs were counted in another corpus of the same size: a share above one is no probability.
                pairs.append((_key(first, second), min(-0.1, math.log(int(count) / counts[first]))))
        pairs.sort()
        # Two arrays instead of a dict: 4 MB instead of 40 in a language server.
        self._pairs = array("Q", (key for key, _ in pairs))
        self._shares = array("f", (share for _, share in pairs))

    def knows(self, word: str) -> bool:
        return word in self._words

    def word(self, word: str, before: str = "") -> float:
        """Log probability of a lower-case word after another one ("" for no knowledge of what was before)."""
        alone = 0.0 if word.isdigit() else self._words.get(word, UNKNOWN)
        if word.isdigit():
            return -8.0  # any number is about as likely as a common noun
        if not before:
            return alone
        key = _key(before, word)
        place = bisect.bisect_left(self._pairs, key)
        if place < len(self._pairs) and self._pairs[place] == key:
            return max(self._shares[place], alone + BACKOFF)
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
