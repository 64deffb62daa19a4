"""Questions that a tree itself suggests: names of its symbols, first sentences of its docstrings, words of its code.

Mechanical and seeded, so that two builds are asked the same. They measure time, not quality: `retrieval` is for that.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from nss_index.index import Index

SEED = 20
FILES_READ = 300
WORDS_OF_A_SENTENCE = 12
LINES_OF_A_WINDOW = 20
OPEN_FILES = 8
_WORD = re.compile(r"[A-Za-z_]{4,30}")
_SENTENCE = re.compile(r"[^.!?\n]{20,200}")


@dataclass(frozen=True, slots=True)
class Question:
    kind: str  # "symbol", "docstring", "words"
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a symbol's name stands: for hovers."""

    path: str
    line: int  # 0-based
    column: int  # code points
    name: str


def questions(root: Path, count: int, seed: int = SEED) -> list[Question]:
    """`count` questions in a fixed order, a third of each kind as far as the tree has them (words fill the rest)."""
    chance = random.Random(seed)
    with Index.open(root) as index:
        rows = index.symbols("", 1_000_000)
        names = sorted({row.symbol.name for row in rows if len(row.symbol.name) > 3})
        sentences = sorted({text for row in rows if (text := _first_sentence(row.symbol.docstring))})
        paths = sorted(record.path for record in index.files())
    texts = [_text(root / path) for path in chance.sample(paths, min(FILES_READ, len(paths)))]
    third = count // 3
    found = [Question("symbol", name) for name in chance.sample(names, min(third, len(names)))]
    found += [Question("docstring", text) for text in chance.sample(sentences, min(third, len(sentences)))]
    attempts = 0
    while len(found) < count and texts and attempts < count * 100:
        attempts += 1
        words = sorted(set(_WORD.findall(_window(chance.choice(texts), chance))))
        if len(words) >= 3:
            found.append(Question("words", " ".join(chance.sample(words, 3))))
    chance.shuffle(found)
    return found


def places(root: Path, count: int, seed: int = SEED) -> list[Place]:
    """Symbols to hover over, in at most OPEN_FILES files: as many as somebody has open. Seeded."""
    chance = random.Random(seed)
    with Index.open(root) as index:
        rows = [row for row in index.symbols("", 1_000_000) if row.symbol.kind != "section"]
    rows.sort(key=lambda row: (row.path, row.symbol.span.start_byte))
    files = sorted({row.path for row in rows})
    opened = set(chance.sample(files, min(OPEN_FILES, len(files))))
    rows = [row for row in rows if row.path in opened]
    chosen = chance.sample(rows, min(count, len(rows)))
    return [
        Place(row.path, row.symbol.name_line - 1, row.symbol.name_column, row.symbol.name.split(".")[-1])
        for row in chosen
    ]


def unique_word(chance: random.Random) -> str:
    """A word that no tree holds, one term of the index."""
    return "zq" + "".join(chance.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))


def _first_sentence(docstring: str) -> str:
    found = _SENTENCE.search(docstring)
    return " ".join(found.group().split()[:WORDS_OF_A_SENTENCE]) if found else ""


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _window(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    return "\n".join(lines[start : start + LINES_OF_A_WINDOW])
