"""The unsaved buffers of one editor: an immutable mapping from path to text, parsed when first searched.

Whether a buffer may be searched at all (not ignored, not secret, inside the root) is decided before it gets here.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nss_index.model import Chunk, ParsedFile
from nss_index.tokens import context_terms, terms, text_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.ports import Embedder

PARSE_SECONDS = 2.0
"""A buffer is parsed in a worker while somebody waits; past this it is chunked by lines. Generous, because
it is wall time and line chunks are not what saving would give: a megabyte takes half a second on a quiet machine."""


class OverlayChunk(Struct, frozen=True):
    """A chunk of a buffer with its term counts, the overlay's own postings."""

    chunk: Chunk
    in_context: Mapping[str, int]
    in_body: Mapping[str, int]
    length: int


class ChunkMemory:
    """What was computed for the chunks of a buffer's last version. A keystroke changes one chunk: the counts and
    vectors of the others are taken over. Each dictionary is replaced as a whole, so that it never grows old."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, str], OverlayChunk] = {}
        self.vectors: dict[str, NDArray[np.int8]] = {}  # by model id and text hash


class OverlayDocument:
    """One buffer. Immutable but for what is computed from it once: parse, term counts, vectors. Thread-safe."""

    def __init__(
        self, path: str, text: str, version: int, content_hash: str, memory: ChunkMemory | None = None
    ) -> None:
        self.path, self.text, self.version, self.content_hash = path, text, version, content_hash
        self.memory = memory or ChunkMemory()
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
                known = self.memory.counts
                parts = [_count(self.path, chunk, known) for chunk in self.parsed().chunks]
                self.memory.counts = {_key(part.chunk): part for part in parts}
                self._chunks = tuple(parts)
            return self._chunks

    def vectors(self, embedder: Embedder) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        """(descriptions, code) of all chunks, each of shape (chunks, dimensions), quantised as the stored ones are."""
        import numpy as np

        with self._guard:
            if embedder.model_id not in self._vectors:
                chunks = self.parsed().chunks
                texts = {chunk.code_hash: chunk.text for chunk in chunks}
                texts |= {chunk.description_hash: chunk.description for chunk in chunks}
                made = self._embedded(embedder, texts)
                empty = np.zeros((0, embedder.dimensions), np.int8)
                described = [made[chunk.description_hash] for chunk in chunks]
                code = [made[chunk.code_hash] for chunk in chunks]
                self._vectors[embedder.model_id] = (np.stack(described), np.stack(code)) if chunks else (empty, empty)
            return self._vectors[embedder.model_id]

    def _embedded(self, embedder: Embedder, texts: Mapping[str, str]) -> dict[str, NDArray[np.int8]]:
        """Quantised vectors by text hash; only those of new texts are computed."""
        from nss_index.store.vector_math import quantise

        known, prefix = self.memory.vectors, f"{embedder.model_id} "
        made = {digest: known[prefix + digest] for digest in texts if prefix + digest in known}
        missing = [digest for digest in texts if digest not in made]
        if missing:
            made.update(zip(missing, quantise(embedder.encode([texts[digest] for digest in missing])), strict=True))
        self.memory.vectors = {prefix + digest: vector for digest, vector in made.items()}
        return made


class Overlay:
    """An immutable set of buffers; each change gives a new one that shares the untouched documents."""

    def __init__(self, documents: Mapping[str, OverlayDocument] = MappingProxyType({})) -> None:
        self.documents: Mapping[str, OverlayDocument] = MappingProxyType(dict(documents))

    def with_document(self, path: str, text: str, version: int) -> Overlay:
        known = self.documents.get(path)
        digest = text_hash(text)
        if known and known.content_hash == digest:
            return self
        memory = known.memory if known else None
        return Overlay({**self.documents, path: OverlayDocument(path, text, version, digest, memory)})

    def without(self, path: str) -> Overlay:
        if path not in self.documents:
            return self
        return Overlay({known: document for known, document in self.documents.items() if known != path})

    def __bool__(self) -> bool:
        return bool(self.documents)


EMPTY_OVERLAY = Overlay()


def _key(chunk: Chunk) -> tuple[str, str, str]:
    """Of all that a chunk's counts depend on: its text, and what surrounds it in a file of this path."""
    return chunk.code_hash, chunk.symbol, chunk.heading


def _count(path: str, chunk: Chunk, known: Mapping[tuple[str, str, str], OverlayChunk]) -> OverlayChunk:
    before = known.get(_key(chunk))
    if before:
        return replace(before, chunk=chunk)
    context, body = context_terms(path, chunk), terms(chunk.text)
    return OverlayChunk(chunk, Counter(context), Counter(body), len(context) + len(body))
