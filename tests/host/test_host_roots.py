"""Open roots through a real host: live updates, focus, several roots sharing the lanes, other settings."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.host.house import House, until


async def test_saves_creates_and_deletes_are_followed(house: House) -> None:
    root, client = house.root(), house.client()
    states: list[Mapping[str, Any]] = []
    first = await client.request("root/open", {"root": str(root)}, states.append)
    assert first["root"] == str(root)
    await house.root_until(client, root, lambda state: state["state"] == "live")
    (root / "new.py").write_text("x = 1\n")
    (root / "file000.py").unlink()
    await until(
        lambda: _index(house, root), lambda index: set(index["files"]) == {"new.py", "file001.py", "file002.py"}
    )
    await until(lambda: _index(house, root), lambda index: "new.py" in {path for path, _ in index["vectors"]})
    generations = [state["generation"] for state in states]
    assert generations == sorted(generations)
    assert {state["watching"] for state in states} >= {"native"}
    assert len((await client.request("jobs/list", {}))["jobs"]) == 1, "following saves is no job"


async def test_a_save_does_not_wait_for_vectors(house: House) -> None:
    root, client = house.root(files=40), house.client()
    house.fault(seconds_per_vector=0.1)
    await client.request("root/open", {"root": str(root)})
    await house.root_until(client, root, lambda state: state["state"] == "vectors" and state["done"] > 1)
    (root / "saved.py").write_text("x = 1\n")
    index = await until(lambda: _index(house, root), lambda index: "saved.py" in index["files"])
    assert len(index["vectors"]) < 40
    house.fault()
    await house.root_until(client, root, lambda state: state["state"] == "live")
    assert len(house.index(root)["vectors"]) == 41


async def test_a_new_roots_text_comes_before_another_ones_vectors(house: House) -> None:
    first, second, client = house.root(files=30, name="first"), house.root(files=3, name="second"), house.client()
    house.fault(seconds_per_vector=0.1, seconds_per_file=0.02)
    await client.request("root/open", {"root": str(first)})
    await house.root_until(client, first, lambda state: state["state"] == "vectors" and state["done"] > 1)
    await client.request("root/open", {"root": str(second)})
    await house.root_until(client, second, lambda state: state["searchable"] and state["state"] != "indexing")
    assert len(house.index(second)["files"]) == 3
    assert len(house.index(first)["vectors"]) < 30
    await house.root_until(client, first, lambda state: state["state"] == "live")
    assert house.index(first)["opened"] == 1, "it paused and went on, and was not started again"
    await house.root_until(client, second, lambda state: state["state"] == "live")
    assert len(house.index(second)["vectors"]) == 3


async def test_an_editor_hears_of_its_own_roots_only_and_not_after_closing(house: House) -> None:
    mine, other, client, neighbour = house.root(name="mine"), house.root(name="other"), house.client(), house.client()
    heard: list[Mapping[str, Any]] = []
    await client.request("root/open", {"root": str(mine)}, heard.append)
    await neighbour.request("job/run", {"root": str(other)})
    await house.root_until(client, mine, lambda state: state["state"] == "live")
    assert {state["root"] for state in heard} == {str(mine)}
    await client.request("root/close", {"root": str(mine)})
    heard.clear()
    await neighbour.request("job/run", {"root": str(mine)})
    assert heard == []


async def test_other_settings_restart_the_indexer_once(house: House) -> None:
    root, client = house.root(), house.client()
    settings = {"files": {"exclude": ["*.md"]}, "hover": {"enabled": False}}
    await client.request("job/run", {"root": str(root), "settings": settings})
    assert house.index(root)["settings"] == {"files": {"exclude": ["*.md"]}}, "only what indexing needs"
    same = {**settings, "hover": {"enabled": True}}
    await client.request("job/run", {"root": str(root), "settings": same})
    assert house.index(root)["opened"] == 1
    other = {"files": {"exclude": ["*.txt"]}}
    await client.request("job/run", {"root": str(root), "settings": other})
    await until(lambda: _index(house, root), lambda index: index["settings"] == other)
    assert house.index(root)["opened"] == 2


async def test_progress_is_bounded(house: House) -> None:
    root, client = house.root(files=200), house.client()
    events: list[Mapping[str, Any]] = []
    loop = asyncio.get_running_loop()
    started = loop.time()
    await client.request("job/run", {"root": str(root)}, events.append)
    progress = [event for event in events if event["type"] == "progress"]
    generations = {event["generation"] for event in progress}
    assert len(progress) <= 10 * (loop.time() - started) + 12
    assert len(generations) < 200


async def _index(house: House, root: Any) -> dict[str, Any]:
    return house.index(root)
