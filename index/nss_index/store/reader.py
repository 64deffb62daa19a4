"""Reading one generation of index.db: the `SnapshotReader` of `ports`, on a connection that is inside a BEGIN."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from nss_index.model import Binding, FileRecord, FileState, Import, Role, Span, Symbol, SymbolKind, Tag, Use
from nss_index.ports import ChunkRow, FileRow, Postings, SymbolRow
from nss_index.store import facts, vectors
from nss_index.store.database import Database
from nss_index.store.posting_reader import PostingReader
from nss_index.store.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.store.vector_math import Side

_FILE = "id, path, state, reason, detail, language, size, changed_ns, content_hash, encoding, lines, chunks"
_CHUNK = (
    "c.id, c.file_id, f.path, f.language, c.kind, c.symbol, c.symbol_kind, c.heading, c.signature, c.start_byte,"
    " c.end_byte, c.start_line, c.end_line, lower(hex(c.code_hash)), lower(hex(c.description_hash)), f.content_hash,"
    " f.changed_ns"
)
_SYMBOL = (
    "s.kind, s.name, s.container, s.signature, s.docstring, s.start_byte, s.end_byte, s.start_line, s.end_line,"
    " s.name_line, s.name_column"
)
_STATES, _KINDS = {str(one): one for one in FileState}, {str(one): one for one in SymbolKind}
_AT_ONCE = 500  # ids in one IN list; SQLite's own limit on variables is far higher, statements stay cacheable


class DatabaseSnapshot:
    """See `ports.SnapshotReader`. `vector_reader` and `vocabulary` are shared by all snapshots of a process."""

    def __init__(self, db: Database, vector_reader: vectors.VectorReader | None, vocabulary: Vocabulary) -> None:
        self._db = db
        self._vectors = vector_reader
        self._vocabulary, self._postings = vocabulary, vocabulary.reader
        self._files: dict[str, FileRow | None] = {}  # by path: the graph asks for the same ones again
        self._meta: dict[str, Any] = dict(db.execute("SELECT key, value FROM meta").fetchall())

    @classmethod
    def of_writer(cls, db: Database) -> Self:
        """The writer's own look at its database as it is now. `nearest` finds nothing there."""
        return cls(db, None, Vocabulary(PostingReader()))

    @property
    def generation(self) -> int:
        return self._meta["generation"]

    @property
    def indexed_at(self) -> float:
        return self._meta["indexed_at"]

    @property
    def complete(self) -> bool:
        return bool(self._meta["complete"])

    def totals(self) -> dict[str, int]:
        """Sums over the indexed files: chunks, length (terms), lines, source_bytes."""
        return {key: self._meta[key] for key in ("chunks", "length", "lines", "source_bytes")}

    def corpus_size(self) -> tuple[int, int]:
        return self._meta["chunks"], self._meta["length"]

    def files(self) -> list[FileRow]:
        rows = self._db.execute(f"SELECT {_FILE} FROM files WHERE state = 'indexed' ORDER BY path")
        return [_file_row(row) for row in rows]

    def file_names(self) -> list[tuple[int, str, str]]:
        """(file id, path, language) of every indexed file, by path."""
        rows = self._db.execute("SELECT id, path, language FROM files WHERE state = 'indexed' ORDER BY path")
        return rows.fetchall()  # pyright: ignore[reportReturnType]

    def file_stats(self) -> list[tuple[str, int, int]]:
        """(path, size, time of change in ns) of every indexed file, by path."""
        rows = self._db.execute("SELECT path, size, changed_ns FROM files WHERE state = 'indexed' ORDER BY path")
        return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of a text and two integers

    def file_hashes(self) -> list[tuple[str, str, str]]:
        return facts.file_hashes(self._db)

    def paths_of(self, file_ids: Collection[int]) -> list[str]:
        """Their paths, sorted."""
        found: list[str] = []
        ids = list(file_ids)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            rows = self._db.execute(f"SELECT path FROM files WHERE id IN ({', '.join('?' * len(some))})", some)
            found += [path for (path,) in rows]
        return sorted(found)

    def left_out(self) -> list[FileRow]:
        """Files that were skipped or failed, ordered by path."""
        rows = self._db.execute(f"SELECT {_FILE} FROM files WHERE state != 'indexed' ORDER BY path")
        return [_file_row(row) for row in rows]

    def known(self) -> dict[str, tuple[FileRecord, bool]]:
        """Every path the index knows, with its record and whether it must be read again whatever its stat says."""
        rows = self._db.execute(f"SELECT {_FILE}, racy FROM files")
        return {row[1]: (_file_row(row[:-1]).record, bool(row[-1])) for row in rows}

    def is_racy(self, file_id: int) -> bool:
        """Whether the file must be read again whatever its stat says."""
        return bool(self._db.execute("SELECT racy FROM files WHERE id = ?", (file_id,)).get)

    def file(self, path: str) -> FileRow | None:
        if path not in self._files:
            known = _storable(path)
            row = self._db.execute(f"SELECT {_FILE} FROM files WHERE path = ?", (path,)).fetchone() if known else None
            self._files[path] = _file_row(row) if row else None
        return self._files[path]

    def file_by_id(self, file_id: int) -> FileRow | None:
        row = self._db.execute(f"SELECT {_FILE} FROM files WHERE id = ?", (file_id,)).fetchone()
        return _file_row(row) if row else None

    def counts(self) -> dict[str, int]:
        """Files by state, and symbols."""
        found = dict(self._db.execute("SELECT state, count(*) FROM files GROUP BY state").fetchall())
        return {**found, "symbols": self._db.execute("SELECT count(*) FROM symbols").get}

    def languages(self) -> list[tuple[str, int]]:
        return self._db.execute(
            "SELECT language, count(*) AS n FROM files WHERE state = 'indexed' GROUP BY language ORDER BY n DESC, 1"
        ).fetchall()

    def postings(self, term: str) -> Postings:
        return self._postings.postings(self._db, term)

    def files_with(self, piece: str) -> frozenset[int] | None:
        return self._vocabulary.files_with(self._db, piece)

    def chunks(self, chunk_ids: Collection[int]) -> dict[int, ChunkRow]:
        return {row[0]: ChunkRow(*row) for row in self._of_chunks(_CHUNK, chunk_ids)}

    def chunk_places(self, chunk_ids: Collection[int]) -> dict[int, tuple[str, int]]:
        """(path, first byte) of each of these chunks: what ordering hundreds of them needs, at a fifth of the cost."""
        rows = self._of_chunks("c.id, f.path, c.start_byte", chunk_ids)
        return {chunk_id: (path, start_byte) for chunk_id, path, start_byte in rows}

    def _of_chunks(self, columns: str, chunk_ids: Collection[int]) -> Iterator[tuple[Any, ...]]:
        ids = list(chunk_ids)
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            yield from self._db.execute(
                f"SELECT {columns} FROM chunks AS c JOIN files AS f ON f.id = c.file_id"
                f" WHERE c.id IN ({', '.join('?' * len(some))})",
                some,
            )

    def chunks_of_file(self, file_id: int) -> list[ChunkRow]:
        rows = self._db.execute(
            f"SELECT {_CHUNK} FROM chunks AS c JOIN files AS f ON f.id = c.file_id WHERE c.file_id = ? ORDER BY c.id",
            (file_id,),
        )
        return [ChunkRow(*row) for row in rows]

    def size_of_file(self, file_id: int) -> tuple[int, int]:
        """(chunks, sum of their lengths in terms) of one file."""
        return self._db.execute(
            "SELECT count(*), coalesce(sum(length), 0) FROM chunks WHERE file_id = ?", (file_id,)
        ).fetchone()  # pyright: ignore[reportReturnType]  # an aggregate always has a row

    def chunk_at(self, file_id: int, line: int) -> ChunkRow | None:
        """The chunk that holds a line."""
        row = self._db.execute(
            f"SELECT {_CHUNK} FROM chunks AS c JOIN files AS f ON f.id = c.file_id"
            " WHERE c.file_id = ? AND c.start_line <= ? AND c.end_line >= ? ORDER BY c.id LIMIT 1",
            (file_id, line, line),
        ).fetchone()
        return ChunkRow(*row) if row else None

    def chunk_ids(self, file_ids: Collection[int] | None, kinds: Collection[str]) -> frozenset[int]:
        if not kinds:
            return frozenset(self._postings.chunk_ids(self._db, file_ids).tolist())
        among = ", ".join("?" * len(kinds))
        rows = self._db.execute(
            f"SELECT id FROM chunks WHERE kind IN ({among}) OR symbol_kind IN ({among})", (*kinds, *kinds)
        )
        found = frozenset([chunk_id for (chunk_id,) in rows])
        return found if file_ids is None else found & self.chunk_ids(file_ids, ())

    def symbols(self, words: Sequence[str], limit: int) -> list[SymbolRow]:
        if not words:
            return self._symbols("", (), limit)
        match = " AND ".join(f'"{word}"*' for word in words)
        chosen = " WHERE s.id IN (SELECT rowid FROM symbol_words WHERE symbol_words MATCH ?)"
        return self._symbols(chosen, (match,), limit)

    def symbols_named(self, name: str, limit: int, spelled: str = "") -> list[SymbolRow]:
        if spelled:
            if not _storable(spelled):
                return []
            return self._symbols(" WHERE s.folded = ? AND s.name = ?", (name, spelled), limit)
        return self._symbols(" WHERE s.folded = ?", (name,), limit)

    def _symbols(self, chosen: str, bindings: tuple[str, ...], limit: int) -> list[SymbolRow]:
        rows = self._db.execute(
            f"SELECT f.path, f.language, f.content_hash, {_SYMBOL}"
            f" FROM symbols AS s JOIN files AS f ON f.id = s.file_id{chosen}"
            " ORDER BY f.path, s.start_byte, s.id LIMIT ?",
            (*bindings, limit),
        )
        return [SymbolRow(path, language, _symbol(rest), digest) for path, language, digest, *rest in rows]

    def symbols_of_file(self, file_id: int) -> list[Symbol]:
        rows = self._db.execute(
            f"SELECT {_SYMBOL} FROM symbols AS s WHERE s.file_id = ? ORDER BY s.start_byte, s.id", (file_id,)
        )
        return [_symbol(row) for row in rows]

    def tags(self, name: str | None = None) -> list[tuple[str, Tag]]:
        return facts.tags(self._db, name) if name is None or _storable(name) else []

    def imports(self, file_id: int | None = None) -> list[tuple[str, Import]]:
        return facts.imports(self._db, file_id)

    def aliases_of(self, name: str) -> list[tuple[str, str]]:
        return facts.aliases_of(self._db, name)

    def top_level(self, language: str) -> list[tuple[str, str]]:
        return facts.top_level(self._db, language)

    def symbol_names(self) -> list[tuple[str, str, str, str]]:
        return facts.symbol_names(self._db)

    def attributes_named(self, name: str) -> list[tuple[str, str]]:
        return facts.attributes_named(self._db, name)

    def uses_named(self, names: Collection[str]) -> list[tuple[str, Use]]:
        return facts.uses_named(self._db, names)

    def uses_of_file(self, file_id: int, role: Role | None = None) -> list[Use]:
        return facts.uses_of_file(self._db, file_id, role)

    def bindings_of_file(self, file_id: int) -> list[Binding]:
        return facts.bindings_of_file(self._db, file_id)

    def pending_vectors(self) -> int:
        return self._meta["chunks"] - vectors.count_vectors(self._db)

    def vector_model(self) -> str:
        """The model id of the stored vectors, "" while there are none."""
        meta = vectors.vector_meta(self._db)
        return meta.model_id if meta and meta.live else ""

    def files_without_vectors(self) -> list[int]:
        """Ids of the indexed files that have a chunk without vectors, in the order they were indexed."""
        rows = self._db.execute(
            "SELECT DISTINCT file_id FROM chunks WHERE id NOT IN (SELECT chunk_id FROM vector_state) ORDER BY file_id"
        )
        return [file_id for (file_id,) in rows]

    def nearest(
        self,
        side: Side,
        query: NDArray[np.float32],
        count: int,
        hidden: Collection[int] = (),
        allowed: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        if self._vectors is None:
            return []
        hidden_chunks: set[int] = set()
        for file_id in hidden:
            rows = self._db.execute("SELECT id FROM chunks WHERE file_id = ?", (file_id,))
            hidden_chunks.update(chunk_id for (chunk_id,) in rows)
        return self._vectors.nearest(self._db, side, query, count, hidden_chunks, allowed)


def _storable(text: str) -> bool:
    """Whether SQLite can hold it: a lone surrogate (a file name that is not UTF-8, a broken message) it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _file_row(row: Sequence[Any]) -> FileRow:
    file_id, path, state, *rest = row
    return FileRow(file_id, FileRecord(path, _STATES[state], *rest))


def _symbol(row: Sequence[Any]) -> Symbol:
    kind, name, container, signature, docstring, start_byte, end_byte, start_line, end_line, line, column = row
    span = Span(start_byte, end_byte, start_line, end_line)
    return Symbol(_KINDS[kind], name, container, signature, docstring, span, line, column)
