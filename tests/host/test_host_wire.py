"""What a client may do wrong on the socket, and what the host does about it. Raw bytes, a real host."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
from typing import Any

import pytest
from nss_index.errors import BadInput
from nss_server.adapters.host_client import HostClient
from nss_server.adapters.host_protocol import MESSAGE_LIMIT, THIS_VERSION, check_peer, host_socket, plain

from tests.host.house import House

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "hello", "params": plain(THIS_VERSION)}


async def talk(client: HostClient, *lines: bytes, answers: int) -> list[dict[str, Any]]:
    """Send raw lines to the running host; the first `answers` answers, and then the end unless it goes on."""
    await client.request("status", {})
    reader, writer = await asyncio.open_unix_connection(host_socket(), limit=2 * MESSAGE_LIMIT)
    writer.write(b"".join(line + b"\n" for line in lines))
    async with asyncio.timeout(30):
        found = [json.loads(await reader.readline()) for _ in range(answers)]
        try:
            async with asyncio.timeout(0.3):
                found.append({"ended": await reader.read() == b""})
        except TimeoutError:
            found.append({"ended": False})
    writer.close()
    return found


async def check_still_well(client: HostClient) -> None:
    assert (await client.request("status", {}))["pid"]


async def test_bad_json_gets_one_error_and_the_end(house: House) -> None:
    client = house.client()
    answers = await talk(client, json.dumps(HELLO).encode(), b"{oops", b'{"id": 3, "method": "status"}', answers=2)
    assert "result" in answers[0]
    assert answers[1]["error"]["code"] == -32700
    assert answers[2] == {"ended": True}
    await check_still_well(client)


async def test_the_first_request_is_hello(house: House) -> None:
    client = house.client()
    answers = await talk(client, b'{"jsonrpc":"2.0","id":1,"method":"status"}', answers=1)
    assert answers[0]["error"]["data"]["code"] == BadInput.code
    assert answers[1] == {"ended": True}


async def test_a_line_without_end_is_cut_off(house: House) -> None:
    client = house.client()
    await client.request("status", {})
    reader, writer = await asyncio.open_unix_connection(host_socket())
    writer.write(json.dumps(HELLO).encode() + b"\n")
    await reader.readline()
    writer.write(b"x" * (MESSAGE_LIMIT + 1024))
    answer = json.loads(await reader.readline())
    assert answer["error"]["data"]["code"] == "limit-reached"
    writer.close()
    await check_still_well(client)


async def test_every_request_gets_exactly_one_answer(house: House) -> None:
    client = house.client()
    lines = [json.dumps({"id": number, "method": "no/such"}).encode() for number in range(2, 5)]
    answers = await talk(client, json.dumps(HELLO).encode(), *lines, answers=4)
    assert sorted(answer["id"] for answer in answers[:4]) == [1, 2, 3, 4]
    assert answers[4] == {"ended": False}


async def test_a_client_that_does_not_read_is_cut_off(house: House) -> None:
    client = house.client()
    job = (await client.request("job/run", {"root": str(house.root())}))["job"]
    reader, writer = await asyncio.open_unix_connection(host_socket(), limit=1024)
    writer.write(json.dumps(HELLO).encode() + b"\n")
    await reader.readline()
    # Each answer repeats the job's log; a few hundred thousand of them would be gigabytes.
    line = json.dumps({"id": 7, "method": "jobs/show", "params": {"job": job}}).encode() + b"\n"
    reader._transport.pause_reading()  # type: ignore[attr-defined]  # pyright: ignore
    number = 7
    with pytest.raises(ConnectionError):
        async with asyncio.timeout(60):
            while True:
                for _ in range(100):
                    number += 1
                    writer.write(line.replace(b'"id": 7', b'"id": %d' % number))
                await asyncio.sleep(0)
                if writer.transport.is_closing():
                    raise ConnectionResetError
                await asyncio.wait_for(writer.drain(), 10)
    await check_still_well(client)


async def test_socket_and_folders_are_private(house: House) -> None:
    client = house.client()
    await client.request("job/run", {"root": str(house.root())})
    path = host_socket()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    data = house.folder / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    readable = [file.name for file in data.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]
    assert readable == []


def test_another_users_process_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = socket.socketpair()
    with here, there:
        check_peer(here)
        user = os.getuid()
        monkeypatch.setattr(os, "getuid", lambda: user + 1)
        with pytest.raises(BadInput):
            check_peer(here)
