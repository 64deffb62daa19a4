"""A snapshot with an overlay on top: what every search reads.

Invariant: a view answers as a snapshot taken after saving the overlay's texts would (tested as a property). Buffers
have negative file and chunk ids; files that a buffer shadows are masked before any top-k is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from nss_index.model import Binding, Chunk, Import, Role, Symbol, Tag, Use
from nss_index.overlay.document import Overlay, OverlayChunk, OverlayDocument
from nss_index.packed import attributes_in, unpack_all, unpack_bindings
from nss_index.ports import ChunkRow, Embedder, FileRow, Posting, SymbolRow
from nss_index.store.reader import DatabaseSnapshot
from nss_index.store.writer import symbol_words
from nss_index.tokens import folded_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.store.vector_math import Side


class View:
    """Valid while its snapshot is pinned. Not thread-safe."""

    def __init__(self, snapshot: DatabaseSnapshot, overlay: Overlay) -> None:
        self.snapshot = snapshot
        self.documents: list[OverlayDocument] = []
        self._shadowed: dict[int, FileRow] = {}
        for path in sorted(overlay.documents):
            document, saved = overlay.documents[path], snapshot.file(path)
            if saved and saved.record.content_hash == document.content_hash:
                continue  # saved as it is: the stored rows say the same
            self.documents.append(document)
            if saved:
                self._shadowed[saved.file_id] = saved
        self._files: list[tuple[int, str, str]] | None = None

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
        found = self.snapshot.document_frequencies(terms)
        for term in terms:
            shadowed = self._shadowed if term in found else ()
            hidden = sum(self.snapshot.frequency_within(term, file_id) for file_id in shadowed)
            added = sum(1 for _, _, part in self._parts() if term in part.in_context or term in part.in_body)
            merged = found.get(term, 0) - hidden + added
            if merged > 0:
                found[term] = merged
            else:
                found.pop(term, None)
        return found

    def postings(self, term: str) -> list[Posting]:
        saved = self.snapshot.postings(term)
        if self._shadowed:
            saved = [posting for posting in saved if posting[1] not in self._shadowed]
        for file_id, chunk_id, part in self._parts():
            context, body = part.in_context.get(term, 0), part.in_body.get(term, 0)
            if context or body:
                saved.append((chunk_id, file_id, context, body, part.length))
        return saved

    def chunks(self, chunk_ids: Collection[int]) -> dict[int, ChunkRow]:
        found = self.snapshot.chunks([chunk_id for chunk_id in chunk_ids if chunk_id > 0])
        wanted = {chunk_id for chunk_id in chunk_ids if chunk_id < 0}
        for document, file_id, chunk_id, part in self._parts_with_document():
            if chunk_id in wanted:
                found[chunk_id] = _row(document, file_id, chunk_id, part.chunk)
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

    def symbols_of(self, path: str) -> list[Symbol]:
        document = self.document(path)
        if document:
            return list(document.parsed().symbols)
        saved = self.snapshot.file(path)
        return self.snapshot.symbols_of_file(saved.file_id) if saved else []

    def tags(self, name: str | None = None) -> list[tuple[str, Tag]]:
        hidden = self._shadowed_paths()
        found = [(path, tag) for path, tag in self.snapshot.tags(name) if path not in hidden]
        for document in self.documents:
            found += [(document.path, tag) for tag in document.parsed().tags if name in (None, tag.name)]
        return sorted(found, key=lambda pair: (pair[0], pair[1].start_byte))

    def imports(self) -> list[tuple[str, Import]]:
        """(path, import) of all files, by path and line."""
        hidden = self._shadowed_paths()
        found = [(path, one) for path, one in self.snapshot.imports() if path not in hidden]
        for document in self.documents:
            found += [(document.path, one) for one in document.parsed().imports]
        return sorted(found, key=lambda pair: (pair[0], pair[1].line))

    def imports_of(self, path: str) -> list[Import]:
        document, saved = self.document(path), self.snapshot.file(path)
        if document:
            return sorted(document.parsed().imports, key=lambda one: one.line)
        return [one for _, one in self.snapshot.imports(saved.file_id)] if saved else []

    def aliases_of(self, name: str) -> set[tuple[str, str]]:
        """(path, alias) of every import that gives a name another one."""
        hidden = self._shadowed_paths()
        found = {pair for pair in self.snapshot.aliases_of(name) if pair[0] not in hidden}
        for document in self.documents:
            found.update(
                (document.path, one.alias) for one in document.parsed().imports if one.name == name and one.alias
            )
        return found

    def attributes_named(self, name: str) -> set[tuple[str, str]]:
        """(path, class) of the classes whose methods bind an attribute of this name."""
        hidden = self._shadowed_paths()
        found = {pair for pair in self.snapshot.attributes_named(name) if pair[0] not in hidden}
        for document in self.documents:
            bound = attributes_in(unpack_bindings(document.parsed().bindings))
            found.update((document.path, owner) for owner, attribute in bound if attribute == name)
        return found

    def content_hash(self, path: str) -> str:
        document, saved = self.document(path), self.snapshot.file(path)
        return document.content_hash if document else saved.record.content_hash if saved else ""

    def uses_named(self, names: Collection[str]) -> list[tuple[str, Use]]:
        """(path, use) of every use of these names, by path and place."""
        hidden = self._shadowed_paths()
        found = [(path, use) for path, use in self.snapshot.uses_named(names) if path not in hidden]
        for document in self.documents:
            packed = [pair for pair in document.parsed().uses if pair[0] in names]
            found += [(document.path, use) for use in unpack_all(packed)]
        return sorted(found, key=lambda pair: (pair[0], pair[1].line, pair[1].column))

    def uses_of(self, path: str, role: Role | None = None) -> list[Use]:
        document, saved = self.document(path), self.snapshot.file(path)
        if document:
            return unpack_all(document.parsed().uses, role)
        return self.snapshot.uses_of_file(saved.file_id, role) if saved else []

    def bindings_of(self, path: str) -> list[Binding]:
        document, saved = self.document(path), self.snapshot.file(path)
        if document:
            return unpack_bindings(document.parsed().bindings)
        return self.snapshot.bindings_of_file(saved.file_id) if saved else []

    def document(self, path: str) -> OverlayDocument | None:
        """The buffer that is searched in place of the file, if there is one."""
        return next((document for document in self.documents if document.path == path), None)

    def _shadowed_paths(self) -> set[str]:
        return {row.record.path for row in self._shadowed.values()}

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
    )
