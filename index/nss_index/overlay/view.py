"""A snapshot with an overlay on top: what every search reads.

Invariant: a view answers as a snapshot taken after saving the overlay's texts would (tested as a property). Buffers
have negative file and chunk ids; files that a buffer shadows are masked before any top-k is taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from nss_index.model import Chunk, Symbol
from nss_index.overlay.document import Overlay, OverlayChunk, OverlayDocument
from nss_index.overlay.facts import ViewOfFacts
from nss_index.ports import MOST_COUNTED, ChunkRow, Embedder, Postings, SymbolRow
from nss_index.store.reader import DatabaseSnapshot
from nss_index.store.writer import symbol_words
from nss_index.tokens import folded_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.store.vector_math import Side


FEW_FILES = 100
"""Reading so many files costs less than looking another piece of a word up in the vocabulary."""


class View(ViewOfFacts):
    """Valid while its snapshot is pinned. Not thread-safe."""

    def __init__(self, snapshot: DatabaseSnapshot, overlay: Overlay) -> None:
        super().__init__(snapshot, overlay)
        self._files: list[tuple[int, str, str]] | None = None
        self._postings: dict[str, Postings] = {}

    def files(self) -> list[tuple[int, str, str]]:
        """(file id, path, language) of all that can be searched."""
        if self._files is None:
            saved = self.snapshot.file_names()
            buffers = [(-n, doc.path, doc.parsed().language) for n, doc in enumerate(self.documents, 1)]
            self._files = [row for row in saved if row[0] not in self._shadowed] + buffers
        return self._files

    def paths_of(self, file_ids: Collection[int]) -> list[str]:
        """Their paths, sorted."""
        buffers = [self.documents[-file_id - 1].path for file_id in file_ids if file_id < 0]
        return sorted(self.snapshot.paths_of([file_id for file_id in file_ids if file_id > 0]) + buffers)

    def corpus_size(self) -> tuple[int, int]:
        """(chunks, sum of their lengths in terms)."""
        chunks, length = self.snapshot.corpus_size()
        for file_id in self._shadowed:
            rows, terms = self.snapshot.size_of_file(file_id)
            chunks, length = chunks - rows, length - terms
        for _, _, part in self._parts():
            chunks, length = chunks + 1, length + part.length
        return chunks, length

    def document_frequencies(self, terms: Collection[str]) -> dict[str, int]:
        """Chunks that hold each term; absent terms are left out."""
        counted = {term: len(self.postings(term).chunks) for term in terms}
        return {term: count for term, count in counted.items() if count}

    def postings(self, term: str) -> Postings:
        """As `SnapshotReader.postings`. Remembered: a question counts the holders of a term before it reads them."""
        if term not in self._postings:
            self._postings[term] = self._read_postings(term)
        return self._postings[term]

    def _read_postings(self, term: str) -> Postings:
        import numpy as np

        saved = self.snapshot.postings(term)
        if self._shadowed:
            saved = saved.of(~np.isin(saved.files, list(self._shadowed)))
        added = [
            (chunk_id, file_id, min(context, MOST_COUNTED), min(body, MOST_COUNTED), part.length)
            for file_id, chunk_id, part in self._parts()
            if (context := part.in_context.get(term, 0)) | (body := part.in_body.get(term, 0))
        ]
        if not added:
            return saved
        columns = zip(saved, zip(*added, strict=True), strict=True)
        return Postings(*(np.concatenate([old, np.array(new, old.dtype)]) for old, new in columns))

    def files_with(self, pieces: Collection[str]) -> frozenset[int] | None:
        """The files in which a word may hold each of these pieces of words (lower case, no underscores), all buffers
        among them. None where that narrows nothing."""
        saved: frozenset[int] | None = None
        for piece in sorted(pieces, key=lambda piece: (-len(piece), piece)):  # a long piece narrows most
            found = self.snapshot.files_with(piece)
            if found is not None:
                saved = found if saved is None else saved & found
            if saved is not None and len(saved) <= FEW_FILES:
                break
        if saved is None:
            return None
        buffers = (-number for number in range(1, len(self.documents) + 1))
        return saved.difference(self._shadowed).union(buffers)

    def chunks(self, chunk_ids: Collection[int]) -> dict[int, ChunkRow]:
        found = self.snapshot.chunks([chunk_id for chunk_id in chunk_ids if chunk_id > 0])
        wanted = {chunk_id for chunk_id in chunk_ids if chunk_id < 0}
        for document, file_id, chunk_id, part in self._parts_with_document():
            if chunk_id in wanted:
                found[chunk_id] = _row(document, file_id, chunk_id, part.chunk)
        return found

    def unsaved_chunks(self, chunk_ids: Collection[int]) -> list[Chunk]:
        """Those of buffers, with their texts."""
        return [part.chunk for _, chunk_id, part in self._parts() if chunk_id in chunk_ids]

    def chunk_places(self, chunk_ids: Collection[int]) -> dict[int, tuple[str, int]]:
        """(path, first byte) of each of these chunks."""
        found = self.snapshot.chunk_places([chunk_id for chunk_id in chunk_ids if chunk_id > 0])
        wanted = {chunk_id for chunk_id in chunk_ids if chunk_id < 0}
        for document, _, chunk_id, part in self._parts_with_document():
            if chunk_id in wanted:
                found[chunk_id] = document.path, part.chunk.span.start_byte
        return found

    def chunk_at(self, path: str, line: int) -> ChunkRow | None:
        """The chunk that holds a line of a file."""
        for document, file_id, chunk_id, part in self._parts_with_document():
            if document.path == path and part.chunk.span.start_line <= line <= part.chunk.span.end_line:
                return _row(document, file_id, chunk_id, part.chunk)
        saved = self.snapshot.file(path)
        if saved is None or saved.file_id in self._shadowed:
            return None
        return self.snapshot.chunk_at(saved.file_id, line)

    def chunks_of(self, path: str) -> list[ChunkRow]:
        """The chunks of a buffer or of a saved file, in order."""
        if self.document(path):
            return [
                _row(document, file_id, chunk_id, part.chunk)
                for document, file_id, chunk_id, part in self._parts_with_document()
                if document.path == path
            ]
        saved = self.snapshot.file(path)
        return self.snapshot.chunks_of_file(saved.file_id) if saved else []

    def chunk_ids(self, file_ids: Collection[int] | None, kinds: Collection[str]) -> frozenset[int]:
        saved = None if file_ids is None else [file_id for file_id in file_ids if file_id > 0]
        found = self.snapshot.chunk_ids(saved, kinds)
        buffers = {
            chunk_id
            for file_id, chunk_id, part in self._parts()
            if (file_ids is None or file_id in file_ids)
            and (not kinds or part.chunk.symbol_kind in kinds or part.chunk.kind in kinds)
        }
        return found | buffers

    def nearest(
        self,
        embedder: Embedder,
        side: Side,
        query: NDArray[np.float32],
        count: int,
        allowed: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """As `SnapshotReader.nearest`, with the buffers' own vectors merged in by cosine."""
        from nss_index.store.vector_math import cosines, prepare_query

        found = self.snapshot.nearest(side, query, count, list(self._shadowed), allowed)
        prepared = prepare_query(query)
        for number, document in enumerate(self.documents, 1):
            described, code = document.vectors(embedder)
            values = cosines(described if side == "description" else code, prepared)
            for index, value in enumerate(values.tolist()):
                chunk_id = _chunk_id(number, index)
                if allowed is None or chunk_id in allowed:
                    found.append((chunk_id, value))
        found.sort(key=lambda pair: -pair[1])
        if not 0 < count < len(found):
            return found
        return [pair for pair in found if pair[1] >= found[count - 1][1]]

    def symbols(self, words: Sequence[str], limit: int) -> list[SymbolRow]:
        """As `SnapshotReader.symbols`."""

        def matches(symbol: Symbol) -> bool:
            known = symbol_words(symbol) if words else ()
            return all(any(name.startswith(word) for name in known) for word in words)

        return self._symbols(self.snapshot.symbols(words, limit + self._shadowed_symbols()), matches, limit)

    def symbols_named(self, name: str, limit: int, spelled: str = "") -> list[SymbolRow]:
        """As `SnapshotReader.symbols_named`."""

        def matches(symbol: Symbol) -> bool:
            return folded_name(symbol.name) == name and spelled in ("", symbol.name)

        saved = self.snapshot.symbols_named(name, limit + self._shadowed_symbols(), spelled)
        return self._symbols(saved, matches, limit)

    def _shadowed_symbols(self) -> int:
        """The shadowed files' own symbols may fill a limit: ask for as many more as they can have."""
        return sum(len(self.snapshot.symbols_of_file(file_id)) for file_id in self._shadowed)

    def _symbols(self, saved: list[SymbolRow], matches: Callable[[Symbol], bool], limit: int) -> list[SymbolRow]:
        hidden = self._shadowed_paths()
        rows = [row for row in saved if row.path not in hidden]
        for document in self.documents:
            parsed = document.parsed()
            found = [symbol for symbol in parsed.symbols if matches(symbol)]
            rows += [SymbolRow(document.path, parsed.language, symbol, parsed.content_hash) for symbol in found]
        rows.sort(key=lambda row: (row.path, row.symbol.span.start_byte))
        return rows[:limit]

    def _parts(self) -> Iterator[tuple[int, int, OverlayChunk]]:
        return ((file_id, chunk_id, part) for _, file_id, chunk_id, part in self._parts_with_document())

    def _parts_with_document(self) -> Iterator[tuple[OverlayDocument, int, int, OverlayChunk]]:
        for number, document in enumerate(self.documents, 1):
            for index, part in enumerate(document.chunks()):
                yield document, -number, _chunk_id(number, index), part


_CHUNKS_A_DOCUMENT = 1_000_000  # far above what the parser makes of the largest file that is read


def _chunk_id(number: int, index: int) -> int:
    return -(number * _CHUNKS_A_DOCUMENT + index)


def _row(document: OverlayDocument, file_id: int, chunk_id: int, chunk: Chunk) -> ChunkRow:
    span = chunk.span
    return ChunkRow(
        chunk_id=chunk_id,
        file_id=file_id,
        path=document.path,
        language=document.parsed().language,
        kind=str(chunk.kind),
        symbol=chunk.symbol,
        symbol_kind=str(chunk.symbol_kind or ""),
        heading=chunk.heading,
        signature=chunk.signature,
        start_byte=span.start_byte,
        end_byte=span.end_byte,
        start_line=span.start_line,
        end_line=span.end_line,
        code_hash=chunk.code_hash,
        description_hash=chunk.description_hash,
        content_hash=document.content_hash,
        changed_ns=time.time_ns(),
    )
