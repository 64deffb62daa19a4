"""user.db under kill -9 and damage: what was reported as written is there, and nothing of the user's is deleted."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nss_server.userstore.connect import open_user_store
from nss_server.userstore.jobs import get_job, job_events
from nss_server.userstore.migrations import MIGRATIONS
from nss_server.userstore.sessions import list_sessions, touch_session

ROUNDS = 25
WRITER = """
import sys
from pathlib import Path
from nss_server.userstore.connect import open_user_store
from nss_server.userstore.jobs import add_job, append_event, set_job_state
store = open_user_store(Path(sys.argv[1]))
while True:
    job, _ = add_job(store, "index", "/r", "batch", {})
    sys.stdout.write(f"{job.id} 1\\n")
    set_job_state(store, job.id, "running")
    sys.stdout.write(f"{job.id} 2\\n")
    append_event(store, job.id, "log", {"text": "x" * 2000})
    sys.stdout.write(f"{job.id} 3\\n")
    set_job_state(store, job.id, "done", result={"ok": True})
    sys.stdout.write(f"{job.id} 4\\n")
    sys.stdout.flush()
"""


def test_kill_9_loses_nothing_that_was_reported(tmp_path: Path) -> None:
    path = tmp_path / "data" / "user.db"
    chance = random.Random(7)
    last: tuple[str, int] | None = None
    for number in range(ROUNDS):
        with subprocess.Popen([sys.executable, "-u", "-c", WRITER, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline()]
            time.sleep(chance.random() * 0.02)  # the moment of the kill is what varies
            writer.kill()
            lines += writer.stdout.readlines()
        whole = [line.split() for line in lines if line.endswith(b"\n")]
        store = open_user_store(path, check=True)
        assert store.problems == (), f"round {number}"
        for identity, reported in whole:
            events = job_events(store, identity.decode())
            assert len(events) >= int(reported)
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
        if last:
            assert get_job(store, last[0]), "a job of an earlier round"
        last = (whole[-1][0].decode(), int(whole[-1][1]))
        store.close()


@pytest.mark.parametrize("damage", ["not a database", "torn page", "cut off"])
def test_a_damaged_file_is_set_aside_with_a_message(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "data" / "user.db"
    store = open_user_store(path)
    for number in range(300):
        touch_session(store, f"/root/{number}")
    store.close()
    whole = path.read_bytes()
    broken = {
        "not a database": b"hello " * 1000,
        "torn page": whole[:4096] + b"\xff" * 4096 + whole[8192:],
        "cut off": whole[: len(whole) // 2],
    }[damage]
    path.write_bytes(broken)
    store = open_user_store(path, check=True)
    assert len(store.problems) == 1
    assert "set aside" in store.problems[0]
    aside = next(path.parent.glob("user.db.damaged-*[0-9]"))
    assert aside.name in store.problems[0]
    assert aside.read_bytes() == broken, "the user's bytes are kept as they were"
    assert list_sessions(store) == []
    touch_session(store, "/new")
    store.close()
    assert open_user_store(path, check=True).problems == ()


def test_a_backup_takes_the_place_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "user.db"
    store = open_user_store(path)
    session = touch_session(store, "/r")
    store.close()
    steps = (*MIGRATIONS, "CREATE TABLE later (x)")
    open_user_store(path, steps=steps).close()
    path.write_bytes(b"not a database, " * 500)
    store = open_user_store(path, check=True, steps=steps)
    assert "took its place" in store.problems[0]
    assert "backup" in store.problems[0]
    assert list_sessions(store) == [session]
    store.close()
