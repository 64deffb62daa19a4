"""The host and its children under kill -9, crashes, a foreign lock and a hostile repository. Real processes."""

from __future__ import annotations

import asyncio
import fcntl
import os
import random
import signal
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import psutil
import pytest
from nss_index.errors import NssError
from nss_server.userstore.connect import open_user_store
from nss_server.userstore.jobs import job_events

from tests.host.house import House, a_house, alive, until

ROUNDS = 8


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[House]:
    async with a_house(monkeypatch) as house:
        yield house


async def test_a_killed_host_comes_back_and_the_job_ends(house: House) -> None:
    """Killed at random moments while a client waits: the client is not told, and no event is lost or repeated."""
    chance = random.Random(11)
    root, client, watching = house.root(files=30), house.client(), house.client()
    house.fault(seconds_per_file=0.03)
    for _ in range(ROUNDS):
        again = {"root": str(root), "params": {"rebuild": True}}
        waiting = asyncio.create_task(client.request("job/run", again))
        await house.root_until(watching, root, lambda state: state["state"] == "indexing")
        await asyncio.sleep(chance.random() * 0.5)  # the moment of the kill is what varies
        status = await house.status(watching)
        os.kill(status["pid"], signal.SIGKILL)
        job = (await waiting)["job"]
        assert not any(alive(child["pid"]) for child in status["children"]), "one indexer at a time"
        events = (await client.request("jobs/show", {"job": job}))["events"]
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        assert events[-1]["data"]["state"] == "done"
        assert house.index(root)["files"] == {path.name: path.stat().st_mtime_ns for path in root.iterdir()}


async def test_a_killed_child_is_a_state_not_an_error(house: House) -> None:
    root, client = house.root(files=40), house.client()
    house.fault(seconds_per_file=0.03)
    states: list[Mapping[str, Any]] = []
    await client.request("root/open", {"root": str(root)}, states.append)
    waiting = asyncio.create_task(client.request("job/run", {"root": str(root)}))
    await house.root_until(client, root, lambda state: state["done"] > 3)
    status = await house.status(client)
    os.kill(status["children"][0]["pid"], signal.SIGKILL)
    assert (await waiting)["result"]["vectors"] == 40
    assert any("SIGKILL" in state["problem"] for state in states)
    after = await house.status(client)
    assert after["pid"] == status["pid"], "the host is another process and goes on"
    assert after["children"][0]["restarts"] == 1
    assert house.index(root)["opened"] == 2
    final = await house.root_until(client, root, lambda state: state["state"] == "live")
    assert final["problem"] == ""


async def test_a_child_that_keeps_crashing_fails_until_asked_again(house: House) -> None:
    root, client = house.root(), house.client()
    house.fault(crashes=100)
    with pytest.raises(NssError, match="times in a row") as raised:
        await client.request("job/run", {"root": str(root)})
    assert "SIGKILL" in raised.value.why
    status = await house.status(client)
    assert status["children"] == []
    assert status["roots"][0]["state"] == "failed"
    house.fault()
    assert (await client.request("job/run", {"root": str(root)}))["result"]["vectors"] == 3
    assert (await house.root_until(client, root, lambda state: state["state"] == "live"))["problem"] == ""


async def test_a_few_crashes_are_survived(house: House) -> None:
    root, client = house.root(), house.client()
    house.fault(crashes=2)
    assert (await client.request("job/run", {"root": str(root)}))["result"]["vectors"] == 3
    assert house.index(root)["opened"] == 3


async def test_a_locked_index_is_waited_for(house: House) -> None:
    root, client = house.root(), house.client()
    lock = house.folder / "cache" / "fake" / f"{root.name}.lock"
    house.fault()
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    waiting = asyncio.create_task(client.request("job/run", {"root": str(root)}))
    state = await house.root_until(client, root, lambda state: "another process" in state["problem"])
    assert state["state"] == "starting"
    os.close(descriptor)
    assert (await waiting)["result"]["vectors"] == 3


