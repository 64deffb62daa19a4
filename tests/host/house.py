"""The one helper of the host's tests: a house of its own for NSS's files, a root to index, and clients.

Real processes throughout: the host is started by the client as in life. Leaving a house ends its host and proves that
nothing of it is left.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from nss_server.adapters.host_client import HostClient
from nss_server.adapters.host_protocol import THIS_VERSION, Version

FAKE = Path(__file__).with_name("fake_indexer.py")
PATIENCE_SECONDS = 60.0
"""Against a hang only: the machine may be busy."""


@dataclass(slots=True)
class House:
    folder: Path
    clients: list[HostClient] = field(default_factory=list[HostClient])
    pids: set[int] = field(default_factory=set[int])
    real: bool = False

    def root(self, files: int = 3, name: str = "project") -> Path:
        root = self.folder / name
        root.mkdir(exist_ok=True)
        for number in range(files):
            (root / f"file{number:03}.py").write_text(f"def function_{number}():\n    return {number}\n")
        return root

    def fault(self, **fault: object) -> None:
        place = self.folder / "cache" / "fake" / "fault.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(fault))

    def index(self, root: Path) -> dict[str, Any]:
        """What the fake indexer holds of the root."""
        return json.loads((self.folder / "cache" / "fake" / f"{root.name}.json").read_text())

    def client(self, *arguments: str, build: str = "", idle_minutes: float | None = None) -> HostClient:
        version = Version(THIS_VERSION.protocol, THIS_VERSION.schema, build) if build else THIS_VERSION
        parts = () if self.real else ("--parts", f"{FAKE}:fake_parts")
        named = ("--build", build) if build else ()
        client = HostClient(
            "cli", idle_minutes=idle_minutes, host_arguments=(*parts, *named, *arguments), version=version
        )
        self.clients.append(client)
        return client

    async def status(self, client: HostClient) -> dict[str, Any]:
        status = await client.request("status", {})
        self.pids |= {status["pid"], *(child["pid"] for child in status["children"])}
        return status

    async def root_until(self, client: HostClient, root: Path, wanted: Callable[[Mapping[str, Any]], bool]) -> Any:
        """The root's state as soon as `wanted` is true of it, by the host's word."""
        return await until(lambda: self._state(client, root), lambda state: state is not None and wanted(state))

    async def _state(self, client: HostClient, root: Path) -> Mapping[str, Any] | None:
        status = await self.status(client)
        return next((state for state in status["roots"] if state["root"] == str(root)), None)


@contextlib.asynccontextmanager
async def a_house(monkeypatch: pytest.MonkeyPatch, real: bool = False) -> AsyncGenerator[House]:
    folder = _short_folder()
    for name in ("CACHE", "DATA", "RUNTIME", "CONFIG"):
        monkeypatch.setenv(f"NSS_{name}_DIR", str(folder / name.lower()))
    house = House(folder, real=real)
    try:
        yield house
    finally:
        await _empty(house)
        shutil.rmtree(folder)


def _short_folder() -> Path:
    """Not tmp_path: a socket's path must be short."""
    return Path(tempfile.mkdtemp(prefix="nss-test-")).resolve()


async def _empty(house: House) -> None:
    for client in house.clients:
        await client.close()
    mine = [process for process in psutil.process_iter(["pid"]) if _belongs(process, house)]
    hosts = [process for process in mine if process.pid in house.pids or "nss_server.host" in process.cmdline()]
    for process in hosts:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGTERM)
    _, left = psutil.wait_procs(mine, timeout=20)
    for process in left:
        process.kill()
    assert not left, f"these did not end with their host: {left}"


def _belongs(process: psutil.Process, house: House) -> bool:
    """Started for this house, by the only thing that all of its processes share: the data folder in the environment."""
    try:
        return process.pid != os.getpid() and process.environ().get("NSS_DATA_DIR") == str(house.folder / "data")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


async def until(ask: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """The first answer of the coroutine function `ask` that is `wanted`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = await ask()
        if wanted(answer):
            return answer
        assert time.monotonic() < deadline, f"still {answer}"
        await asyncio.sleep(0.02)


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
