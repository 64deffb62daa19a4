"""Opening index.db: one SQLite library (apsw's own), one set of pragmas, sqlite-vec loaded.

Writers and readers open the same file in WAL mode: a reader inside BEGIN keeps its generation while the writer commits.
"""

from __future__ import annotations

import os
from pathlib import Path

import apsw
import sqlite_vec

from nss_index.errors import IndexDamaged, IndexMissing, IndexUnavailable, NssError
from nss_index.paths import folder_named
from nss_index.store.database import Database, typed

OLDEST_SQLITE = (3, 53, 2)
"""Below 3.51.3 two writers can corrupt a WAL database; FTS5 below 3.53.2 has a heap overflow (CVE-2026-11824)."""

_OUTSIDE = (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError, apsw.BusyError)

BUSY_MILLISECONDS = 5_000  # a checkpoint or a commit of the one writer is shorter


def open_writer(database: Path) -> Database:
    """Open `database` for writing, made when it is missing (file mode 0600). The caller holds the lock."""
    _require_library()
    if not database.exists():
        with folder_named(database.parent):
            os.close(os.open(database, os.O_CREAT | os.O_RDWR, 0o600))
    db = _connect(database, apsw.SQLITE_OPEN_READWRITE)
    with damage_named(database):
        db.pragma("journal_mode", "wal")
        # NORMAL may lose the last commits at a power cut, never consistency; the index can be made again.
        db.pragma("synchronous", "normal")
        db.pragma("cache_size", -32_000)
        db.pragma("wal_autocheckpoint", 2_000)
        db.pragma("journal_size_limit", 16 * 1024 * 1024)
    return db


def open_reader(database: Path) -> Database:
    """Open `database` for reading. Raises IndexMissing, IndexDamaged."""
    _require_library()
    if not database.exists():
        raise IndexMissing("this folder is not indexed yet", todo="Run `nss index`")
    # Read-write on the file, query_only on the statements: a WAL reader must be able to write the shared memory file.
    db = _connect(database, apsw.SQLITE_OPEN_READWRITE)
    with damage_named(database):
        db.pragma("query_only", True)
        db.pragma("cache_size", -16_000)
    return db


def checkpoint(db: Database) -> None:
    """Move the write-ahead log into the database and empty its file; with readers at work as far as they allow."""
    db.set_busy_timeout(0)  # the writer has better things to do than to wait for a reader
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except apsw.BusyError:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        db.set_busy_timeout(BUSY_MILLISECONDS)


def library_problem() -> str:
    """Why this machine's SQLite cannot be used, "" when it can."""
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if found < OLDEST_SQLITE:
        return f"SQLite {apsw.sqlite_lib_version()} is too old: it can damage a database with concurrent use"
    return ""


class damage_named:  # used as a function
    """A context in which SQLite's ways of saying "this is not a sound database" raise IndexDamaged, and its ways of
    saying that the disk or the folder is in the way IndexUnavailable."""

    def __init__(self, database: Path) -> None:
        self.database = database

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, apsw.SQLError) and isinstance(error.__context__, apsw.Error):
            error = error.__context__  # "cannot rollback": a full disk made SQLite roll back by itself
        if isinstance(error, apsw.CorruptError | apsw.NotADBError):
            raise damaged(self.database, error) from error
        if isinstance(error, _OUTSIDE):
            raise IndexUnavailable(
                f"the index {self.database} cannot be used now",
                why=str(error),
                todo="Check the free space and the permissions of its folder, or set NSS_CACHE_DIR to another one",
            ) from error


def require_soundness(db: Database, database: Path) -> None:
    """Read the whole database (a second for some hundred megabytes). Raises IndexDamaged."""
    with damage_named(database):
        found = db.execute("PRAGMA quick_check(1)").get
    if found != "ok":
        raise damaged(database, RuntimeError(found))


def damaged(database: Path, error: BaseException) -> IndexDamaged:
    return IndexDamaged(
        f"the index {database} is damaged", why=str(error), todo="Run `nss index --rebuild`; your code is not touched"
    )


def _connect(database: Path, flags: int) -> Database:
    try:
        db = apsw.Connection(str(database), flags=flags)
        db.set_busy_timeout(BUSY_MILLISECONDS)
        db.enable_load_extension(True)
        db.load_extension(sqlite_vec.loadable_path())  # pyright: ignore[reportUnknownMemberType]
        db.enable_load_extension(False)
    except apsw.CantOpenError as error:
        raise NssError(f"cannot open {database}", why=str(error), todo="Check the folder's permissions") from error
    return typed(db)


def _require_library() -> None:
    problem = library_problem()
    if problem:
        raise NssError(problem, todo="Upgrade it: pip install -U 'apsw>=3.54.1'")
