"""What a client hears of a root and in which order, from a host that is scripted to the byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nss_server.adapters.host_protocol import THIS_VERSION, RootState, host_socket, plain
from nss_server.settings import Settings
from nss_server.wiring.access import HostedIndex

from tests.host.house import House, until


def state(root: Path, phase: Any) -> dict[str, Any]:
    return plain(RootState(str(root), phase, True, 1, 0, 0, "", None, "native", ""))


@asynccontextmanager
async def scripted_host(root: Path, *, hang_up_after: int = 0) -> AsyncGenerator[None]:
    """Answers `root/open` and tells the next state in the same packet, as a host does whose first pass is quick. It
    hangs up once, after `hang_up_after` openings."""
    openings = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal openings
        while line := await reader.readline():
            request = json.loads(line)
            answer: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"]}
            if request["method"] == "hello":
                answer["result"] = {**plain(THIS_VERSION), "pid": 1, "started_at": 0.0}
                writer.write(json.dumps(answer).encode() + b"\n")
                continue
            openings += 1
            answer["result"] = state(root, "vectors")
            notice = {"jsonrpc": "2.0", "method": "root/state", "params": state(root, "live")}
            writer.write(json.dumps(answer).encode() + b"\n" + json.dumps(notice).encode() + b"\n")
            await writer.drain()
            if openings == hang_up_after:
                break
        writer.close()

    async with await asyncio.start_unix_server(serve, host_socket()):
        yield


async def test_a_state_told_right_behind_the_answer_is_the_last_one(house: House) -> None:
    root, client = house.root(), house.client()
    heard: list[Mapping[str, Any]] = []
    async with scripted_host(root):
        watched = HostedIndex(root, Settings(), client, asyncio.get_running_loop())
        now = await watched.watch(heard.append)
        assert [one["state"] for one in heard] == ["vectors", "live"]
        assert now["state"] == "live"
        await client.close()


async def test_after_coming_back_the_last_state_counts_too(house: House) -> None:
    root, client = house.root(), house.client()
    heard: list[Mapping[str, Any]] = []
    async with scripted_host(root, hang_up_after=1):
        await client.request("root/open", {"root": str(root)}, heard.append)
        await until(lambda: _phases(heard), lambda phases: len(phases) >= 5)
        await client.close()
    assert await _phases(heard) == ["vectors", "live", "starting", "vectors", "live"]


async def _phases(heard: list[Mapping[str, Any]]) -> list[str]:
    return [one["state"] for one in heard]
