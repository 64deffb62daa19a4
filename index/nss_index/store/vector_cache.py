"""vectors.db: the vectors of texts by their hash, shared by all indexes and processes of a user, so that a text is
embedded once. A cache: bounded, and thrown away when it is damaged. Knows hashes and models, not chunks or files.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import apsw
import numpy as np

from nss_index.errors import IndexLocked, IndexUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nss_index.store.database import Database

SIZE_LIMIT = 2 * 1024**3
"""Bytes; about 6 million vectors of 256 dimensions, the two sides of thirty code bases of a million lines."""
_BATCH = 500  # hashes in one statement
_BUSY_MILLISECONDS = 30_000  # several indexers write at once, each for milliseconds
_DAY = 86_400
_SCHEMA = """
CREATE TABLE IF NOT EXISTS models (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER PRIMARY KEY,
    model INTEGER NOT NULL,
    hash BLOB NOT NULL,
    used INTEGER NOT NULL,      -- day of the last use: exact times would turn every read into a write
    vector BLOB NOT NULL,
    UNIQUE (model, hash)
);
CREATE INDEX IF NOT EXISTS vectors_by_use ON vectors (used);
"""
_Result = TypeVar("_Result")


class VectorCache:
    """Any number of processes may have it open. Not thread-safe. Raises IndexLocked, IndexUnavailable."""

    def __init__(self, path: Path, size_limit: int, clock: Callable[[], float]) -> None:
        self._path, self._size_limit, self._clock = path, size_limit, clock
        self._connection, self._inode = self._connect()

    @classmethod
    def open(cls, path: Path, *, size_limit: int = SIZE_LIMIT, clock: Callable[[], float] = time.time) -> VectorCache:
        """Opens or makes the file. `size_limit` in bytes; a damaged file is renamed to `NAME.damaged`."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(path, size_limit, clock)

    def close(self) -> None:
        self._connection.close()

    def get_many(self, model_id: str, hashes: Collection[str]) -> dict[str, NDArray[np.int8]]:
        """The vectors that are known, by hash (hexadecimal)."""
        return self._guarded(lambda db: self._get_many(db, model_id, hashes))

    def put_many(self, model_id: str, items: Mapping[str, NDArray[np.int8]]) -> None:
        """Remember vectors, in one transaction; known ones stay as they are."""
        self._guarded(lambda db: self._put_many(db, model_id, items))

    def _get_many(self, db: Database, model_id: str, hashes: Collection[str]) -> dict[str, NDArray[np.int8]]:
        found: dict[str, NDArray[np.int8]] = {}
        stale: list[tuple[int]] = []
        today = self._today()
        model = db.execute("SELECT id FROM models WHERE name = ?", (model_id,)).get
        keys = [bytes.fromhex(value) for value in hashes] if model is not None else []
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            query = f"SELECT id, hash, used, vector FROM vectors WHERE model = ? AND hash IN ({marks})"
            for row, key, used, vector in db.execute(query, (model, *batch)):
                found[key.hex()] = np.frombuffer(vector, np.int8)
                if used < today:
                    stale.append((row,))
        if stale:
            with self._connection:
                db.executemany(f"UPDATE vectors SET used = {today} WHERE id = ?", stale)
        return found

    def _put_many(self, db: Database, model_id: str, items: Mapping[str, NDArray[np.int8]]) -> None:
        today = self._today()
        db.execute("BEGIN IMMEDIATE")
        try:
            self._make_room(db, len(items))
            db.execute("INSERT OR IGNORE INTO models (name) VALUES (?)", (model_id,))
            model = db.execute("SELECT id FROM models WHERE name = ?", (model_id,)).get
            db.executemany(
                "INSERT OR IGNORE INTO vectors (model, hash, used, vector) VALUES (?, ?, ?, ?)",
                ((model, bytes.fromhex(key), today, vector.tobytes()) for key, vector in items.items()),
            )
            db.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _make_room(self, db: Database, rows: int) -> None:
        """Past the limit twice as many go as come, the least recently used first: the content shrinks to the limit
        in short transactions. The file keeps its size; free pages are used again."""
        if self._used_bytes(db) > self._size_limit:
            oldest = "SELECT id FROM vectors ORDER BY used, id LIMIT ?"
            db.execute(f"DELETE FROM vectors WHERE id IN ({oldest})", (2 * rows,))

    def _used_bytes(self, db: Database) -> int:
        pages = db.execute("PRAGMA page_count").get - db.execute("PRAGMA freelist_count").get
        return int(pages * db.execute("PRAGMA page_size").get)

    def _today(self) -> int:
        return int(self._clock() // _DAY)

    def _guarded(self, work: Callable[[Database], _Result]) -> _Result:
        """Runs `work`; once more on an empty database where this one turns out to be damaged."""
        try:
            try:
                return work(cast("Database", self._connection))
            except (apsw.CorruptError, apsw.NotADBError):
                self._connection.close()
                self._connection, self._inode = _set_aside(self._path, self._inode)
                return work(cast("Database", self._connection))
        except apsw.BusyError as error:
            raise IndexLocked(f"The vector cache {self._path} stays locked", why=str(error)) from error
        except apsw.Error as error:
            todo = "Check the free space and the permissions of its folder"
            raise IndexUnavailable(f"The vector cache {self._path} failed", why=str(error), todo=todo) from error

    def _connect(self) -> tuple[apsw.Connection, int]:
        try:
            return _open_database(self._path)
        except (apsw.CorruptError, apsw.NotADBError):
            return _set_aside(self._path, self._path.stat().st_ino)
        except apsw.BusyError as error:
            raise IndexLocked(f"The vector cache {self._path} stays locked", why=str(error)) from error
        except (apsw.Error, OSError) as error:
            todo = "Check the permissions of its folder"
            raise IndexUnavailable(
                f"The vector cache {self._path} cannot be opened", why=str(error), todo=todo
            ) from error


def _open_database(path: Path) -> tuple[apsw.Connection, int]:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    inode = path.stat().st_ino
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(_BUSY_MILLISECONDS)
        # The log stays when the last connection closes. Otherwise a process that still has a damaged file open
        # would remove, by name, the log of the file that took its place.
        persist = ctypes.c_int(1)
        connection.file_control("main", apsw.SQLITE_FCNTL_PERSIST_WAL, ctypes.addressof(persist))
        db = cast("Database", connection)
        db.execute("PRAGMA journal_mode = wal")
        db.execute("PRAGMA synchronous = normal")
        db.execute("PRAGMA journal_size_limit = 16777216")
        if not connection.table_exists("main", "vectors"):
            with connection:
                db.execute(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection, inode


def _set_aside(path: Path, inode: int) -> tuple[apsw.Connection, int]:
    """Rename the damaged file, unless another process did so since it was opened as `inode`, and open anew."""
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == inode:
            # The log first: left behind, it would be played into the new, empty database.
            for suffix in ("-wal", "-shm", ""):
                with contextlib.suppress(FileNotFoundError):
                    Path(f"{path}{suffix}").replace(f"{path}.damaged{suffix}")
        return _open_database(path)
    finally:
        os.close(lock)
