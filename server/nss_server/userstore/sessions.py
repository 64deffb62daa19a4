"""The user's working session: what ties recording, transcription, search and run together. One row a session."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import cast

from nss_server.userstore.connect import UserStore
from nss_server.userstore.sql import Row

SESSION_GAP_SECONDS = 4 * 3600.0
"""A session ends after this much silence: a lunch or a meeting does not split it, a night does."""


@dataclass(frozen=True, slots=True)
class Session:
    """Times are seconds since the epoch."""

    id: str
    root: str
    started_at: float
    last_activity: float


def touch_session(store: UserStore, root: str, now: float | None = None) -> Session:
    """The working session of `root`, begun when there is none or the last one has gone quiet; marks it as active."""
    now = time.time() if now is None else now
    with store.transaction() as connection:
        row = connection.execute(
            "SELECT id, root, started_at, last_activity FROM sessions"
            " WHERE root = ? ORDER BY last_activity DESC LIMIT 1",
            (root,),
        ).fetchone()
        last = _session(row) if row else None
        if last is None or now - last.last_activity > SESSION_GAP_SECONDS:
            session = Session(secrets.token_hex(8), root, now, now)
            connection.execute(
                "INSERT INTO sessions (id, root, started_at, last_activity) VALUES (?, ?, ?, ?)",
                (session.id, root, now, now),
            )
            return session
        # A clock that was set back must not make the session older than it is.
        active = max(now, last.last_activity)
        connection.execute("UPDATE sessions SET last_activity = ? WHERE id = ?", (active, last.id))
        return Session(last.id, root, last.started_at, active)


def list_sessions(store: UserStore, limit: int = 50) -> list[Session]:
    """The newest sessions of all roots, most recently active first."""
    rows = store.read(
        "SELECT id, root, started_at, last_activity FROM sessions ORDER BY last_activity DESC LIMIT ?", (limit,)
    )
    return [_session(row) for row in rows]


def _session(row: Row) -> Session:
    identity, root, started_at, last_activity = cast("tuple[str, str, float, float]", row)
    return Session(identity, root, started_at, last_activity)
