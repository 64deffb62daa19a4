"""A watched root under changes and kill -9: host, watcher and indexer child as in life, complete dumps compared."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from nss_index.errors import IndexUnavailable
from nss_index.indexer import build

from tests.host.house import PATIENCE_SECONDS, House, a_house
from tests.index.library.indexes import IN_PROCESS, whole
from tests.index.library.test_convergence import change_something
from tests.index.library.test_overlay import random_text


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[House]:
    async with a_house(monkeypatch, real=True) as house:
        yield house


def index_of(root: Path, cache: Path) -> list[tuple[Any, ...]]:
    """What an index of the tree as it is now says, made from nothing elsewhere."""
    live = os.environ["NSS_CACHE_DIR"]
    os.environ["NSS_CACHE_DIR"] = str(cache)
    try:
        build(root, IN_PROCESS, rebuild=True)
        return whole(root)
    finally:
        os.environ["NSS_CACHE_DIR"] = live


async def converges(root: Path, cache: Path) -> None:
    """The live index becomes equal to a rebuild without being asked."""
    expected = await asyncio.to_thread(index_of, root, cache)
    deadline = time.monotonic() + PATIENCE_SECONDS
    found: list[tuple[Any, ...]] = []
    while time.monotonic() < deadline:
        try:
            found = await asyncio.to_thread(whole, root)
        except IndexUnavailable:
            found = []
        if found == expected:
            return
        await asyncio.sleep(0.1)
    assert found == expected


def git(root: Path, *words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"]
    subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_a_watched_root_converges_through_kills(house: House, seed: int) -> None:
    chance, cache = random.Random(seed), house.folder / "second"
    root = house.root(files=40)
    if seed % 2:
        git(root, "init", "-q")
    client = house.client()
    await client.request("root/open", {"root": str(root)})
    await converges(root, cache)
    for _ in range(6):
        victim = chance.choice(["nobody", "child", "host"])
        status = await house.status(client)
        for _ in range(chance.randint(1, 6)):
            change_something(root, chance)
            await asyncio.sleep(chance.choice([0.0, 0.0, 0.05, 0.4]))  # what varies is where the kill meets the work
        if victim == "host":
            os.kill(status["pid"], signal.SIGKILL)
        elif victim == "child" and status["children"]:
            os.kill(status["children"][0]["pid"], signal.SIGKILL)
        for _ in range(chance.randint(0, 3)):
            change_something(root, chance)
        await house.status(client)
        await converges(root, cache)


async def test_a_checkout_of_hundreds_of_files_and_folders_at_once(house: House) -> None:
    chance, cache = random.Random(7), house.folder / "second"
    root = house.root(files=0)
    git(root, "init", "-q", "-b", "one")
    for number in range(200):
        (root / f"f{number}.py").write_text(random_text(chance, "x.py"))
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    git(root, "checkout", "-qb", "two")
    git(root, "rm", "-q", *[f"f{number}.py" for number in range(0, 200, 2)])
    for number in range(300):
        folder = root / f"d{number % 9}/e{number % 31}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"g{number}.py").write_text(random_text(chance, "x.py"))
    git(root, "add", ".")
    git(root, "commit", "-qm", "two")
    client = house.client()
    await client.request("root/open", {"root": str(root)})
    await converges(root, cache)
    git(root, "checkout", "-q", "one")
    await converges(root, cache)
    git(root, "checkout", "-q", "two")
    await converges(root, cache)
    (root / "d1").rename(root / "d1 renamed")
    await converges(root, cache)
