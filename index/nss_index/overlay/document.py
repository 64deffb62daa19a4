"""The unsaved buffers of one editor: an immutable mapping from path to text, parsed when first searched.

Whether a buffer may be searched at all (not ignored, not secret, inside the root) is decided before it gets here.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from nss_index.model import Chunk, ParsedFile
from nss_index.tokens import context_terms, terms, text_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.ports import Embedder

PARSE_SECONDS = 0.5
"""A buffer is parsed while somebody waits for an answer; past this it is chunked by lines."""


@dataclass(frozen=True, slots=True)
class OverlayChunk:
    """A chunk of a buffer with its term counts, the overlay's own postings."""

    chunk: Chunk
    in_context: Mapping[str, int]
    in_body: Mapping[str, int]
    length: int


class OverlayDocument:
    """One buffer. Immutable but for what is computed from it once: parse, term counts, vectors. Thread-safe."""

    def __init__(self, path: str, text: str, version: int, content_hash: str) -> None:
        self.path, self.text, self.version, self.content_hash = path, text, version, content_hash
        self._guard = threading.RLock()
        self._parsed: ParsedFile | None = None
        self._chunks: tuple[OverlayChunk, ...] | None = None
        self._vectors: dict[str, tuple[NDArray[np.int8], NDArray[np.int8]]] = {}

    def parsed(self) -> ParsedFile:
        from nss_index.parse.parser import parse_text

        with self._guard:
            if self._parsed is None:
                self._parsed = parse_text(self.path, self.text, seconds=PARSE_SECONDS)
            return self._parsed

    def chunks(self) -> tuple[OverlayChunk, ...]:
        with self._guard:
            if self._chunks is None:
                self._chunks = tuple(_count(self.path, chunk) for chunk in self.parsed().chunks)
            return self._chunks

    def vectors(self, embedder: Embedder) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """(descriptions, code) of all chunks, each of shape (chunks, dimensions), quantised as the stored ones are."""
        from nss_index.store.vector_math import quantise

        with self._guard:
            if embedder.model_id not in self._vectors:
                chunks = self.parsed().chunks
                described = quantise(embedder.encode([chunk.description for chunk in chunks]))
                code = quantise(embedder.encode([chunk.text for chunk in chunks]))
                self._vectors[embedder.model_id] = (described, code)
            return self._vectors[embedder.model_id]


class Overlay:
    """An immutable set of buffers; each change gives a new one that shares the untouched documents."""

    def __init__(self, documents: Mapping[str, OverlayDocument] = MappingProxyType({})) -> None:
        self.documents: Mapping[str, OverlayDocument] = MappingProxyType(dict(documents))

    def with_document(self, path: str, text: str, version: int) -> Overlay:
        known = self.documents.get(path)
        digest = text_hash(text)
        if known and known.content_hash == digest:
            return self
        return Overlay({**self.documents, path: OverlayDocument(path, text, version, digest)})

    def without(self, path: str) -> Overlay:
        if path not in self.documents:
            return self
        return Overlay({known: document for known, document in self.documents.items() if known != path})

    def __bool__(self) -> bool:
        return bool(self.documents)


EMPTY_OVERLAY = Overlay()


def _count(path: str, chunk: Chunk) -> OverlayChunk:
    context, body = context_terms(path, chunk), terms(chunk.text)
    return OverlayChunk(chunk, Counter(context), Counter(body), len(context) + len(body))
