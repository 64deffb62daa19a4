"""The default embedder: one learned vector a token, summed with the logarithm of its frequency. numpy and re only.

Knows words, pieces and pooling; does not know how a model lies on disk (`static_files`) or who caches its vectors.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nss_index.embed.static_files import StaticModel, read_static_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DEFAULT_MODEL = Path(__file__).parent / "models" / "static-code-v0"
_POOLING = "log-tf/1"  # part of the model id: raise the number whenever words, pieces or pooling change
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_WORD_CACHE_LIMIT = 100_000  # words, about 15 MB; Django has 40,000


def load_static(folder: Path | None = None) -> StaticEmbedder:
    """The embedder of a model folder, by default of the model that is shipped. Raises ModelUnavailable."""
    return StaticEmbedder(read_static_model(folder or DEFAULT_MODEL))


class StaticEmbedder:
    """A `ports.Embedder`. Thread-safe: its only state is a cache whose entries do not depend on who wrote them."""

    def __init__(self, model: StaticModel) -> None:
        self._model = model
        self._pieces_of: dict[str, tuple[int, ...]] = {}

    @property
    def model_id(self) -> str:
        return f"{self._model.name}/{_POOLING}/{self._model.digest[:12]}"

    @property
    def dimensions(self) -> int:
        return int(self._model.table.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """v = Σ (1 + ln tf) · E[token], scaled to length 1; zero for a text without known tokens."""
        table, scales = self._model.table, self._model.scales
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            counts = self._token_counts(text)
            if counts:
                tokens = np.fromiter(counts.keys(), np.int64, len(counts))
                frequencies = np.fromiter(counts.values(), np.float32, len(counts))
                weights = (1 + np.log(frequencies)) * scales[tokens]
                np.dot(weights, table.take(tokens, 0).astype(np.float32, copy=False), out=vectors[row])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def _token_counts(self, text: str) -> dict[int, int]:
        counts: dict[int, int] = {}
        known = self._pieces_of
        for word, times in Counter(_WORD.findall(text)).items():
            pieces = known.get(word)
            if pieces is None:
                pieces = self._remember(word)
            for piece in pieces:
                counts[piece] = counts.get(piece, 0) + times
        return counts

    def _remember(self, word: str) -> tuple[int, ...]:
        if len(self._pieces_of) >= _WORD_CACHE_LIMIT:
            # A new dictionary, not clear(): another thread may be in the middle of reading the old one.
            self._pieces_of = {}
        pieces = _pieces(word.lower(), self._model.vocabulary) if len(word) <= self._model.longest_word else ()
        self._pieces_of[word] = pieces
        return pieces


def _pieces(word: str, vocabulary: dict[str, int]) -> tuple[int, ...]:
    """WordPiece: the longest known beginning, again and again; nothing when a part of the word is unknown."""
    pieces: list[int] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            piece = vocabulary.get(prefix + word[start:end])
            if piece is not None:
                pieces.append(piece)
                start = end
                break
        else:
            return ()
    return tuple(pieces)
