"""The first hits of a question, compared once more by a costly model, where its vectors are there for all of them.

A cascade: ranks fused from words, names and the cheap vectors choose the first fifty, and the costly model, a
transformer, adds a list of these by the meaning of their descriptions and one by that of their code. Its vectors are
made behind everything else (`indexer.refined`) and live in the shared cache by text, so no chunk has vectors of two
models and no two scales meet: ranks are fused, and either all fifty are compared or none.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nss_index.embed.open import open_embedder
from nss_index.errors import IndexLocked, IndexUnavailable, NssError
from nss_index.remembered import Remembered
from nss_index.search.ranked import RankedChunk, list_signals, scored
from nss_index.search.weights import REFINED
from nss_index.store.vectors import VectorCache, cosines, prepare_query, quantise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.answers import Signal
    from nss_index.overlay.view import View
    from nss_index.ports import ChunkRow, Embedder

MOST_MADE = 8
"""Texts that are embedded while somebody waits, those of unsaved chunks: a transformer takes some 10 ms each."""

RETRY_SECONDS = 30.0
"""A model that could not be opened (a server that has not started, a folder that is being copied) is tried again so
late: each try may take seconds, and somebody waits."""

REMEMBERED_TEXTS = 200
"""Vectors of unsaved texts: who types asks for all but the last again."""


class Refiner:
    """The model is loaded by the first question. Thread-safe."""

    def __init__(self, spec: str, cache: Path) -> None:
        self._spec, self._path = spec, cache
        self._guard = threading.Lock()
        self._embedder: Embedder | None = None
        self._cache: VectorCache | None = None
        self._problem, self._tried = "", 0.0
        self._made: Remembered[str, NDArray[np.int8]] = Remembered(REMEMBERED_TEXTS)

    def refined(
        self, view: View, fused: Sequence[RankedChunk], question: str, weight: float
    ) -> tuple[list[RankedChunk], str]:
        """`fused` (best first) with what the model says of the first ones, best first again; and why it says nothing.
        `weight` is split between descriptions and code."""
        if not fused or weight <= 0:
            return list(fused), ""
        least = fused[:REFINED][-1].score  # all that equal the last one: which were stored first must not decide
        first = [chunk for chunk in fused if chunk.score >= least]
        rest = list(fused[len(first) :])
        try:
            embedder = self._opened()
            rows = view.chunks([chunk.chunk_id for chunk in first])
            vectors = self._vectors(view, embedder, rows)
            query = prepare_query(embedder.encode([question])[0])
        except NssError as error:
            return list(fused), f"the first hits are not refined: {error.sentence()}"
        if vectors is None:
            return list(fused), "the first hits are not refined: their vectors are still being made"
        added: dict[int, list[Signal]] = defaultdict(list)
        ids = [chunk.chunk_id for chunk in first]
        for name, hashes in (
            ("refined description", [rows[one].description_hash for one in ids]),
            ("refined code", [rows[one].code_hash for one in ids]),
        ):
            near = cosines(_stacked(vectors, hashes), query).tolist()
            ranked = sorted(zip(ids, near, strict=True), key=lambda pair: -pair[1])
            for chunk_id, signal in list_signals(name, weight / 2, ranked):
                added[chunk_id].append(signal)
        first = [scored(one.chunk_id, (*one.signals, *added[one.chunk_id]), one.terms) for one in first]
        return sorted([*first, *rest], key=lambda chunk: -chunk.score), ""

    def close(self) -> None:
        with self._guard:
            if self._cache is not None:
                self._cache.close()
                self._cache = None

    def _opened(self) -> Embedder:
        """Raises what opening raised the last time: not each search tries again."""
        with self._guard:
            if self._embedder is None:
                if self._problem and time.monotonic() - self._tried < RETRY_SECONDS:
                    raise NssError(self._problem)
                try:
                    self._embedder = open_embedder(self._spec)
                except NssError as error:
                    self._problem, self._tried = error.sentence(), time.monotonic()
                    raise
            return self._embedder

    def _vectors(self, view: View, embedder: Embedder, rows: dict[int, ChunkRow]) -> dict[str, NDArray[np.int8]] | None:
        """Of both texts of these chunks by hash; None where some are missing that are not of a buffer."""
        wanted = {digest for row in rows.values() for digest in (row.code_hash, row.description_hash)}
        found = self._cached(embedder.model_id, wanted)
        missing = wanted - found.keys()
        if not missing:
            return found
        texts: dict[str, str] = {}
        for chunk in view.unsaved_chunks(rows):
            texts |= {chunk.code_hash: chunk.text, chunk.description_hash: chunk.description}
        if not missing <= texts.keys() or len(missing) > MOST_MADE:
            return None
        for digest in missing:
            key = f"{embedder.model_id} {digest}"
            found[digest] = self._made.of(key, lambda text=texts[digest]: quantise(embedder.encode([text]))[0])
        return found

    def _cached(self, model_id: str, hashes: set[str]) -> dict[str, NDArray[np.int8]]:
        with self._guard:
            try:
                if self._cache is None:
                    self._cache = VectorCache.open(self._path)
                return self._cache.get_many(model_id, hashes)
            except (IndexLocked, IndexUnavailable):
                if self._cache is not None:
                    self._cache.close()
                    self._cache = None  # opened anew by the next question
                raise


def _stacked(vectors: dict[str, NDArray[np.int8]], hashes: Sequence[str]) -> NDArray[np.int8]:
    import numpy as np

    return np.stack([vectors[digest] for digest in hashes])
