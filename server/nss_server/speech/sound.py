"""How alike two strings sound: an edit distance over letters and over Metaphone codes.

Metaphone (Lawrence Philips, 1990; from the library jellyfish) keeps the consonants that are heard and drops most
vowels: it forgives how Whisper spells a word that it does not know. Letters keep what it forgets. Half of each.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True, slots=True)
class Sound:
    """Something said, without spaces: its letters and its Metaphone code."""

    letters: str
    code: str


def sound_of(words: tuple[str, ...]) -> Sound:
    """Of lower-case words in order. Coded word by word: Metaphone has rules for the beginning of a word."""
    return Sound("".join(words), "".join(_code(word) for word in words))


def distance(one: Sound, other: Sound) -> float:
    """Edits: the mean of those over letters and those over codes. 0 for the same letters, however they are coded."""
    if one.letters == other.letters:
        return 0.0
    return (Levenshtein.distance(one.letters, other.letters) + Levenshtein.distance(one.code, other.code)) / 2


def likeness(one: Sound, other: Sound) -> float:
    """1 for the same, 0 for nothing in common."""
    longest = max(len(one.letters), len(other.letters)) + max(len(one.code), len(other.code))
    return 1.0 - 2 * distance(one, other) / longest if longest else 1.0


@functools.lru_cache(50_000)
def _code(word: str) -> str:
    import jellyfish

    # A digit has no sound of its own there, and one that vanished would make "utf8" and "utf16" the same.
    return jellyfish.metaphone(word).replace(" ", "") if word.isalpha() else word
