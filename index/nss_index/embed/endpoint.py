"""Vectors of a server on the user's own machine or network that speaks `/v1/embeddings`: vLLM, llama-server.

Only where the user wrote its address into a setting.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import msgspec
import numpy as np

from nss_index.errors import BadInput, ModelUnavailable
from nss_index.local_http import Reply, ask, is_address

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_TEXTS = 64  # of one request: servers batch by themselves, and a slow one should show progress
LONGEST_TEXT = 8_000  # characters; chunks are shorter
SHORTEST_TEXT = 200  # characters; a server that refuses so little refuses all
SECONDS = 60.0  # for the answer to many texts: a first request may wait for the model to be loaded
QUESTION_SECONDS = 5.0  # to one: somebody waits, and words alone find something, too
KEY = "NSS_EMBED_KEY"  # in the environment; no other key is ever sent


_Answer = TypeVar("_Answer")


class _Model(msgspec.Struct):
    id: str


class _Models(msgspec.Struct):
    data: list[_Model]


class _Row(msgspec.Struct):
    index: int
    embedding: list[float]


class _Rows(msgspec.Struct):
    data: list[_Row]


def load_endpoint(address: str) -> EndpointEmbedder:
    """`address` is "http://localhost:8000/v1", with "#MODEL" where the server has several. Raises BadInput for what is
    no address, ModelUnavailable where nobody answers there, or not with vectors."""
    base, _, named = address.partition("#")
    if not is_address(base):
        raise BadInput(
            f"{address!r} is not the address of an embedding server",
            todo='Write "server:http://localhost:8000/v1", and "#MODEL" behind it where the server has several',
        )
    model = named
    if not model:
        models = _decoded(base, _asked(base, "GET", "/models", QUESTION_SECONDS), _Models).data
        if not models:
            raise _unusable(base, "it serves no model")
        model = models[0].id
    first = _vectors(base, _asked_for_vectors(base, model, ["dimensions"], SECONDS), 1)
    return EndpointEmbedder(base, model, first.shape[1])


class EndpointEmbedder:
    """A `ports.Embedder`. Thread-safe: one request at a time. `encode` raises ModelUnavailable when the server does
    not answer, or with vectors of another length."""

    def __init__(self, base: str, model: str, dimensions: int) -> None:
        self._base, self._model, self._dimensions = base, model, dimensions
        self._guard = threading.Lock()

    @property
    def model_id(self) -> str:
        """The server's name of the model: what it loads under that name it alone can tell."""
        return f"{self._model}/server/1/{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        said = [at for at, text in enumerate(texts) if text.strip()]
        seconds = QUESTION_SECONDS if len(texts) == 1 else SECONDS
        with self._guard:
            for first in range(0, len(said), BATCH_TEXTS):
                few = said[first : first + BATCH_TEXTS]
                clean = [texts[at][:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8") for at in few]
                vectors[few] = self._rows(clean, seconds)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def _rows(self, texts: list[str], seconds: float) -> NDArray[np.float32]:
        """Servers refuse a request whole when one text is longer than their model reads (llama-server: 512 tokens by
        default): then each is asked alone, and one that is refused again by its first half."""
        answer = _asked_for_vectors(self._base, self._model, texts, seconds)
        if answer.refusal and len(texts) > 1:
            return np.concatenate([self._rows([text], seconds) for text in texts])
        if answer.refusal and len(texts[0]) // 2 >= SHORTEST_TEXT:
            return self._rows([texts[0][: len(texts[0]) // 2]], seconds)
        found = _vectors(self._base, answer, len(texts))
        if found.shape[1] != self._dimensions:
            raise _unusable(self._base, f"its vectors have {found.shape[1]} dimensions, not {self._dimensions}")
        return found


def _asked_for_vectors(base: str, model: str, texts: list[str], seconds: float) -> Reply:
    body = msgspec.json.encode({"model": model, "input": texts, "encoding_format": "float"})
    return _asked(base, "POST", "/embeddings", seconds, body)


def _vectors(base: str, answer: Reply, count: int) -> NDArray[np.float32]:
    rows = sorted(_decoded(base, answer, _Rows).data, key=lambda row: row.index)
    lengths = {len(row.embedding) for row in rows}
    if len(rows) != count or len(lengths) != 1 or 0 in lengths:
        raise _unusable(base, f"it answered {count} texts with {len(rows)} vectors")
    with np.errstate(over="ignore"):  # becomes infinite, which is refused
        found = np.array([row.embedding for row in rows], np.float32)
    if not np.isfinite(found).all():
        raise _unusable(base, "its vectors hold values that are not finite")
    return found


def _asked(base: str, method: str, path: str, seconds: float, body: bytes | None = None) -> Reply:
    try:
        return ask(base, method, path, seconds, body, os.environ.get(KEY, ""))
    except OSError as error:
        raise _unusable(base, str(error) or type(error).__name__) from error


def _decoded(base: str, answer: Reply, kind: type[_Answer]) -> _Answer:
    if answer.refusal:
        raise _unusable(base, answer.refusal)
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.DecodeError as error:
        raise _unusable(base, f"its answer is not of that form: {error}") from error


def _unusable(base: str, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The embedding server at {base} cannot be used",
        why=why,
        todo="Start it, or set embed.model to another model",
    )
