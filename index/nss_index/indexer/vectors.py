"""The vector phase: descriptions and code of chunks without vectors, from the shared cache or the embedder.

Vectors are atomic for each chunk and come behind the text: a kill loses a batch, which is made again. Texts come from a
bounded memory of what was parsed just now, else the file is read and parsed again and skipped if it has changed since.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from nss_index.errors import Cancelled, IndexUnavailable
from nss_index.files.read import read_source
from nss_index.files.rules import ScanRules
from nss_index.model import Chunk, ParsedFile, SourceText
from nss_index.parse.parser import parse_text
from nss_index.ports import Embedder, FileRow, IsCancelled, OnProgress, Progress
from nss_index.store import writer
from nss_index.store.database import Database
from nss_index.store.reader import DatabaseSnapshot
from nss_index.store.vectors import VectorCache, put_vectors, quantise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH_CHUNKS = 1_000
"""About 0.3 s of embedding with the static model: short enough to yield to a changed file."""

REMEMBERED_CHARACTERS = 8_000_000
"""Texts kept from the text phase (with their chunks about 60 MB): an ordinary repository is parsed once."""


class ParsedFiles:
    """The files that were parsed last, bounded by the length of their texts."""

    def __init__(self, most_characters: int = REMEMBERED_CHARACTERS) -> None:
        self._kept: OrderedDict[str, ParsedFile] = OrderedDict()
        self._most, self._characters = most_characters, 0

    def add(self, parsed: ParsedFile) -> None:
        self.take(parsed.path)
        self._kept[parsed.path] = parsed
        self._characters += len(parsed.text)
        while self._characters > self._most and self._kept:
            _, dropped = self._kept.popitem(last=False)
            self._characters -= len(dropped.text)

    def take(self, path: str) -> ParsedFile | None:
        found = self._kept.pop(path, None)
        if found:
            self._characters -= len(found.text)
        return found


@dataclass(frozen=True, slots=True)
class PendingChunk:
    chunk_id: int
    chunk: Chunk


def fill(
    db: Database,
    root: Path,
    rules: ScanRules,
    embedder: Embedder,
    cache: SharedVectors,
    recent: ParsedFiles,
    on_progress: OnProgress,
    cancelled: IsCancelled,
) -> int:
    """Give every chunk its vectors. Returns how many got them. Raises Cancelled between batches."""
    snapshot = DatabaseSnapshot.of_writer(db)
    total, done = snapshot.pending_vectors(), 0
    if total == 0:
        return 0
    on_progress(Progress("vectors", 0, total, "chunks", cache.problem))
    batch: list[PendingChunk] = []
    for file_id in snapshot.files_without_vectors():
        batch += _pending(db, root, rules, file_id, recent)
        while len(batch) >= BATCH_CHUNKS:
            done += _commit(db, embedder, cache, batch[:BATCH_CHUNKS])
            batch = batch[BATCH_CHUNKS:]
            on_progress(Progress("vectors", done, total, "chunks"))
            if cancelled():
                raise Cancelled("making vectors was cancelled", why=f"{done} of {total} chunks were done and are kept")
    done += _commit(db, embedder, cache, batch)
    on_progress(Progress("vectors", total, total, "chunks"))
    return done


class SharedVectors:
    """The user's vector cache, or nothing where it cannot be used (full disk, folder of somebody else) or is not worth
    it (no path): then vectors are made anew, and the index is none the worse."""

    def __init__(self, path: Path | None) -> None:
        self.problem = ""
        self._cache: VectorCache | None = None
        with self._guarded():
            self._cache = VectorCache.open(path) if path is not None else None

    def get_many(self, model_id: str, hashes: Collection[str]) -> dict[str, NDArray[np.int8]]:
        found: dict[str, NDArray[np.int8]] = {}
        with self._guarded():
            if self._cache is not None:
                found = self._cache.get_many(model_id, hashes)
        return found

    def put_many(self, model_id: str, items: Mapping[str, NDArray[np.int8]]) -> None:
        with self._guarded():
            if self._cache is not None:
                self._cache.put_many(model_id, items)

    def close(self) -> None:
        if self._cache is not None:
            self._cache.close()

    @contextlib.contextmanager
    def _guarded(self) -> Generator[None]:
        try:
            yield
        except IndexUnavailable as error:
            self.problem = error.sentence()
            self.close()
            self._cache = None


def vectors_of(embedder: Embedder, cache: SharedVectors, texts: Mapping[str, str]) -> dict[str, NDArray[np.int8]]:
    """Quantised vectors by text hash, from the cache where it has them; new ones are added to it."""
    found = cache.get_many(embedder.model_id, texts.keys())
    missing = {digest: text for digest, text in texts.items() if digest not in found}
    if missing:
        made = quantise(embedder.encode(list(missing.values())))
        fresh = dict(zip(missing, made, strict=True))
        cache.put_many(embedder.model_id, fresh)
        found.update(fresh)
    return found


def _commit(db: Database, embedder: Embedder, cache: SharedVectors, batch: Sequence[PendingChunk]) -> int:
    if not batch:
        return 0
    texts = {pending.chunk.code_hash: pending.chunk.text for pending in batch}
    texts |= {pending.chunk.description_hash: pending.chunk.description for pending in batch}
    vectors = vectors_of(embedder, cache, texts)
    rows = [(row.chunk_id, vectors[row.chunk.description_hash], vectors[row.chunk.code_hash]) for row in batch]
    with db:
        put_vectors(db, rows)
        writer.publish(db)
    return len(rows)


def _pending(db: Database, root: Path, rules: ScanRules, file_id: int, recent: ParsedFiles) -> Iterator[PendingChunk]:
    """The chunks of one file that have no vectors; none when its text is not the indexed one any more."""
    row = DatabaseSnapshot.of_writer(db).file_by_id(file_id)
    parsed = parsed_as_indexed(root, rules, row, recent) if row else None
    if row is None or parsed is None:
        return
    stored = _stored_chunks(db, file_id)
    if not _are_same(stored, parsed):
        if parsed.problems:
            return  # the machine is under load: the next call tries again
        # Indexed when the parser ran out of time, and now it did not: these are the file's chunks.
        _index_again(db, row, parsed)
        found = DatabaseSnapshot.of_writer(db).file(row.record.path)
        stored = _stored_chunks(db, found.file_id) if found else []
    for (chunk_id, missing, _, _), chunk in zip(stored, parsed.chunks, strict=True):
        if missing:
            yield PendingChunk(chunk_id, chunk)


def _stored_chunks(db: Database, file_id: int) -> list[tuple[int, bool, str, str]]:
    """(id, whether its vectors are missing, code hash, description hash), in the file's order."""
    return db.execute(  # pyright: ignore[reportReturnType]  # rows of these four
        "SELECT c.id, s.chunk_id IS NULL, lower(hex(c.code_hash)), lower(hex(c.description_hash))"
        " FROM chunks AS c LEFT JOIN vector_state AS s ON s.chunk_id = c.id WHERE c.file_id = ? ORDER BY c.id",
        (file_id,),
    ).fetchall()


def _are_same(stored: Sequence[tuple[int, bool, str, str]], parsed: ParsedFile) -> bool:
    hashes = [(chunk.code_hash, chunk.description_hash) for chunk in parsed.chunks]
    return [(code, description) for _, _, code, description in stored] == hashes


def _index_again(db: Database, row: FileRow, parsed: ParsedFile) -> None:
    racy = DatabaseSnapshot.of_writer(db).is_racy(row.file_id)
    record = structs.replace(row.record, language=parsed.language, detail="", chunks=len(parsed.chunks))
    writer.apply(db, [writer.FileChange(record, parsed, racy)])


def parsed_as_indexed(root: Path, rules: ScanRules, row: FileRow, recent: ParsedFiles) -> ParsedFile | None:
    record = row.record
    kept = recent.take(record.path)
    if kept and kept.content_hash == record.content_hash:
        return kept
    source = read_source(root, record.path, rules)
    if not isinstance(source, SourceText) or source.content_hash != record.content_hash:
        return None
    return parse_text(record.path, source.text, seconds=PARSE_SECONDS)


PARSE_SECONDS = 10.0
"""The file was parsed before within the indexer's own budget; this bound only guards against a machine under load."""
