"""user.db: permissions, migrations with backups, sessions, jobs and their bounded logs."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import apsw
import pytest
from nss_index.errors import LimitReached, NssError
from nss_server.userstore import connect, jobs
from nss_server.userstore.connect import UserStore, open_user_store
from nss_server.userstore.jobs import (
    add_job,
    append_event,
    get_job,
    job_events,
    list_jobs,
    set_job_state,
)
from nss_server.userstore.migrations import KEPT_BACKUPS, MIGRATIONS, backups
from nss_server.userstore.sessions import SESSION_GAP_SECONDS, list_sessions, touch_session
from nss_server.userstore.sql import sql


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "user.db"


def test_files_are_private(path: Path) -> None:
    store = open_user_store(path)
    touch_session(store, "/r")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    store.close()


def test_what_was_written_is_there_again(path: Path) -> None:
    store = open_user_store(path, check=True)
    row, _ = add_job(store, "index", "/r", "batch", {"rebuild": False})
    session = touch_session(store, "/r", 1000.0)
    store.close()
    again = open_user_store(path, check=True)
    assert again.problems == ()
    assert get_job(again, row.id) == row
    assert list_sessions(again) == [session]
    assert again.read("PRAGMA journal_mode") == [("wal",)]
    assert again.read("PRAGMA synchronous") == [(2,)], "2 is FULL"
    again.close()


def test_a_session_ends_with_silence(path: Path) -> None:
    store = open_user_store(path)
    first = touch_session(store, "/r", 1000.0)
    assert touch_session(store, "/r", 1000.0 + SESSION_GAP_SECONDS).id == first.id
    assert touch_session(store, "/other", 1001.0).id != first.id
    assert touch_session(store, "/r", 2000.0).last_activity == 1000.0 + SESSION_GAP_SECONDS, "a clock set back"
    assert touch_session(store, "/r", 1001.0 + 2 * SESSION_GAP_SECONDS).id != first.id
    store.close()


def test_a_job_has_one_end_and_an_ordered_log(path: Path) -> None:
    store = open_user_store(path)
    job, _ = add_job(store, "index", "/r", "batch", {})
    set_job_state(store, job.id, "running")
    append_event(store, job.id, "log", {"message": "half"})
    set_job_state(store, job.id, "failed", error={"code": "error", "what": "no"})
    assert set_job_state(store, job.id, "done") is None
    row = get_job(store, job.id)
    assert row is not None
    assert (row.state, row.error, row.attempts) == ("failed", {"code": "error", "what": "no"}, 1)
    assert [(event.seq, event.type) for event in job_events(store, job.id)] == [
        (1, "state"),
        (2, "state"),
        (3, "log"),
        (4, "state"),
    ]
    assert [event.seq for event in job_events(store, job.id, after=3)] == [4]
    store.close()


def test_logs_and_jobs_are_bounded_and_unfinished_jobs_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT_EVENTS", 3)
    monkeypatch.setattr(jobs, "KEPT_JOBS", 2)
    store = open_user_store(path)
    waiting, _ = add_job(store, "index", "/waiting", "batch", {})
    for number in range(5):
        append_event(store, waiting.id, "log", {"number": number})
    assert [event.seq for event in job_events(store, waiting.id)] == [4, 5, 6]
    ended = [add_job(store, "index", f"/{number}", "batch", {})[0].id for number in range(4)]
    for identity in ended:
        set_job_state(store, identity, "done")
    last, _ = add_job(store, "index", "/last", "batch", {})
    assert {row.id for row in list_jobs(store)} == {waiting.id, last.id, *ended[2:]}
    assert job_events(store, ended[0]) == []
    assert [row.id for row in list_jobs(store, states=("queued",))] == [last.id, waiting.id]
    store.close()


NEXT = (*MIGRATIONS, "ALTER TABLE sessions ADD COLUMN title TEXT NOT NULL DEFAULT ''")


def test_a_migration_backs_up_first_and_keeps_everything(path: Path) -> None:
    store = open_user_store(path)
    session = touch_session(store, "/r")
    store.close()
    steps = MIGRATIONS
    for number in range(KEPT_BACKUPS + 2):
        steps = (*steps, f"CREATE TABLE later_{number} (x)")
        store = open_user_store(path, steps=steps)
        assert list_sessions(store) == [session]
        store.close()
    kept = backups(path)
    assert len(kept) == KEPT_BACKUPS
    assert kept[0].name.endswith(f"v{len(steps) - 1}")
    assert {stat.S_IMODE(copy.stat().st_mode) for copy in kept} == {0o600}
    oldest = apsw.Connection(str(kept[-1]))
    assert list(sql(oldest).execute("SELECT id FROM sessions")) == [(session.id,)]
    oldest.close()


def test_a_new_file_needs_no_backup(path: Path) -> None:
    open_user_store(path).close()
    assert backups(path) == []


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    open_user_store(path, steps=NEXT).close()
    before = path.read_bytes()
    with pytest.raises(NssError, match="newer NSS"):
        open_user_store(path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*damaged*"))


def test_a_failed_migration_changes_nothing(path: Path) -> None:
    store = open_user_store(path)
    session = touch_session(store, "/r")
    store.close()
    with pytest.raises(NssError):
        open_user_store(path, steps=(*MIGRATIONS, "CREATE TABLE half (x); CREATE TABLE half (x)"))
    store = open_user_store(path)
    assert list_sessions(store) == [session]
    assert store.read("SELECT name FROM sqlite_schema WHERE name = 'half'") == []
    store.close()


def test_writers_wait_for_each_other(path: Path) -> None:
    def write(store: UserStore) -> None:
        for _ in range(20):
            touch_session(store, "/r")
            add_job(store, "index", "/r", "batch", {})

    def run() -> None:
        store = open_user_store(path)
        write(store)
        store.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_user_store(path)
    assert len(list_jobs(store, 1000)) == 60
    assert len(list_sessions(store)) == 1
    store.close()


def test_a_held_file_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_MILLISECONDS", 20)
    holder, other = open_user_store(path), open_user_store(path)
    with holder.transaction(), pytest.raises(LimitReached, match="held by another process"):
        touch_session(other, "/r")
    touch_session(other, "/r")
    holder.close()
    other.close()