async def test_a_child_over_its_memory_is_ended(house: House) -> None:
    root, client = house.root(), house.client("--child-memory-mib", "1")
    await client.request("root/open", {"root": str(root)})
    state = await house.root_until(client, root, lambda state: "MiB" in state["problem"])
    assert state["state"] in ("starting", "failed")


async def test_roots_stay_open_over_the_hosts_death(house: House) -> None:
    root, client = house.root(), house.client()
    states: list[Mapping[str, Any]] = []
    await client.request("root/open", {"root": str(root)}, states.append)
    await house.root_until(client, root, lambda state: state["state"] == "live")
    before = await house.status(client)
    os.kill(before["pid"], signal.SIGKILL)
    await until(
        lambda: _answer(states[-1]),
        lambda state: state["state"] == "live" and any("host ended" in said["problem"] for said in states),
    )
    generation = states[-1]["generation"]
    (root / "new.py").write_text("x = 1\n")
    await until(lambda: _answer(states[-1]["generation"]), lambda now: now > generation)
    assert (await house.status(client))["pid"] != before["pid"]


async def test_a_hostile_repository_runs_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    root = house.root()
    proof = house.folder / "owned"
    attack = f"open({str(proof)!r}, 'a').write(__name__)\n"
    for name in ("apsw.py", "msgspec.py", "sitecustomize.py", "usercustomize.py", "json.py", "asyncio.py"):
        (root / name).write_text(attack)
    for package in ("nss_server", "nss_index", "watchfiles"):
        (root / package).mkdir()
        (root / package / "__init__.py").write_text(attack)
    monkeypatch.chdir(root)
    monkeypatch.setenv("PYTHONPATH", f"{root}:.:")
    monkeypatch.setenv("PYTHONSTARTUP", str(root / "apsw.py"))
    client = house.client()
    answer = await client.request("job/run", {"root": str(root)})
    assert answer["result"]["vectors"] > 3
    assert not proof.exists(), proof.read_text()
    status = await house.status(client)
    for pid in (status["pid"], status["children"][0]["pid"]):
        assert psutil.Process(pid).cwd() == str(house.folder / "data")


async def test_jobs_left_by_a_crash_are_resumed_without_a_client(house: House) -> None:
    root, client = house.root(files=30), house.client()
    house.fault(seconds_per_file=0.05)
    job = (await client.request("job/start", {"root": str(root)}))["job"]
    await house.root_until(client, root, lambda state: state["done"] > 2)
    pid = (await house.status(client))["pid"]
    await client.close()
    os.kill(pid, signal.SIGKILL)
    other = house.client()
    await other.request("status", {})
    shown = await until(
        lambda: other.request("jobs/show", {"job": job}), lambda shown: shown["state"] not in ("queued", "running")
    )
    assert shown["state"] == "done"
    assert shown["attempts"] == 2
    store = open_user_store()
    assert [event.seq for event in job_events(store, job)] == list(range(1, len(shown["events"]) + 1))
    store.close()


async def test_a_job_whose_root_is_gone_fails_with_a_sentence(house: House) -> None:
    root, client = house.root(files=30), house.client()
    house.fault(seconds_per_file=0.05)
    job = (await client.request("job/start", {"root": str(root)}))["job"]
    pid = (await house.status(client))["pid"]
    os.kill(pid, signal.SIGKILL)
    await client.close()
    root.rename(root.with_name("elsewhere"))
    other = house.client()
    shown = await other.request("jobs/show", {"job": job})
    assert shown["state"] == "failed"
    assert shown["error"]["code"] == "root-not-found"


async def test_children_end_with_their_host(house: House) -> None:
    root, client = house.root(), house.client()
    await client.request("job/run", {"root": str(root)})
    status = await house.status(client)
    child = status["children"][0]["pid"]
    assert os.getpriority(os.PRIO_PROCESS, child) == 19
    assert os.getpriority(os.PRIO_PROCESS, status["pid"]) < 19
    await client.close()
    os.kill(status["pid"], signal.SIGKILL)
    await until(lambda: _answer(alive(child)), lambda left: not left)


async def _answer(value: Any) -> Any:
    return value
