"""Short reads pinned to a generation, from a small pool of connections that any thread may borrow from.

Invariant: a connection is inside BEGIN only while a snapshot is borrowed; a reader that is held lets the WAL grow.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator
from pathlib import Path

from nss_index.store.connect import damage_named, open_reader
from nss_index.store.database import Database
from nss_index.store.posting_reader import PostingReader
from nss_index.store.reader import DatabaseSnapshot
from nss_index.store.schema import require_schema
from nss_index.store.vectors import VectorReader
from nss_index.store.vocabulary import Vocabulary


class Snapshots:
    """All reading of one index.db by one process. Thread-safe."""

    def __init__(self, database: Path, segments: Path) -> None:
        """Raises IndexMissing, IndexVersion, IndexDamaged."""
        self.database = database
        self._vectors = VectorReader(segments)
        self._vocabulary = Vocabulary(PostingReader())
        self._idle: list[Database] = []
        self._guard = threading.Lock()
        self._closed = False
        first = open_reader(database)
        with damage_named(database):
            require_schema(first)
        self._idle.append(first)

    @contextlib.contextmanager
    def pinned(self) -> Generator[DatabaseSnapshot]:
        """One consistent view of the newest generation, for the length of the `with` block."""
        with self._guard:
            db = self._idle.pop() if self._idle else None
        if db is None:
            db = open_reader(self.database)
        try:
            with damage_named(self.database):
                db.execute("BEGIN")
                try:
                    yield DatabaseSnapshot(db, self._vectors, self._vocabulary)
                finally:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
        except BaseException:
            db.close()
            raise
        with self._guard:
            if not self._closed:
                self._idle.append(db)
                return
        db.close()

    def close(self) -> None:
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()
