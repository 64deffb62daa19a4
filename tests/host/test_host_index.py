"""The host with the real indexer: what is saved is found, and the host itself stays light."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest
from nss_index.answers import SearchMode, SearchQuery
from nss_index.index import Index

from tests.host.house import House, a_house, until


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[House]:
    async with a_house(monkeypatch, real=True) as house:
        yield house


def found(root: Path, words: str) -> set[str]:
    with Index.open(root) as index:
        return {hit.path for hit in index.search(SearchQuery(words, mode=SearchMode.KEYWORD)).hits}


async def test_saves_are_searchable_and_survive_a_killed_child(house: House) -> None:
    root, client = house.root(), house.client()
    (root / "animals.py").write_text("def walrus():\n    return 1\n")
    states: list[Mapping[str, Any]] = []
    await client.request("root/open", {"root": str(root)}, states.append)
    await house.root_until(client, root, lambda state: state["state"] == "live")
    assert found(root, "walrus") == {"animals.py"}
    (root / "saved.py").write_text("def brandnew_name():\n    return 1\n")
    (root / "animals.py").unlink()
    await until(lambda: _found(root, "brandnew_name"), lambda paths: paths == {"saved.py"})
    await until(lambda: _found(root, "walrus"), lambda paths: paths == set())
    os.kill((await house.status(client))["children"][0]["pid"], signal.SIGKILL)
    (root / "while_dead.py").write_text("def written_meanwhile():\n    return 1\n")
    await until(lambda: _found(root, "written_meanwhile"), lambda paths: paths == {"while_dead.py"})
    assert {state["watching"] for state in states} <= {"native", "lost"}


async def test_the_host_imports_no_heavy_library(house: House) -> None:
    root, client = house.root(), house.client()
    await client.request("job/run", {"root": str(root)})
    loaded = " ".join(mapped.path for mapped in psutil.Process((await house.status(client))["pid"]).memory_maps())
    for heavy in ("numpy", "watchfiles", "tree_sitter", "sqlite_vec", "onnxruntime"):
        assert heavy not in loaded


async def test_excluded_files_follow_the_clients_settings(house: House) -> None:
    root, client = house.root(), house.client()
    settings = {"files": {"exclude": ["file00[01].py"]}}
    await client.request("job/run", {"root": str(root), "settings": settings})
    with Index.open(root) as index:
        assert [record.path for record in index.files()] == ["file002.py"]


async def _found(root: Path, words: str) -> set[str]:
    return found(root, words)
