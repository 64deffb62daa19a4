"""Documents of all packages → arrays of word numbers: what training and evaluation read.

A chunk that begins as another does (its first 120 words) is a copy and left out; so is a sentence that documents more
than two chunks. One package of twenty is kept for evaluation, by the hash of its name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.embedding.records import Asked

FIELDS = ("code", "documentation", "name", "place")
KINDS = tuple(Asked)
TRANSLATION, NAME = KINDS.index(Asked.TRANSLATION), KINDS.index(Asked.NAME)
LONGEST = 24  # letters of a word; of scripts without blanks, too
SAME_BEGINNING = 120  # words
SAID_OFTEN = 2
KEPT_ASIDE = 5  # packages of a hundred

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Rows of numbers of different length: row r is `flat[starts[r]:starts[r + 1]]`."""

    flat: NDArray[np.int32]
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> NDArray[np.int32]:
        return self.flat[self.starts[number] : self.starts[number + 1]]

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts)

    def gather(self, rows: Ints) -> tuple[Ints, NDArray[np.int32]]:
        """(which of the asked rows, number) of all their entries."""
        lengths = self.lengths[rows]
        ends = np.cumsum(lengths)
        at = np.repeat(self.starts[rows] - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)
        return np.repeat(np.arange(len(rows)), lengths), self.flat[at]


@dataclass(frozen=True)
class Corpus:
    """Documents and the questions about them; words are numbers into `words`."""

    words: list[str]
    counts: Ints
    translated: Ints  # counts of words in questions of other natural languages
    fields: dict[str, Rows]  # of documents
    package: Ints
    language: Ints
    same: Ints  # hash of the code: equal ones are no negatives of each other
    questions: Rows
    document: Ints  # of each question
    kind: Ints  # of each question, into KINDS
    asked: Ints  # hash of the question
    packages: list[str]
    languages: list[str]

    @property
    def held(self) -> NDArray[np.bool_]:
        """Of each question, whether its package is for evaluation."""
        aside = np.array([kept_aside(package) for package in self.packages])
        return aside[self.package[self.document]]

    def text(self, numbers: Iterable[int]) -> str:
        return " ".join(self.words[number] for number in numbers)


def kept_aside(package: str) -> bool:
    return int(hashlib.md5(package.encode(), usedforsecurity=False).hexdigest(), 16) % 100 < KEPT_ASIDE


class _Building:
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.counts = array("q")
        self.translated: Counter[int] = Counter()
        self.flat = {name: array("i") for name in (*FIELDS, "questions")}
        self.starts = {name: array("q", [0]) for name in (*FIELDS, "questions")}
        self.meta = {name: array("q") for name in ("package", "language", "same", "document", "kind", "asked")}
        self.names: dict[str, dict[str, int]] = {"package": {}, "language": {}}
        self.begun: set[bytes] = set()
        self.said: Counter[bytes] = Counter()
        self.left: Counter[str] = Counter()

    def add(self, document: dict[str, Any]) -> None:
        translation = document["language"].startswith("locale ")
        begin = _hash(document["code"][:SAME_BEGINNING])
        if not translation and begin in self.begun:
            self.left["copies"] += 1
            return
        questions = [(kind, said) for kind, said in document["questions"] if said and not self._often(kind, said)]
        if not questions:
            self.left["said often"] += 1
            return
        self.begun.add(begin)
        number = len(self.meta["package"])
        for name in FIELDS:
            self._row(name, document[name])
        self.meta["package"].append(self._name("package", document["package"]))
        self.meta["language"].append(self._name("language", document["language"]))
        self.meta["same"].append(int.from_bytes(begin, "little", signed=True))
        for kind, said in questions:
            first = len(self.flat["questions"])
            self._row("questions", said)
            if translation:
                self.translated.update(self.flat["questions"][first:])
            self.meta["document"].append(number)
            self.meta["kind"].append(KINDS.index(Asked(kind)))
            self.meta["asked"].append(int.from_bytes(_hash(said), "little", signed=True))

    def _often(self, kind: str, said: Sequence[str]) -> bool:
        if kind not in (Asked.SENTENCE, Asked.COMMENT, Asked.MESSAGE, Asked.HEADING):
            return False
        key = _hash(said)
        self.said[key] += 1
        return self.said[key] > SAID_OFTEN

    def _row(self, name: str, words: Sequence[str]) -> None:
        flat = self.flat[name]
        for word in words:
            if len(word) <= LONGEST:
                number = self.numbers.get(word)
                if number is None:
                    number = self.numbers[word] = len(self.counts)
                    self.counts.append(0)
                self.counts[number] += 1
                flat.append(number)
        self.starts[name].append(len(flat))

    def _name(self, kind: str, name: str) -> int:
        return self.names[kind].setdefault(name, len(self.names[kind]))

    def corpus(self) -> Corpus:
        def rows(name: str) -> Rows:
            return Rows(np.array(self.flat[name], np.int32), np.array(self.starts[name], np.int64))

        meta = {name: np.array(values, np.int64) for name, values in self.meta.items()}
        translated = np.zeros(len(self.counts), np.int64)
        translated[list(self.translated)] = list(self.translated.values())
        return Corpus(
            words=list(self.numbers),
            counts=np.array(self.counts, np.int64),
            translated=translated,
            fields={name: rows(name) for name in FIELDS},
            questions=rows("questions"),
            packages=list(self.names["package"]),
            languages=list(self.names["language"]),
            **meta,
        )


def _hash(words: Sequence[str]) -> bytes:
    return hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()


def read_corpus(folder: Path) -> tuple[Corpus, list[dict[str, Any]], Counter[str]]:
    """Of a folder that `extract` wrote: the corpus, the heads of the packages in it, and what was left out."""
    building, heads = _Building(), list[dict[str, Any]]()
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head = json.loads(next(file))
            before = len(building.meta["package"])
            for line in file:
                building.add(json.loads(line))
            heads.append({**head, "documents": len(building.meta["package"]) - before})
    return building.corpus(), heads, building.left


def languages_of(corpus: Corpus) -> Iterator[tuple[str, int]]:
    """(programming language, documents), most first; translations together."""
    counts: Counter[str] = Counter()
    for number, count in enumerate(np.bincount(corpus.language, minlength=len(corpus.languages)).tolist()):
        name = corpus.languages[number]
        counts["translations" if name.startswith("locale ") else name] += count
    yield from counts.most_common()
