"""Jobs through a real host: started on demand, joined, followed, replayed, cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from nss_index.errors import BadInput, Cancelled, NssError, RootNotFound

from tests.host.house import House


async def test_a_request_starts_the_host_and_indexes(house: House) -> None:
    root, client = house.root(files=3), house.client()
    assert await client.running() is None, "asking whether one runs must not start one"
    events: list[Mapping[str, Any]] = []
    answer = await client.request("job/run", {"root": str(root)}, events.append)
    assert answer["result"]["vectors"] == 3
    assert len(house.index(root)["files"]) == 3
    logged = [event for event in events if event["type"] != "progress"]
    assert [event["seq"] for event in logged] == list(range(1, len(logged) + 1))
    assert [event["data"]["state"] for event in logged if event["type"] == "state"] == ["queued", "running", "done"]
    shown = await client.request("jobs/show", {"job": answer["job"]})
    assert shown["state"] == "done"
    assert "settings" not in shown["params"]


async def test_two_clients_join_one_job(house: House) -> None:
    root, first, second = house.root(files=5), house.client(), house.client()
    house.fault(seconds_per_file=0.05)
    answers = await asyncio.gather(*(client.request("job/run", {"root": str(root)}) for client in (first, second)))
    assert answers[0]["job"] == answers[1]["job"]
    assert len((await first.request("jobs/list", {}))["jobs"]) == 1
    assert house.index(root)["opened"] == 1


async def test_attach_replays_from_any_event_on(house: House) -> None:
    root, client = house.root(), house.client()
    job = (await client.request("job/run", {"root": str(root)}))["job"]
    whole: list[Mapping[str, Any]] = []
    rest: list[Mapping[str, Any]] = []
    await client.request("job/attach", {"job": job}, whole.append)
    await client.request("job/attach", {"job": job, "after": 2}, rest.append)
    assert [event["seq"] for event in whole] == list(range(1, len(whole) + 1))
    assert rest == [{**event, "request": rest[0]["request"]} for event in whole[2:]]


async def test_detaching_leaves_the_job_alone(house: House) -> None:
    root, client = house.root(files=10), house.client()
    house.fault(seconds_per_file=0.05)
    waiting = asyncio.create_task(client.request("job/run", {"root": str(root)}))
    await house.root_until(client, root, lambda state: state["state"] == "indexing")
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    job = (await client.request("jobs/list", {}))["jobs"][0]
    assert job["state"] == "running"
    assert (await client.request("job/attach", {"job": job["id"]}))["result"]["vectors"] == 10


async def test_cancel_stops_the_work_and_keeps_what_is_done(house: House) -> None:
    root, client = house.root(files=50), house.client()
    house.fault(seconds_per_file=0.1)
    waiting = asyncio.create_task(client.request("job/run", {"root": str(root)}))
    await house.root_until(client, root, lambda state: state["done"] > 0)
    job = (await client.request("jobs/list", {}))["jobs"][0]["id"]
    assert (await client.request("job/cancel", {"job": job}))["state"] == "cancelled"
    with pytest.raises(Cancelled):
        await waiting
    state = await house.root_until(client, root, lambda state: state["state"] == "live")
    assert "cancelled" in state["problem"]
    done = len(house.index(root)["files"])
    assert 0 < done < 50
    house.fault()
    answer = await client.request("job/run", {"root": str(root)})
    assert answer["job"] != job
    assert len(house.index(root)["files"]) == 50
    assert (await house.root_until(client, root, lambda state: state["state"] == "live"))["problem"] == ""


async def test_rebuild_throws_away_once(house: House) -> None:
    root, client = house.root(), house.client()
    await client.request("job/run", {"root": str(root)})
    await client.request("job/run", {"root": str(root), "params": {"rebuild": True}})
    assert house.index(root)["forgotten"] == 1
    assert len(house.index(root)["files"]) == 3


async def test_estimates_are_logged_against_the_truth(house: House) -> None:
    root, client = house.root(files=20), house.client()
    house.fault(seconds_per_file=0.02)
    events: list[Mapping[str, Any]] = []
    await client.request("job/run", {"root": str(root)}, events.append)
    log = next(event["data"] for event in events if event["type"] == "log" and event["data"]["phase"] == "text")
    assert [entry["share"] for entry in log["estimates"]] == [0.25, 0.5, 0.75]
    assert all(entry["actual_seconds"] > 0 for entry in log["estimates"])


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("job/run", {"root": "/no/such/folder"}, RootNotFound),
        ("root/open", {"root": "/no/such/folder"}, RootNotFound),
        ("job/run", {"root": "/", "kind": "dance"}, BadInput),
        ("job/run", {}, BadInput),
        ("job/attach", {"job": "none"}, BadInput),
        ("jobs/show", {"job": "none"}, BadInput),
        ("job/cancel", {"job": "none"}, BadInput),
        ("no/such", {}, BadInput),
    ],
)
async def test_bad_requests_are_answered_with_the_exception_tree(
    house: House, method: str, params: dict[str, Any], error: type[NssError]
) -> None:
    client = house.client()
    with pytest.raises(error) as raised:
        await client.request(method, params)
    assert raised.value.what
    assert (await house.status(client))["jobs"] == []
