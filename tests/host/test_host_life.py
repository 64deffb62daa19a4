"""How a host begins, is replaced, idles and ends."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from nss_index.errors import HostUnavailable
from nss_index.paths import SOCKET_PATH_LIMIT
from nss_server.adapters.host_protocol import host_socket

from tests.host.house import House, alive, until


async def test_clients_that_start_at_once_share_one_host(house: House) -> None:
    clients = [house.client() for _ in range(6)]
    answers = await asyncio.gather(*(house.status(client) for client in clients))
    assert len({answer["pid"] for answer in answers}) == 1


async def test_processes_that_start_at_once_share_one_host(house: House) -> None:
    ask = (
        "import asyncio\nfrom nss_server.adapters.host_client import HostClient\n"
        "async def main():\n    client = HostClient('cli')\n"
        "    print((await client.request('status', {}))['pid'])\n    await client.close()\n"
        "asyncio.run(main())"
    )
    racers = [await asyncio.create_subprocess_exec(sys.executable, "-c", ask, stdout=subprocess.PIPE) for _ in range(4)]
    said = {(await racer.communicate())[0] for racer in racers}
    assert len(said) == 1
    assert int(said.pop()) == (await house.status(house.client()))["pid"]


async def test_a_second_host_ends_at_once(house: House) -> None:
    client = house.client()
    first = await house.status(client)
    second = await asyncio.create_subprocess_exec(sys.executable, "-m", "nss_server.host", stderr=subprocess.PIPE)
    _, said = await second.communicate()
    assert second.returncode == 3
    assert b"another nss host" in said
    assert (await house.status(client))["pid"] == first["pid"]


async def test_a_stale_socket_is_replaced(house: House) -> None:
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(host_socket()))
    stale.close()
    assert (await house.status(house.client()))["pid"]


async def test_an_idle_host_ends_and_leaves_nothing(house: House) -> None:
    client = house.client(idle_minutes=0.3 / 60)
    await client.request("job/run", {"root": str(house.root())})
    pids = [(await house.status(client))["pid"], *(child["pid"] for child in (await house.status(client))["children"])]
    assert len(pids) == 2
    await client.close()
    await until(lambda: _answer(any(alive(pid) for pid in pids)), lambda left: not left)
    assert not host_socket().exists()


async def test_an_open_editor_keeps_the_host(house: House) -> None:
    client = house.client(idle_minutes=0.2 / 60)
    root = house.root()
    await client.request("root/open", {"root": str(root)})
    pid = (await house.status(client))["pid"]
    await asyncio.sleep(1.0)  # five times the idle time: the thing under test is that nothing happens
    status = await house.status(client)
    assert status["pid"] == pid
    assert [state["root"] for state in status["roots"]] == [str(root)]


async def test_stop_ends_host_and_children(house: House) -> None:
    client = house.client()
    await client.request("job/run", {"root": str(house.root())})
    status = await house.status(client)
    pids = [status["pid"], status["children"][0]["pid"]]
    assert (await client.request("stop", {}))["pid"] == status["pid"]
    await until(lambda: _answer(any(alive(pid) for pid in pids)), lambda left: not left)
    assert await client.running() is None


async def test_the_newer_client_replaces_the_host_and_jobs_go_on(house: House) -> None:
    root, old = house.root(files=30), house.client(build="1.9.0")
    house.fault(seconds_per_file=0.05)
    job = (await old.request("job/start", {"root": str(root)}))["job"]
    before = await house.root_until(old, root, lambda state: state["done"] > 2)
    old_pid = (await house.status(old))["pid"]
    new = house.client(build="1.10.0")
    events: list[Mapping[str, Any]] = []
    await new.request("job/attach", {"job": job}, events.append)
    states = [event["data"]["state"] for event in events if event["type"] == "state"]
    assert states == ["queued", "running", "interrupted", "queued", "running", "done"]
    assert [event["seq"] for event in events if event["type"] != "progress"][-1] >= len(states)
    assert (await house.status(new))["build"] == "1.10.0"
    assert not alive(old_pid)
    assert house.index(root)["opened"] == 2, before
    with pytest.raises(HostUnavailable, match="Restart"):
        await old.request("status", {})
    assert (await house.status(new))["build"] == "1.10.0", "an older client must not end a newer host"


async def test_a_long_runtime_folder_has_a_short_socket(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    long = house.folder / ("long-" * 30)
    monkeypatch.setenv("NSS_RUNTIME_DIR", str(long))
    assert len(os.fsencode(host_socket())) <= SOCKET_PATH_LIMIT
    assert (await house.status(house.client()))["pid"]
    used = host_socket()
    for client in house.clients:
        await client.request("stop", {})
    await until(lambda: _answer(used.exists()), lambda there: not there)
    for left in used.parent.iterdir():
        left.unlink()
    used.parent.rmdir()


async def test_a_host_that_cannot_start_says_why(house: House) -> None:
    client = house.client("--no-such-argument")
    with pytest.raises(HostUnavailable, match="no-such-argument"):
        await client.request("status", {})


async def test_status_and_timings(house: House) -> None:
    client = house.client()
    slow = {"surface": "lsp", "method": "nss/search", "milliseconds": 2500.0, "root": "/r"}
    quick = {**slow, "milliseconds": 5.0}
    await client.request("timing/report", {"entries": [quick, quick, slow]})
    status = await house.status(client)
    found = next(entry for entry in status["timings"] if entry["surface"] == "lsp")
    assert (found["count"], found["p50"], found["max"]) == (3, 5.0, 2500.0)
    assert [entry["milliseconds"] for entry in status["slow"]] == [2500.0]
    assert (house.folder / "data" / "slow.log").read_text().count("\n") == 1


async def test_a_session_is_the_same_until_it_goes_quiet(house: House) -> None:
    client, root = house.client(), str(house.root())
    first = await client.request("session/touch", {"root": root})
    second = await client.request("session/touch", {"root": root})
    other = await client.request("session/touch", {"root": str(house.root(name="other"))})
    assert first["session"]["id"] == second["session"]["id"] != other["session"]["id"]


async def _answer(value: bool) -> bool:
    return value
