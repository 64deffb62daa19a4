"""The default embedder: one learned vector a token, summed with the logarithm of its frequency. numpy and re only.

Knows words, pieces and pooling; does not know how a model lies on disk (`static_files`) or who caches its vectors.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import numpy as np

from nss_index.embed.static_files import NORMALIZER, UNSPACED, StaticModel, read_static_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

DEFAULT_MODEL = Path(__file__).parent / "models" / "static-code-v1"
_POOLING = "log-tf/2"  # part of the model id: raise the number whenever words, pieces or pooling change
_ASCII_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_CAMEL = re.compile(NORMALIZER)
_WORD = re.compile(rf"[0-9]+|[{UNSPACED}]+|[^\W\d_{UNSPACED}]+")
_BLANKED = bytes(byte if byte >= 0x80 or chr(byte).isalnum() else 0x20 for byte in range(0x100))
"""Blanks for what ASCII has beside letters and digits: cutting bytes at blanks is three times as fast as a regular
expression, and what runs together in other scripts is cut when its words are made."""
_RUN_CACHE_LIMIT = 150_000  # runs of letters and digits, about 20 MB; Django has 87,000
_RUN_KEPT = 64  # bytes: longer ones are sentences of scripts without blanks, and rarely come again
_BLOCK = 64  # texts whose words become arrays together: enough to spread numpy's cost of a call, little enough for L2


def load_static(folder: Path | None = None) -> StaticEmbedder:
    """The embedder of a model folder, by default of the model that is shipped. Raises ModelUnavailable."""
    return StaticEmbedder(read_static_model(folder or DEFAULT_MODEL))


class StaticEmbedder:
    """A `ports.Embedder`. Thread-safe: its only state is a cache whose entries do not depend on who wrote them."""

    def __init__(self, model: StaticModel) -> None:
        self._model = model
        self._known = _Pieces(model)

    @property
    def model_id(self) -> str:
        return f"{self._model.name}/{_POOLING}/{self._model.digest[:12]}"

    @property
    def dimensions(self) -> int:
        return int(self._model.table.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """v = Σ (1 + ln tf) · E[token], scaled to length 1; zero for a text without known tokens."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for first in range(0, len(texts), _BLOCK):
            self._encode(texts[first : first + _BLOCK], vectors[first : first + _BLOCK])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def _encode(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        table, scales = self._model.table, self._model.scales
        if len(self._known) >= _RUN_CACHE_LIMIT:
            # A new dictionary, not clear(): another thread may be in the middle of reading the old one.
            self._known = _Pieces(self._model)
        known = self._known.__getitem__
        found = [list(chain.from_iterable(map(known, _runs(text)))) for text in texts]
        rows = np.repeat(np.arange(len(texts)), [len(pieces) for pieces in found])
        size = len(table)
        keys, counts = np.unique(rows * size + np.fromiter(chain.from_iterable(found), np.int64), return_counts=True)
        tokens = keys % size
        weights = (1 + np.log(counts.astype(np.float32))) * scales[tokens]
        bounds = np.searchsorted(keys, np.arange(len(texts) + 1) * size)
        for row, (start, end) in enumerate(pairwise(bounds.tolist())):
            if start < end:
                part = table.take(tokens[start:end], 0).astype(np.float32, copy=False)
                np.dot(weights[start:end], part, out=vectors[row])


class _Pieces(dict[bytes, tuple[int, ...]]):
    """The tokens of each run of letters and digits, made when they are first asked for."""

    def __init__(self, model: StaticModel) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, run: bytes) -> tuple[int, ...]:
        model, made = self._model, list[int]()
        for word in words_of(run.decode()):
            if len(word) <= model.longest_word:
                made += pieces_of(word, model.vocabulary)
        found = tuple(made)
        if len(run) <= _RUN_KEPT:
            self[run] = found
        return found


def _runs(text: str) -> list[bytes]:
    return text.encode("utf-8", "replace").translate(_BLANKED).split()


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased: identifiers cut at case and underscore, runs of digits, runs of letters; those
    of Chinese, Japanese and Korean, which mark no words, apart from their neighbours."""
    if text.isascii():
        return [word.lower() for word in _ASCII_WORD.findall(text)]
    plain = "".join(one if one.isalpha() or one in "0123456789" else " " for one in normalize("NFC", text))
    return _WORD.findall(_CAMEL.sub(" ", plain).lower())


def pieces_of(word: str, vocabulary: dict[str, int]) -> tuple[int, ...]:
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
