"""Changes to index.db. Every public function is one transaction that publishes one generation more, or nothing.

The caller holds the lock (`store.lock`). A file's text (chunks, symbols, imports, uses, tags, terms) changes as a
whole.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from msgspec import Struct

from nss_index.model import ChunkVectors, FileRecord, ParsedFile, Symbol
from nss_index.packed import attributes_in, unpack_bindings
from nss_index.store.database import Database
from nss_index.store.posting_tables import NewPostings
from nss_index.store.vectors import add_vectors, delete_vectors
from nss_index.tokens import context_terms, folded_name, identifier_parts, terms


class FileChange(Struct, frozen=True):
    """What is now known of one path. `parsed` is None for a file that is skipped or failed."""

    record: FileRecord
    parsed: ParsedFile | None
    racy: bool = False


def apply(db: Database, changes: Iterable[FileChange], removed: Collection[str] = ()) -> int:
    """Replace these files and remove those paths in one transaction. Returns the new generation."""
    with db:
        totals, postings = _Totals(), NewPostings()
        for path in removed:
            _remove(db, path, totals, postings)
        made: list[tuple[list[int], ChunkVectors]] = []
        for change in changes:
            _remove(db, change.record.path, totals, postings)
            chunk_ids = _insert(db, change, totals, postings)
            if change.parsed is not None and change.parsed.vectors is not None:
                made.append((chunk_ids, change.parsed.vectors))
        add_vectors(db, made)
        postings.write(db)
        totals.store(db)
        return publish(db)


def touch(db: Database, records: Iterable[tuple[FileRecord, bool]]) -> None:
    """Store new sizes, times and racy marks of files whose text is unchanged: no new generation."""
    with db:
        db.executemany(
            "UPDATE files SET size = ?, changed_ns = ?, racy = ? WHERE path = ?",
            ((record.size, record.changed_ns, racy, record.path) for record, racy in records),
        )


def set_complete(db: Database, complete: bool) -> int:
    """Mark that the first pass over all files has (not) finished."""
    with db:
        set_meta(db, "complete", int(complete))
        return publish(db)


def clear(db: Database) -> None:
    """Forget every file in one transaction; readers keep the old generation until it is committed."""
    with db:
        totals, postings = _Totals(), NewPostings()
        for (path,) in db.execute("SELECT path FROM files").fetchall():
            _remove(db, path, totals, postings)
        postings.write(db)
        totals.store(db)
        set_meta(db, "complete", 0)
        publish(db)


def publish(db: Database) -> int:
    """Count the generation up; call it last inside the transaction."""
    set_meta(db, "indexed_at", time.time())
    return db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation' RETURNING value").get


def set_meta(db: Database, key: str, value: str | float) -> None:
    db.execute("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", (key, value))


class _Totals:
    """Changes to the sums that a search needs at once, written with the transaction that causes them."""

    def __init__(self) -> None:
        self.chunks = self.length = self.lines = self.source_bytes = 0

    def count_file(self, lines: int, size: int, sign: int) -> None:
        self.lines += sign * lines
        self.source_bytes += sign * size

    def store(self, db: Database) -> None:
        for key in ("chunks", "length", "lines", "source_bytes"):
            db.execute("UPDATE meta SET value = value + ? WHERE key = ?", (getattr(self, key), key))


def _remove(db: Database, path: str, totals: _Totals, postings: NewPostings) -> None:
    row = db.execute("SELECT id, state, lines, size FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        return
    file_id, state, lines, size = row
    if state == "indexed":
        totals.count_file(lines, size, -1)
    chunks = db.execute("SELECT id, length FROM chunks WHERE file_id = ?", (file_id,)).fetchall()
    if chunks:
        chunk_ids = [chunk_id for chunk_id, _ in chunks]
        totals.chunks -= len(chunks)
        totals.length -= sum(length for _, length in chunks)
        postings.ended += chunk_ids
        delete_vectors(db, chunk_ids)
        db.execute("DELETE FROM chunks WHERE file_id = ?", (file_id,))
    symbols = db.execute("SELECT id FROM symbols WHERE file_id = ?", (file_id,)).fetchall()
    db.executemany("DELETE FROM symbol_words WHERE rowid = ?", symbols)
    for table in ("symbols", "imports", "uses", "bindings", "attributes", "tags"):
        db.execute(f"DELETE FROM {table} WHERE file_id = ?", (file_id,))
    db.execute("DELETE FROM files WHERE id = ?", (file_id,))


def _insert(db: Database, change: FileChange, totals: _Totals, postings: NewPostings) -> list[int]:
    """The ids of its chunks."""
    record, parsed = change.record, change.parsed
    db.execute(
        "INSERT INTO files(path, state, reason, detail, language, size, changed_ns, racy, content_hash, encoding,"
        " lines, chunks) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.path,
            str(record.state),
            record.reason,
            record.detail,
            record.language,
            record.size,
            record.changed_ns,
            change.racy,
            record.content_hash,
            record.encoding,
            record.lines,
            record.chunks,
        ),
    )
    if parsed is None:
        return []
    file_id = db.last_insert_rowid()
    totals.count_file(record.lines, record.size, +1)
    chunk_ids = _insert_chunks(db, file_id, parsed, totals, postings)
    for symbol in parsed.symbols:
        _insert_symbol(db, file_id, symbol)
    db.executemany(
        "INSERT INTO imports VALUES(?, ?, ?, ?, ?)",
        ((file_id, found.module, found.name, found.alias, found.line) for found in parsed.imports),
    )
    db.executemany("INSERT INTO uses VALUES(?, ?, ?)", ((file_id, name, sites) for name, sites in parsed.uses))
    if parsed.bindings:
        db.execute("INSERT INTO bindings VALUES(?, ?)", (file_id, parsed.bindings))
    attributes = sorted(attributes_in(unpack_bindings(parsed.bindings)))
    db.executemany("INSERT INTO attributes VALUES(?, ?, ?)", ((file_id, *attribute) for attribute in attributes))
    db.executemany(
        "INSERT INTO tags VALUES(?, ?, ?, ?, ?)",
        ((file_id, tag.name, tag.line, tag.column, tag.role) for tag in parsed.tags),
    )
    return chunk_ids


def _insert_chunks(db: Database, file_id: int, parsed: ParsedFile, totals: _Totals, postings: NewPostings) -> list[int]:
    chunk_ids: list[int] = []
    for chunk in parsed.chunks:
        context, body = context_terms(parsed.path, chunk), terms(chunk.text)
        length = len(context) + len(body)
        span = chunk.span
        db.execute(
            "INSERT INTO chunks(file_id, kind, symbol, symbol_kind, heading, signature, start_byte, end_byte,"
            " start_line, end_line, length, code_hash, description_hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                file_id,
                str(chunk.kind),
                chunk.symbol,
                str(chunk.symbol_kind or ""),
                chunk.heading,
                chunk.signature,
                span.start_byte,
                span.end_byte,
                span.start_line,
                span.end_line,
                length,
                bytes.fromhex(chunk.code_hash),
                bytes.fromhex(chunk.description_hash),
            ),
        )
        chunk_ids.append(chunk_id := db.last_insert_rowid())
        totals.length += postings.add(chunk_id, file_id, context, body)
    totals.chunks += len(parsed.chunks)
    return chunk_ids


def _insert_symbol(db: Database, file_id: int, symbol: Symbol) -> None:
    span = symbol.span
    db.execute(
        "INSERT INTO symbols(file_id, kind, name, container, signature, docstring, start_byte, end_byte, start_line,"
        " end_line, name_line, name_column, folded) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            file_id,
            str(symbol.kind),
            symbol.name,
            symbol.container,
            symbol.signature,
            symbol.docstring,
            span.start_byte,
            span.end_byte,
            span.start_line,
            span.end_line,
            symbol.name_line,
            symbol.name_column,
            folded_name(symbol.name),
        ),
    )
    db.execute(
        "INSERT INTO symbol_words(rowid, words) VALUES(?, ?)", (db.last_insert_rowid(), " ".join(symbol_words(symbol)))
    )


def symbol_words(symbol: Symbol) -> list[str]:
    """What a symbol search matches by prefix: the name's parts, the joined name, and the container's parts."""
    return [*terms(symbol.name), *identifier_parts(symbol.container)]
