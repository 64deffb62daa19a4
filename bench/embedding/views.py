"""What a batch shows the model: a question, and the chunk as one of the two texts that the index embeds.

The index has two vectors of a chunk, of its code and of its description (`parse.describe`): training shows one or the
other. What the question was taken from is taken out of the chunk, wholly or in part, or the model would only learn to
find equal words, which the keyword half of a search does already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from nss_index.embed.static import pieces_of, words_of
from numpy.typing import NDArray

from bench.embedding.bags import Bags
from bench.embedding.corpus import KINDS, NAME, TRANSLATION, Corpus, Ints, Rows
from bench.embedding.records import Asked

DESCRIBED = 0.5  # of the views are descriptions: the index has one of each
SIGNATURE = 15  # words of code that stand for the signature in a description
PARAGRAPH = 45  # words of documentation in a description
IDENTIFIERS = 90  # words of code in a description, each once
WITH_DOCUMENTATION = 0.6
"""Of the views keep it, for interfaces and headers are little else: where it was dropped in three of four, interfaces
ranked below their implementations."""

SAID_DROPPED = 0.7  # of the question's words in that documentation: the question is its first sentence
OVERLAP_DROPPED = 0.3  # of the views lose all words that the question has, so that meaning is learnt, too
TOKENS_DROPPED = 0.15  # of the chunk
TEMPLATED = 0.15  # of the questions are put as people put them
TEMPLATES = (
    "how does work", "how do", "how to", "how is implemented", "where is the", "where are", "what does do",
    "what is", "which", "where do we", "why does", "find the", "show me",
)  # fmt: skip
"""Function words only. "support", "logic" and "handling" in such templates made them say nothing at all."""

_TAKEN_OUT = frozenset({Asked.COMMENT, Asked.MESSAGE, Asked.HEADING, Asked.FILE})  # their words stand in the chunk


@dataclass(frozen=True)
class Views:
    """Token counts of questions and chunks, one row each."""

    questions: Bags
    chunks: Bags


class Viewer:
    """Makes views of a corpus in a vocabulary. Holds token rows of every field."""

    def __init__(self, corpus: Corpus, tokens: list[str], longest: int) -> None:
        self._corpus, self._size = corpus, len(tokens)
        numbers = {token: number for number, token in enumerate(tokens)}
        known = [pieces_of(word, numbers) if len(word) <= longest else () for word in corpus.words]
        lengths = np.array([len(pieces) for pieces in known], np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        pieces = Rows(np.fromiter((one for few in known for one in few), np.int32, int(starts[-1])), starts)
        self.fields = {name: _in_tokens(rows, pieces) for name, rows in corpus.fields.items()}
        self.questions = _in_tokens(corpus.questions, pieces)
        self._templates: list[NDArray[np.int32]] = [
            np.array([one for word in words_of(said) for one in pieces_of(word, numbers)], np.int32)
            for said in TEMPLATES
        ]

    @property
    def size(self) -> int:
        return self._size

    def make(self, asked: Ints, random: np.random.Generator) -> Views:
        """Views of these questions and their chunks."""
        said = _of(*self.questions.gather(asked))
        chunks = self._chunks(asked, said, random)
        templated = np.flatnonzero(random.random(len(asked)) < TEMPLATED)
        chosen = random.integers(len(self._templates), size=len(templated))
        rows: list[int] = templated.tolist()
        which: list[int] = chosen.tolist()
        framed = [said, *(_all_of(row, self._templates[one]) for row, one in zip(rows, which, strict=True))]
        return Views(self._bags(framed, len(asked)), self._bags([chunks], len(asked)))

    def _chunks(self, asked: Ints, said: _Entries, random: np.random.Generator) -> _Entries:
        count, kinds = len(asked), self._corpus.kind[asked]
        documents = self._corpus.document[asked]
        keys = np.unique(said.rows * self._size + said.tokens)
        described = random.random(count) < DESCRIBED
        named = kinds == NAME
        translated = kinds == TRANSLATION
        described &= ~translated
        code = self._field("code", documents)
        position = _positions(code.rows)
        taken = np.isin(kinds, [KINDS.index(kind) for kind in _TAKEN_OUT])
        code = _less(code, said, taken, self._size)
        parts = [code.of(~described), _once(code.at(position < IDENTIFIERS).of(described), self._size)]
        parts.append(code.at((position < SIGNATURE) & described[code.rows]))
        documentation = self._field("documentation", documents)
        kept = random.random(count) < WITH_DOCUMENTATION
        known = np.isin(documentation.rows * self._size + documentation.tokens, keys)
        dropped = known & (random.random(len(known)) < SAID_DROPPED)
        short = ~described[documentation.rows] | (_positions(documentation.rows) < PARAGRAPH)
        parts.append(documentation.at(kept[documentation.rows] & ~dropped & short))
        parts.append(self._field("place", documents).of(described))
        parts.append(self._field("name", documents).of(described & ~named))
        whole = _joined(parts)
        overlap = (random.random(count) < OVERLAP_DROPPED) | (named & (random.random(count) < 0.5))
        gone = overlap[whole.rows] & np.isin(whole.rows * self._size + whole.tokens, keys)
        gone |= (random.random(len(whole.rows)) < TOKENS_DROPPED) & ~translated[whole.rows]
        return whole.at(~gone)

    def _field(self, name: str, documents: Ints) -> _Entries:
        return _of(*self.fields[name].gather(documents))

    def _bags(self, parts: list[_Entries], count: int) -> Bags:
        whole = _joined(parts)
        return Bags(whole.rows, whole.tokens, whole.counts, (count, self._size))


@dataclass(frozen=True)
class _Entries:
    rows: Ints
    tokens: NDArray[np.int32]
    counts: NDArray[np.float32]

    def at(self, mask: NDArray[np.bool_]) -> _Entries:
        return _Entries(self.rows[mask], self.tokens[mask], self.counts[mask])

    def of(self, rows: NDArray[np.bool_]) -> _Entries:
        return self.at(rows[self.rows])


def _of(rows: Ints, tokens: NDArray[np.int32]) -> _Entries:
    return _Entries(rows, tokens, np.ones(len(rows), np.float32))


def _all_of(row: int, tokens: NDArray[np.int32]) -> _Entries:
    return _of(np.full(len(tokens), row), tokens)


def _joined(parts: list[_Entries]) -> _Entries:
    return _Entries(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )


def _positions(rows: Ints) -> Ints:
    """Of each entry within its row; rows are in order."""
    if not len(rows):
        return rows
    begins = np.concatenate([[0], np.flatnonzero(np.diff(rows)) + 1])
    return np.arange(len(rows)) - np.repeat(begins, np.diff([*begins, len(rows)]))


def _once(entries: _Entries, size: int) -> _Entries:
    _, first = np.unique(entries.rows * size + entries.tokens, return_index=True)
    return _Entries(entries.rows[first], entries.tokens[first], entries.counts[first])


def _less(code: _Entries, said: _Entries, taken: NDArray[np.bool_], size: int) -> _Entries:
    """Without as many of the question's words as it has, in the rows where it was taken from the code."""
    out = said.of(taken)
    if not len(out.rows):
        return code
    keys, wanted = np.unique(out.rows * size + out.tokens, return_counts=True)
    mine = code.rows * size + code.tokens
    at = np.minimum(np.searchsorted(keys, mine), len(keys) - 1)
    candidates = np.flatnonzero(keys[at] == mine)
    order = candidates[np.argsort(mine[candidates], kind="stable")]
    nth = _positions(mine[order])
    gone = np.zeros(len(mine), bool)
    gone[order] = nth < wanted[at[order]]
    # Positions in the row tell signature from body: entries stay, and weigh nothing.
    return _Entries(code.rows, code.tokens, np.where(gone, 0, code.counts).astype(np.float32))


def _in_tokens(rows: Rows, pieces: Rows) -> Rows:
    lengths = pieces.lengths[rows.flat]
    _, flat = pieces.gather(rows.flat.astype(np.int64))
    ends = np.concatenate([[0], np.cumsum(lengths)])
    return Rows(flat, ends[rows.starts])
