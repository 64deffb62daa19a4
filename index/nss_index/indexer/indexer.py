"""The indexer of one root: it holds the lock from `open` to `close`, and each method leaves a sound index behind."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from nss_index.embed.open import open_embedder
from nss_index.errors import IndexDamaged
from nss_index.indexer.first import by_words
from nss_index.indexer.leftovers import clear_leftovers
from nss_index.indexer.made import made_with_text, parse_function
from nss_index.indexer.options import IndexOptions
from nss_index.indexer.refined import RefinedVectors
from nss_index.indexer.text import Plan, Reconciled, TextContext, carry_out, plan_paths, plan_tree
from nss_index.indexer.vectors import ParsedFiles, SharedVectors, fill
from nss_index.model import ParsedFile
from nss_index.parse.pool import ParserPool
from nss_index.paths import IndexPaths, index_paths, private_folder, resolve_root
from nss_index.ports import Embedder, IsCancelled, OnProgress, Progress
from nss_index.store import schema, writer
from nss_index.store.connect import checkpoint, damage_named, open_writer, require_soundness
from nss_index.store.database import Database
from nss_index.store.lock import WriterLock
from nss_index.store.reader import DatabaseSnapshot
from nss_index.store.vectors import create_vector_tables, write_segments

BUILD = "4"
"""Raised when chunking, terms, descriptions or uses change: an index of another build is made anew on the next
reconcile."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    text: Reconciled
    vectors: int  # chunks that got vectors
    text_seconds: float
    vector_seconds: float


def build(
    root: Path | str,
    options: IndexOptions | None = None,
    on_progress: OnProgress = lambda progress: None,
    cancelled: IsCancelled = lambda: False,
    rebuild: bool = False,
    cache: Path | None = None,
) -> BuildReport:
    """Bring the index of `root` up to date, text and vectors, and return when it is; below `cache` in place of the
    user's. Raises IndexLocked, Cancelled."""
    with Indexer.open(Path(root), options or IndexOptions(), cache) as indexer:
        started = time.monotonic()
        if rebuild:
            indexer.forget()
        text = indexer.reconcile(on_progress, cancelled)
        middle = time.monotonic()
        made = indexer.fill_vectors(on_progress, cancelled)
        return BuildReport(text, indexer.made_with_text + made, middle - started, time.monotonic() - middle)


