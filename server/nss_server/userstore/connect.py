"""Opening user.db and its transactions. Owns the connection, the permissions and what happens to a damaged file.

A damaged file is the user's data: it is renamed, with its `-wal`, beside the new one, and the newest readable backup
takes its place. The messages of `UserStore.problems` tell the user.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import apsw
from nss_index.errors import LimitReached, NssError
from nss_index.paths import data_home, private_folder

from nss_server.userstore.migrations import MIGRATIONS, backups, migrate, stamp
from nss_server.userstore.sql import Row, Sql, sql

BUSY_MILLISECONDS = 5_000
"""Writers hold the lock for one commit (milliseconds); five seconds of waiting means that something hangs."""

CHECKED_BYTES = 64 * 1024 * 1024
"""Files up to this size are checked whole when the host opens them (about 0.1 s); larger ones page by page, as read."""

_DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError)


class UserStore:
    """One connection to user.db. Not thread-safe: the host gives it a thread of its own."""

    def __init__(self, connection: apsw.Connection, path: Path, problems: tuple[str, ...]) -> None:
        self._connection, self._sql = connection, sql(connection)
        self.path, self.problems = path, problems

    @contextlib.contextmanager
    def transaction(self) -> Generator[Sql]:
        """One IMMEDIATE transaction: everything of it is on the disk when the block is left, or nothing.

        Raises LimitReached when another process holds the file for too long, NssError when it cannot be written.
        """
        try:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield self._sql
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")
                raise
        except apsw.Error as error:
            raise _explained(error, self.path) from error

    def read(self, statement: str, values: tuple[str | float, ...] = ()) -> list[Row]:
        """The rows of one statement. Raises like `transaction`."""
        try:
            return list(self._sql.execute(statement, values))
        except apsw.Error as error:
            raise _explained(error, self.path) from error

    def close(self) -> None:
        self._connection.close()


def user_database() -> Path:
    return data_home() / "user.db"


def open_user_store(path: Path | None = None, *, check: bool = False, steps: tuple[str, ...] = MIGRATIONS) -> UserStore:
    """Open (make, migrate) user.db. `check` reads the whole file first, which the host does once at its start.

    Raises NssError for a file of a newer build or a folder that cannot be used.
    """
    path = path or user_database()
    private_folder(path.parent)
    with _alone(path):
        try:
            return UserStore(_open(path, check, steps), path, ())
        except _DAMAGE as error:
            problem = _set_aside(path, error)
        except apsw.Error as error:
            raise _explained(error, path) from error
        return _replace(path, problem, steps)


def _open(path: Path, check: bool, steps: tuple[str, ...]) -> apsw.Connection:
    # Made by us first, so that it is never readable by others, not even for a moment; -wal and -shm copy its mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(BUSY_MILLISECONDS)
        speak = sql(connection)
        speak.pragma("journal_mode", "wal")
        speak.pragma("synchronous", "full")
        speak.pragma("foreign_keys", True)
        if check and path.stat().st_size <= CHECKED_BYTES:
            answer = speak.execute("PRAGMA quick_check(1)").fetchone()
            if answer != ("ok",):
                raise apsw.CorruptError(str(answer))
        migrate(connection, path, steps)
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _alone(path: Path) -> Generator[None]:
    """Opening is serialised between processes: two of them must not set one damaged file aside twice."""
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _set_aside(path: Path, error: apsw.Error) -> str:
    aside = path.with_name(f"{path.name}.damaged-{stamp()}")
    # The -wal goes with it under the matching name: recovery tools need both.
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return f"{path} was damaged ({error}) and was set aside as {aside.name}"


def _replace(path: Path, problem: str, steps: tuple[str, ...]) -> UserStore:
    for copy in backups(path):
        shutil.copyfile(copy, path)
        try:
            connection = _open(path, True, steps)
        except apsw.Error as error:
            path.unlink()
            problem += f"; the backup {copy.name} is not readable either ({error})"
            continue
        return UserStore(connection, path, (f"{problem}; the backup {copy.name} took its place",))
    return UserStore(_open(path, False, steps), path, (f"{problem}; an empty one took its place",))


def _explained(error: apsw.Error, path: Path) -> NssError:
    if isinstance(error, (apsw.BusyError, apsw.LockedError)):
        return LimitReached(f"{path} is held by another process", todo="Try again")
    if isinstance(error, apsw.FullError):
        return NssError(f"cannot write {path}", why="the disk is full", todo="Free some space")
    if isinstance(error, _DAMAGE):
        return NssError(f"{path} is damaged", why=str(error), todo="Run `nss host stop`; the next start sets it aside")
    return NssError(f"cannot use {path}", why=str(error), todo="Check the folder, or set NSS_DATA_DIR to another one")
