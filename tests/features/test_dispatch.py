"""Dispatch: unchecked params in, plain results out; threads, cancelling, partial results, timings."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import pytest
from msgspec import Meta
from nss_index.errors import BadInput, Cancelled, NssError
from nss_server import dispatch
from nss_server.capability import REGISTERED, Capability, Job, capability, in_worker
from nss_server.workspace import Workspace

from tests.support.workspaces import RecordingJob


@dataclass(frozen=True)
class Params:
    text: Annotated[str, Meta(min_length=1)]
    count: Annotated[int, Meta(ge=1, le=5)] = 1
    mode: Literal["a", "b"] = "a"
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    items: tuple[str, ...]
    where: str = ""


@capability()
def echo(workspace: Workspace, params: Params, job: Job) -> Answer:
    """Say it."""
    return Answer((params.text,) * params.count, threading.current_thread().name)


@capability(name="later")
async def echo_async(workspace: Workspace, params: Params, job: Job) -> Answer:
    """Say it."""
    return Answer((await in_worker(lambda: threading.current_thread().name),), threading.current_thread().name)


@capability(partial="appends", lines="items")
def pieces(workspace: Workspace, params: Params, job: Job) -> Answer:
    """Say it in pieces."""
    job.partial(Answer(("1", "2")))
    job.partial(Answer(("3",)))
    return Answer(("4",), "end")


@capability(partial="replaces")
def better(workspace: Workspace, params: Params, job: Job) -> Answer:
    """Say it twice."""
    job.partial(Answer(("early",)))
    return Answer(("late",))


@capability()
def failing(workspace: Workspace, params: Params, job: Job) -> Answer:
    """Fail."""
    raise NssError("no") if params.text == "nss" else ZeroDivisionError("bug")


NOWHERE = cast("Workspace", type("Nowhere", (), {"root": Path("/nowhere")})())


def declared(function: object) -> Capability:
    return getattr(function, REGISTERED)


async def run(function: object, params: object, **options: Any) -> dict[str, Any]:
    job = options.pop("job", RecordingJob())
    with dispatch.worker_pool(2) as workers:
        return await dispatch.run(
            declared(function), NOWHERE, cast("Mapping[str, Any]", params), job, workers, **options
        )


async def test_def_runs_in_a_worker_and_async_def_on_the_loop() -> None:
    here = threading.current_thread().name
    assert (await run(echo, {"text": "x"}))["where"].startswith("nss-worker")
    answer = await run(echo_async, {"text": "x"})
    assert answer["where"] == here
    assert answer["items"][0].startswith("nss-worker")


async def test_results_are_plain() -> None:
    answer = await run(echo, {"text": "x", "count": 2, "names": ["a"]})
    assert list(answer["items"]) == ["x", "x"]
    assert type(answer) is dict


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({}, "nss/echo needs the parameter 'text'"),
        (None, "nss/echo needs the parameter 'text'"),
        ([], "nss/echo takes named parameters (got list)"),
        ("text", "nss/echo takes named parameters (got str)"),
        ({"text": "x", "txet": 1}, "nss/echo has no parameter 'txet' (it takes text, count, mode, names)"),
        ({"text": ""}, "nss/echo: text cannot be '' (expected str of length >= 1)"),
        ({"text": 1}, "nss/echo: text cannot be 1 (expected str, got int)"),
        ({"text": None}, "nss/echo: text cannot be None (expected str, got null)"),
        ({"text": "x", "count": 9}, "nss/echo: count cannot be 9 (expected int <= 5)"),
        ({"text": "x", "count": "2"}, "nss/echo: count cannot be '2' (expected int, got str)"),
        ({"text": "x", "count": True}, "nss/echo: count cannot be True (expected int, got bool)"),
        ({"text": "x", "mode": "c"}, "nss/echo: mode cannot be 'c' (invalid enum value 'c')"),
        ({"text": "x", "names": ["a", 1]}, "nss/echo: names cannot be ['a', 1] (expected str, got int)"),
        ({"text": "\ud800"}, "nss/echo: text cannot be '\\ud800' (it is not valid Unicode)"),
        ({"text": "x", "names": ["a", "\udcff"]}, "nss/echo: names cannot be ['a', '\\udcff'] (it is not valid"),
        ({"text": "x" * 500, "count": "y" * 500}, "nss/echo: count cannot be 'yyy"),
    ],
)
async def test_bad_params_name_the_field_and_the_value(params: object, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        await run(echo, params)
    assert caught.value.sentence().startswith(said)
    assert len(caught.value.sentence()) < 300


async def test_parts_are_joined_for_a_caller_that_takes_none() -> None:
    job = RecordingJob()
    answer = await run(pieces, {"text": "x"}, job=job)
    assert (list(answer["items"]), answer["where"]) == (["1", "2", "3", "4"], "end")
    assert job.partials == []


async def test_parts_are_sent_plain_to_a_caller_that_takes_them() -> None:
    job = RecordingJob()
    answer = await run(pieces, {"text": "x"}, job=job, streams=True)
    assert list(answer["items"]) == ["4"]
    assert [list(part["items"]) for part in job.partials] == [["1", "2"], ["3"]]


async def test_replaced_parts_leave_no_trace_without_streaming() -> None:
    job = RecordingJob()
    assert list((await run(better, {"text": "x"}, job=job))["items"]) == ["late"]
    assert job.partials == []


async def test_cancelling_the_task_stops_the_worker() -> None:
    loop = asyncio.get_running_loop()
    began, ended = asyncio.Event(), threading.Event()

    @capability()
    def waiting(workspace: Workspace, params: Params, job: Job) -> Answer:
        """Wait to be cancelled."""
        loop.call_soon_threadsafe(began.set)
        while not job.cancelled():
            ended.wait(0.001)
        ended.set()
        raise Cancelled("stopped")

    timings: list[dispatch.Timing] = []
    task = asyncio.create_task(run(waiting, {"text": "x"}, on_timed=timings.append))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.wait(10)
    assert [timing.outcome for timing in timings] == ["cancelled"]


async def test_the_job_s_own_token_counts_too() -> None:
    job = RecordingJob()
    job.is_cancelled = True

    @capability()
    def asks(workspace: Workspace, params: Params, job: Job) -> Answer:
        """Ask."""
        return Answer((str(job.cancelled()),))

    assert list((await run(asks, {"text": "x"}, job=job))["items"]) == ["True"]


@pytest.mark.parametrize(
    ("function", "params", "outcome", "error"),
    [
        (echo, {"text": "x"}, "ok", None),
        (echo, {}, "bad-input", BadInput),
        (failing, {"text": "nss"}, "error", NssError),
        (failing, {"text": "bug"}, "failed", ZeroDivisionError),
    ],
)
async def test_each_request_is_timed_once(
    function: object, params: dict[str, Any], outcome: str, error: type[Exception] | None
) -> None:
    timings: list[dispatch.Timing] = []
    if error is None:
        await run(function, params, on_timed=timings.append)
    else:
        with pytest.raises(error):
            await run(function, params, on_timed=timings.append)
    assert [(timing.outcome, timing.root, timing.slow) for timing in timings] == [(outcome, "/nowhere", False)]
    assert timings[0].milliseconds > 0


def test_slow_means_over_two_seconds() -> None:
    assert not dispatch.Timing("nss/x", 2000.0, "", "ok").slow
    assert dispatch.Timing("nss/x", 2000.1, "", "ok").slow
