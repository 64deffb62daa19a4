"""Durable jobs and their ordered event logs. Knows states and bounds, not how a job is run.

The log of a job holds its changes of state and what it had to say ("log"); progress is a level, not an event, and is
not stored: whoever attaches gets the latest one from the host.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from nss_server.userstore.connect import UserStore
from nss_server.userstore.sql import Row, Sql

JobState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
JobLane = Literal["interactive", "batch"]
UNFINISHED: tuple[JobState, ...] = ("queued", "running", "interrupted")

KEPT_JOBS = 200
"""Ended jobs kept: about a month of opening a handful of projects a day, as far back as people ask "what ran?"."""

KEPT_EVENTS = 1_000
"""Events kept of one job, the newest: a job that says more is looping, and its last words explain it."""

_COLUMNS = "id, kind, root, lane, state, params, result, error, attempts, created_at, started_at, ended_at"


@dataclass(frozen=True, slots=True)
class JobRow:
    """Times are seconds since the epoch; `error` has the fields code, what, why, todo."""

    id: str
    kind: str
    root: str
    lane: JobLane
    state: JobState
    params: Mapping[str, Any]
    result: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    attempts: int
    created_at: float
    started_at: float | None
    ended_at: float | None


@dataclass(frozen=True, slots=True)
class JobEvent:
    job: str
    seq: int  # 1, 2, 3, … within the job
    at: float
    type: str  # "state", "log"
    data: Mapping[str, Any]


def add_job(
    store: UserStore, kind: str, root: str, lane: JobLane, params: Mapping[str, Any]
) -> tuple[JobRow, JobEvent]:
    """A new job in state "queued", with the first event of its log."""
    now = time.time()
    row = JobRow(secrets.token_hex(6), kind, root, lane, "queued", params, None, None, 0, now, None, None)
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO jobs (id, kind, root, lane, state, params, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.id, kind, root, lane, row.state, json.dumps(params), now),
        )
        event = _append(connection, row.id, "state", {"state": "queued"})
        _prune(connection)
    return row, event


def set_job_state(
    store: UserStore,
    job: str,
    state: JobState,
    *,
    result: Mapping[str, Any] | None = None,
    error: Mapping[str, Any] | None = None,
    reason: str = "",
) -> JobEvent | None:
    """Change the state and log it, in one transaction. None when the job had already ended: an end is final."""
    now = time.time()
    ended = now if state not in UNFINISHED else None
    with store.transaction() as connection:
        found = connection.execute("SELECT state FROM jobs WHERE id = ?", (job,)).fetchone()
        if found is None or found[0] not in UNFINISHED:
            return None
        connection.execute(
            "UPDATE jobs SET state = ?1, result = ?2, error = ?3, ended_at = ?4,"
            " started_at = CASE WHEN ?1 = 'running' THEN coalesce(started_at, ?5) ELSE started_at END,"
            " attempts = attempts + (?1 = 'running') WHERE id = ?6",
            (state, _text(result), _text(error), ended, now, job),
        )
        data: dict[str, Any] = {"state": state}
        if reason:
            data["reason"] = reason
        if error:
            data["error"] = dict(error)
        return _append(connection, job, "state", data)


def append_event(store: UserStore, job: str, type_: str, data: Mapping[str, Any]) -> JobEvent:
    """Add to the job's log; the event has its place in the order when this returns."""
    with store.transaction() as connection:
        return _append(connection, job, type_, data)


def get_job(store: UserStore, job: str) -> JobRow | None:
    rows = store.read(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job,))
    return _row(rows[0]) if rows else None


def list_jobs(store: UserStore, limit: int = 50, states: Collection[JobState] = ()) -> list[JobRow]:
    """Newest first; of the given states only, when there are any."""
    where = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
    sql = f"SELECT {_COLUMNS} FROM jobs {where} ORDER BY created_at DESC, id LIMIT ?"
    return [_row(row) for row in store.read(sql, (*states, limit))]


def job_events(store: UserStore, job: str, after: int = 0) -> list[JobEvent]:
    """The log of the job from the event after `after` on, in order."""
    rows = store.read(
        "SELECT job, seq, at, type, data FROM job_events WHERE job = ? AND seq > ? ORDER BY seq", (job, after)
    )
    events: list[JobEvent] = []
    for row in rows:
        identity, seq, at, type_, data = cast("tuple[str, int, float, str, str]", row)
        events.append(JobEvent(identity, seq, at, type_, json.loads(data)))
    return events


def _append(connection: Sql, job: str, type_: str, data: Mapping[str, Any]) -> JobEvent:
    last = connection.execute("SELECT max(seq) FROM job_events WHERE job = ?", (job,)).fetchone()
    seq = (cast("int | None", last[0]) if last else None) or 0
    event = JobEvent(job, seq + 1, time.time(), type_, data)
    connection.execute(
        "INSERT INTO job_events (job, seq, at, type, data) VALUES (?, ?, ?, ?, ?)",
        (job, event.seq, event.at, type_, json.dumps(data)),
    )
    connection.execute("DELETE FROM job_events WHERE job = ? AND seq <= ?", (job, event.seq - KEPT_EVENTS))
    return event


def _prune(connection: Sql) -> None:
    marks = ", ".join("?" * len(UNFINISHED))
    connection.execute(
        f"DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE state NOT IN ({marks})"
        " ORDER BY created_at DESC LIMIT -1 OFFSET ?)",
        (*UNFINISHED, KEPT_JOBS),
    )


def _text(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)


def _row(row: Row) -> JobRow:
    values = cast("tuple[Any, ...]", row)
    identity, kind, root, lane, state, params, result, error, attempts, created_at, started_at, ended_at = values
    return JobRow(
        id=identity,
        kind=kind,
        root=root,
        lane=lane,
        state=state,
        params=json.loads(params),
        result=None if result is None else json.loads(result),
        error=None if error is None else json.loads(error),
        attempts=attempts,
        created_at=created_at,
        started_at=started_at,
        ended_at=ended_at,
    )
