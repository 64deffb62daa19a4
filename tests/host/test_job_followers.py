"""What a follower of a job hears while the job goes on: each event once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from nss_server.host.jobs import Follower, Jobs
from nss_server.host.store_thread import StoreThread


@pytest.fixture
async def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Jobs]:
    monkeypatch.setenv("NSS_DATA_DIR", str(tmp_path / "data"))
    store = StoreThread()
    await store.open()
    yield Jobs(store)
    await store.close()


async def test_an_event_of_the_moment_in_which_somebody_begins_to_follow_is_heard_once(jobs: Jobs) -> None:
    identity = (await jobs.add("index", "/r", "batch", {})).row.id
    jobs.report(identity, {"done": 1})  # older than the event that comes
    told: list[Mapping[str, Any]] = []
    _, leave = await asyncio.gather(jobs.running(identity), jobs.follow(identity, 0, told.append))
    leave()
    assert [event["data"]["state"] for event in told if event["type"] == "state"] == ["queued", "running"]
    assert [event["done"] for event in told if event["type"] == "progress"] == [1], "and the latest progress"


def test_progress_hides_no_event() -> None:
    told: list[Mapping[str, Any]] = []
    follower = Follower(told.append, seen=0)
    events = [{"type": "progress", "seq": 1, "done": 1}, {"type": "state", "seq": 1}, {"type": "log", "seq": 2}]
    for event in (*events, *events[1:]):
        follower.hear(event)
    assert told == events
