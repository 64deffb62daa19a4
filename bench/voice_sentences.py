"""Sentences to speak: with names drawn mechanically from a repository's index, and prose of a repository without.

Knows no audio. Everything follows from the index and a seed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nss_index.index import Index
from nss_index.tokens import identifier_parts

TEMPLATES = (
    "rename {} to {}",
    "where is {} called",
    "add a test for {}",
    "the function {} should return early when the list is empty",
    "move {} into the same file as {}",
    "why does {} fail when the input is missing",
    "please call {} before the connection is closed",
    "we need a new argument for {}",
    "{} is too slow for large files",
    "replace {} with {} everywhere",
    "document what {} does and when it raises",
    "make {} private and remove the old one",
    "show me who uses {}",
    "the method {} does not handle errors",
    "split {} into two smaller parts",
    "I think {} should not depend on {}",
    "write a benchmark for {} and compare it with {}",
    "after the change {} returns nothing",
)
_VOWEL = re.compile(r"[aeiouy]")
_PROSE = re.compile(r"(?:^|(?<=[.!?] ))[A-Z][a-z]+(?:,? [a-z]+){5,15}\.")
MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    spoken: str  # what the voice says
    written: str  # what should stand in the editor, punctuation apart
    names: tuple[str, ...]


def with_names(root: Path, count: int, seed: int) -> list[Sentence]:
    """`count` sentences; each name is one of the repository that has two to five parts."""
    chosen = random.Random(seed)
    with Index.open(root) as index:
        names = sorted({row.symbol.name for row in index.symbols(limit=1_000_000) if _speakable(row.symbol.name)})
    found: list[Sentence] = []
    while len(found) < count:
        template = TEMPLATES[len(found) % len(TEMPLATES)]
        used = tuple(chosen.sample(names, template.count("{}")))
        found.append(Sentence(template.format(*map(say_name, used)), template.format(*used), used))
    return found


def without_names(root: Path, count: int, seed: int) -> list[Sentence]:
    """`count` sentences of the repository's own prose (docstrings, documents) that are plain English words only."""
    from nss_server.speech.english import english

    knows = english().knows
    found: set[str] = set()
    with Index.open(root) as index:
        for chunk in index.chunks():
            text = " ".join(re.sub(r"[*#\"'`/]+", " ", chunk.text).split())
            for match in _PROSE.finditer(text):
                sentence = match.group()
                if all(knows(word) for word in re.findall(r"[a-z]+", sentence.lower())):
                    found.add(sentence)
    chosen = random.Random(seed).sample(sorted(found), min(count, len(found)))
    return [Sentence(sentence, sentence, ()) for sentence in chosen]


def say_name(name: str) -> str:
    """A name as a person reads it out: word by word, what cannot be said letter by letter."""
    return " ".join(part if _is_sayable(part) else " ".join(part.upper()) for part in identifier_parts(name))


def _is_sayable(part: str) -> bool:
    return part in _SHORT or (len(part) > 2 and bool(_VOWEL.search(part)))


_SHORT = frozenset(
    ("by", "to", "in", "on", "of", "is", "as", "at", "or", "if", "do", "go", "no", "so", "up", "an", "my")
)


def _speakable(name: str) -> bool:
    parts = identifier_parts(name)
    return 2 <= len(parts) <= MOST_PARTS and name.isascii() and all(part.isalpha() and len(part) > 1 for part in parts)


def names_of(root: Path) -> Counter[str]:
    """Every name of the repository with the number of its definitions."""
    with Index.open(root) as index:
        return Counter(row.symbol.name for row in index.symbols(limit=1_000_000) if row.symbol.kind != "section")
