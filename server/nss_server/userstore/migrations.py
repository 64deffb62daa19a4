"""The schema of user.db as a list of steps, forward only, with a backup before a file with data is changed.

Never edit a step that was released: append one. The number of applied steps is the file's `user_version`.
"""

from __future__ import annotations

import time
from pathlib import Path

import apsw
from nss_index.errors import NssError

from nss_server.userstore.sql import Sql, sql

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        root TEXT NOT NULL,
        started_at REAL NOT NULL,
        last_activity REAL NOT NULL
    ) STRICT;
    CREATE INDEX sessions_by_root ON sessions (root, last_activity);
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        root TEXT NOT NULL,
        lane TEXT NOT NULL CHECK (lane IN ('interactive', 'batch')),
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
        params TEXT NOT NULL,
        result TEXT,
        error TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        created_at REAL NOT NULL,
        started_at REAL,
        ended_at REAL
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (state, created_at);
    CREATE TABLE job_events (
        job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        seq INTEGER NOT NULL,
        at REAL NOT NULL,
        type TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (job, seq)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE dictations (
        id TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        root TEXT NOT NULL,
        target TEXT NOT NULL,
        at REAL NOT NULL,
        raw TEXT NOT NULL,
        text TEXT NOT NULL,
        language TEXT NOT NULL,
        confidence REAL NOT NULL,
        audio_seconds REAL NOT NULL,
        model TEXT NOT NULL,
        recording TEXT NOT NULL,
        replacements TEXT NOT NULL,
        timings TEXT NOT NULL
    ) STRICT;
    CREATE INDEX dictations_by_time ON dictations (at);
    """,
    """
    CREATE TABLE packs (
        id TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        root TEXT NOT NULL,
        at REAL NOT NULL,
        task TEXT NOT NULL,
        pack TEXT NOT NULL
    ) STRICT;
    CREATE INDEX packs_by_time ON packs (at);
    """,
    """
    CREATE TABLE searches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session TEXT NOT NULL,
        root TEXT NOT NULL,
        at REAL NOT NULL,
        query TEXT NOT NULL,
        mode TEXT NOT NULL,
        narrowed TEXT NOT NULL,
        generation INTEGER NOT NULL,
        confidence REAL,
        found INTEGER NOT NULL,
        hits TEXT NOT NULL
    ) STRICT;
    CREATE INDEX searches_by_session ON searches (session, root, id);
    """,
)

KEPT_BACKUPS = 3
"""Enough to step back over a bad upgrade and the one before it; user.db is small."""


def migrate(connection: apsw.Connection, path: Path, steps: tuple[str, ...] = MIGRATIONS) -> None:
    """Bring the file to the newest schema, all steps in one transaction. Raises NssError for a newer file."""
    speak = sql(connection)
    version = _version(speak)
    if version > len(steps):
        raise NssError(
            f"{path} was written by a newer NSS (schema {version}, this one knows {len(steps)})",
            todo="Update NSS, or set NSS_DATA_DIR to another folder",
        )
    if version == len(steps):
        return
    if version > 0:
        back_up(connection, path, f"v{version}")
    speak.execute("BEGIN IMMEDIATE")
    try:
        # Read again under the lock: another process may have migrated the file since.
        for step in steps[_version(speak) :]:
            speak.execute(step)
        speak.pragma("user_version", len(steps))
        speak.execute("COMMIT")
    except BaseException:
        speak.execute("ROLLBACK")
        raise


def back_up(connection: apsw.Connection, path: Path, label: str) -> Path:
    """Write a consistent copy beside `path`, keep the last three, and return it."""
    copy = path.with_name(f"{path.name}.backup-{stamp()}-{label}")
    unfinished = copy.with_name(copy.name + ".part")
    target = apsw.Connection(str(unfinished))
    try:
        unfinished.chmod(0o600)
        with target.backup("main", connection, "main") as backup:
            while not backup.done:
                backup.step(256)
        # The copy says WAL in its header and would grow -wal files of its own when it is only looked at.
        sql(target).pragma("journal_mode", "delete")
    finally:
        target.close()
    unfinished.rename(copy)
    for old in backups(path)[KEPT_BACKUPS:]:
        old.unlink(missing_ok=True)
    return copy


def backups(path: Path) -> list[Path]:
    """The backups of `path`, newest first."""
    found = [copy for copy in path.parent.glob(f"{path.name}.backup-*") if copy.suffix != ".part"]
    return sorted(found, reverse=True)


def stamp() -> str:
    """The time as a part of a file's name; names made later sort later."""
    now = time.time_ns()
    return f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now // 10**9))}-{now // 1000 % 10**6:06d}"


def _version(connection: Sql) -> int:
    version = connection.pragma("user_version")
    return version if isinstance(version, int) else 0