class Indexer:
    """Use from one thread at a time."""

    def __init__(self, paths: IndexPaths, options: IndexOptions, lock: WriterLock, db: Database) -> None:
        self.paths, self.options = paths, options
        self._lock, self._db = lock, db
        self._embedder: Embedder | None = None
        self._recent = ParsedFiles()  # those without vectors
        self._made_by = ""  # the model of the vectors that came with texts
        self.made_with_text = 0  # chunks that have these
        self._pool: ParserPool | None = None
        self._refined = RefinedVectors(options.refine, paths.vector_cache) if options.refine else None

    @classmethod
    def open(cls, root: Path, options: IndexOptions, cache: Path | None = None) -> Self:
        """Take the lock and open the database, made when it is missing and set aside when it is damaged.

        Raises RootNotFound, IndexLocked.
        """
        paths = index_paths(resolve_root(root), cache)
        lock = WriterLock.acquire(paths.lock)
        try:
            try:
                db = _open_database(paths)
            except IndexDamaged:
                _set_aside(paths)
                db = _open_database(paths)
            clear_leftovers(paths)
        except BaseException:
            lock.release()
            raise
        return cls(paths, options, lock, db)

    @property
    def generation(self) -> int:
        return DatabaseSnapshot.of_writer(self._db).generation

    @property
    def complete(self) -> bool:
        """Whether a pass over all files has ever finished."""
        return DatabaseSnapshot.of_writer(self._db).complete

    def reconcile(
        self, on_progress: OnProgress, cancelled: IsCancelled, first: Collection[str] = (), words: str = ""
    ) -> Reconciled:
        """Make the index equal to the tree (text only). The paths `first` are read before all others; before the first
        pass has ever finished, files that hold one of `words` come next: somebody waits for an answer about them.

        Raises Cancelled; what was committed until then is kept, and the next call goes on from there. A database that
        turns out to be damaged is set aside and made again.
        """
        try:
            return self._reconcile(on_progress, cancelled, first, words)
        except IndexDamaged:
            self._start_anew()
            return self._reconcile(on_progress, cancelled, first, words)

    def update(self, paths: Collection[str], on_progress: OnProgress, cancelled: IsCancelled) -> Reconciled:
        """Look at these relative paths again (files, or folders with all below them); at all when the database turns
        out to be damaged."""
        try:
            with damage_named(self.paths.database):
                known = DatabaseSnapshot.of_writer(self._db).known()
                plan = plan_paths(self.paths.root, self.options.rules, known, paths)
                return self._carry_out(plan, on_progress, cancelled)
        except IndexDamaged:
            self._start_anew()
            return self._reconcile(on_progress, cancelled)

    def fill_vectors(self, on_progress: OnProgress, cancelled: IsCancelled) -> int:
        """Give every chunk its vectors, those that refine last. Raises Cancelled, ModelUnavailable (search by words
        works without)."""
        if not self.options.vectors:
            return 0
        try:
            filled = self._fill_vectors(on_progress, cancelled)
        except IndexDamaged:
            self._start_anew()
            self._reconcile(on_progress, cancelled)
            filled = self._fill_vectors(on_progress, cancelled)
        if self._refined is not None:
            with damage_named(self.paths.database):
                self._refined.fill(self._db, self.paths.root, self.options.rules, on_progress, cancelled)
        return filled

    def forget(self) -> None:
        """Empty the index; the next reconcile makes it anew. One that is not sound is set aside."""
        try:
            with damage_named(self.paths.database):
                require_soundness(self._db, self.paths.database)
                writer.clear(self._db)
        except IndexDamaged:
            self._start_anew()

    def checkpoint(self) -> None:
        """Move the write-ahead log into the database as far as readers allow, and empty its file where none reads."""
        checkpoint(self._db)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
        self._db.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start_anew(self) -> None:
        self._db.close()
        _set_aside(self.paths)
        self._db = _open_database(self.paths)
        if self._refined is not None:
            self._refined = RefinedVectors(self.options.refine, self.paths.vector_cache)

    def _reconcile(
        self, on_progress: OnProgress, cancelled: IsCancelled, first: Collection[str] = (), words: str = ""
    ) -> Reconciled:
        with damage_named(self.paths.database):
            return self._compared(on_progress, cancelled, first, words)

    def _compared(
        self, on_progress: OnProgress, cancelled: IsCancelled, first: Collection[str], words: str
    ) -> Reconciled:
        on_progress(Progress("scan", 0, 0, "files"))
        if not self.complete:
            # While somebody waits for an answer, a second start takes the time of the first (3.5 s instead of 2.5).
            self._parsers().warm(1 if words else self.options.workers)
        known = DatabaseSnapshot.of_writer(self._db).known()
        plan = plan_tree(self.paths.root, self.options.rules, known, cancelled)
        if words and not self.complete:
            plan = replace(plan, read=by_words(self.paths.root, plan.read, words))
        if first:
            plan.read.sort(key=lambda candidate: candidate.path not in first)
        done = self._carry_out(plan, on_progress, cancelled)
        if not self.complete:
            generation = writer.set_complete(self._db, True)
            done = Reconciled(done.indexed, done.removed, done.unchanged, done.failed, generation)
        return done

    def _fill_vectors(self, on_progress: OnProgress, cancelled: IsCancelled) -> int:
        snapshot = DatabaseSnapshot.of_writer(self._db)
        with damage_named(self.paths.database):
            if self._made_by and snapshot.pending_vectors() == 0 and snapshot.vector_model() == self._made_by:
                self._write_segments(on_progress)  # all came with their texts: the model need not be loaded
                return 0
        # A parser may have loaded another model from the same folder since: then that one counts.
        if self._embedder is None or self._made_by not in ("", self._embedder.model_id):
            self._embedder = open_embedder(self.options.embedder)
        with damage_named(self.paths.database), self._db:
            if create_vector_tables(self._db, self._embedder.dimensions, self._embedder.model_id):
                writer.publish(self._db)
        rules, recent = self.options.rules, self._recent
        cache = SharedVectors(None if made_with_text(self.options.embedder) else self.paths.vector_cache)
        try:
            with damage_named(self.paths.database):
                return fill(self._db, self.paths.root, rules, self._embedder, cache, recent, on_progress, cancelled)
        finally:
            cache.close()
            self._write_segments(on_progress)

    def _write_segments(self, on_progress: OnProgress) -> None:
        try:
            with damage_named(self.paths.database):
                write_segments(self._db, self.paths.segments)
        except OSError as error:
            # Searching goes on from the database, more slowly; the next call tries again.
            on_progress(Progress("vectors", 0, 0, "chunks", f"vector segments cannot be written: {error}"))

    def _carry_out(self, plan: Plan, on_progress: OnProgress, cancelled: IsCancelled) -> Reconciled:
        pool = self._parsers()
        context = TextContext(self._db, self.paths.root, self.options.rules, pool, self._parsed)
        done = carry_out(context, plan, on_progress, cancelled)
        pool.rest()
        return done

    def _parsers(self) -> ParserPool:
        if self._pool is None:
            self._pool = ParserPool(self.options.workers, self.options.parse_seconds, parse_function(self.options))
        return self._pool

    def _parsed(self, parsed: ParsedFile) -> None:
        if parsed.vectors is None:
            self._recent.add(parsed)
        else:
            self._made_by = parsed.vectors.model_id
            self.made_with_text += len(parsed.chunks)


def _open_database(paths: IndexPaths) -> Database:
    private_folder(paths.folder)
    db = open_writer(paths.database)
    with damage_named(paths.database):
        schema.create(db, str(paths.root), BUILD)
        if schema.build_of(db) != BUILD:
            writer.clear(db)
            with db:
                writer.set_meta(db, "build", BUILD)
        return db


def _set_aside(paths: IndexPaths) -> None:
    """Rename a damaged database with its log; readers that have it open keep their file."""
    stamp = time.time_ns()
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            old = paths.database.with_name(paths.database.name + suffix)
            old.rename(paths.database.with_name(f"damaged-{stamp}.db{suffix}"))
