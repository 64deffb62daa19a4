"""Runs one capability for any front end: validates its params, picks thread or loop, times it, makes its result plain.

Front ends hand in what they got over their wire and get back what goes over it; they differ in nothing else. Workers
belong to the front end: `worker_pool` makes one, and asyncio's default executor is never used, because stdin readers
and name look-ups live there and must not wait behind a search.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, cast

import msgspec
from nss_index.errors import BadInput, Cancelled, NssError
from nss_index.ports import Progress

from nss_server.capability import in_worker, offer_workers

if TYPE_CHECKING:
    from nss_server.capability import Capability, Job
    from nss_server.workspace import Workspace

_SURROGATE = re.compile("[\ud800-\udfff]")
SLOW_MILLISECONDS = 2000.0
WORKERS = 4  # threads: a hover and a completion beside two searches; more only fight over two cores


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one request took, its wait for a free worker included."""

    method: str  # "nss/search"
    milliseconds: float
    root: str
    outcome: str  # "ok", "failed", or the code of the NssError

    @property
    def slow(self) -> bool:
        """Belongs into the slow-request log."""
        return self.milliseconds > SLOW_MILLISECONDS


OnTimed = Callable[[Timing], None]


def worker_pool(size: int = WORKERS) -> ThreadPoolExecutor:
    """Threads for the `def` capabilities of one front end, which shuts them down."""
    return ThreadPoolExecutor(size, thread_name_prefix="nss-worker")


async def run(
    capability: Capability,
    workspace: Workspace,
    raw: Mapping[str, Any] | None,
    job: Job,
    workers: Executor,
    *,
    on_timed: OnTimed | None = None,
    streams: bool = False,
) -> dict[str, Any]:
    """Run `capability` with the unchecked params `raw`; the result as plain dicts and lists with snake_case keys.

    `streams` says that the caller takes partial results (`job.partial` gets plain dicts); without it they are merged
    into the answer. Cancelling the task cancels an `async def` at its next await and makes `job.cancelled()` true for
    a `def`, whose thread ends at its next check. Raises BadInput naming the field, or what the capability raises.
    """
    started = time.perf_counter()
    outcome = "failed"
    try:
        params = validate(capability, raw)
        inner = _RunningJob(job, streams)
        reset = offer_workers(workers)
        try:
            if capability.is_async:
                result = await capability.function(workspace, params, inner)
            else:
                result = await in_worker(capability.function, workspace, params, inner)
        except asyncio.CancelledError:
            inner.cancel()
            raise
        finally:
            reset()
        plain = plain_result(result)
        if capability.partial == "appends" and not streams:
            parts = [*map(plain_result, inner.kept), plain]
            plain[capability.lines] = [item for part in parts for item in part[capability.lines]]
        outcome = "ok"
        return plain
    except asyncio.CancelledError:
        outcome = Cancelled.code
        raise
    except NssError as error:
        outcome = error.code
        raise
    finally:
        if on_timed is not None:
            milliseconds = (time.perf_counter() - started) * 1000
            on_timed(Timing(capability.method, milliseconds, str(workspace.root), outcome))


def validate(capability: Capability, raw: object) -> object:
    """The params dataclass made from `raw`. Unknown names, missing ones, wrong types and ranges raise BadInput."""
    if raw is not None and not isinstance(raw, Mapping):
        raise BadInput(f"{capability.method} takes named parameters", why=f"got {type(raw).__name__}")
    values = cast("Mapping[str, Any]", raw or {})
    known = [item.name for item in fields(capability.params)]
    for name in values:
        if any(map(_SURROGATE.search, _texts(values[name]))):
            # Not UTF-8 on the command line, or half a pair in JSON: no file, index or wire can hold it.
            raise BadInput(
                f"{capability.method}: {name} cannot be {_shown(values[name])}", why="it is not valid Unicode"
            )
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise BadInput(f"{capability.method} has no parameter {name!r}", why=takes)
    for item in fields(capability.params):
        required = item.default is MISSING and item.default_factory is MISSING
        if required and item.name not in values:
            raise BadInput(f"{capability.method} needs the parameter {item.name!r}")
    try:
        return cast("object", msgspec.convert(dict(values), capability.params))
    except msgspec.ValidationError as error:
        raise _bad_value(capability, values, str(error)) from error


def plain_result(result: Any) -> dict[str, Any]:
    """A result dataclass as it goes over a wire."""
    return cast("dict[str, Any]", msgspec.to_builtins(result))


def _bad_value(capability: Capability, values: Mapping[str, Any], message: str) -> BadInput:
    match = re.search(r" - at `\$\.([A-Za-z_]+)", message)
    name = match.group(1) if match else ""
    reason = message.split(" - at ")[0].replace("`", "")
    why = reason[:1].lower() + reason[1:]
    return BadInput(f"{capability.method}: {name} cannot be {_shown(values.get(name))}", why=why)


def _texts(value: object) -> list[str]:
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "…"


class _RunningJob:
    """The caller's job as the capability sees it: also cancelled when the awaiting task is, partial results made
    plain."""

    def __init__(self, outer: Job, streams: bool) -> None:
        self._outer, self._streams = outer, streams
        self._cancelled = threading.Event()
        self.kept: list[object] = []

    def cancel(self) -> None:
        self._cancelled.set()

    def report(self, progress: Progress) -> None:
        self._outer.report(progress)

    def partial(self, result: object) -> None:
        if self._streams:
            self._outer.partial(plain_result(result))
        else:
            self.kept.append(result)

    @property
    def streams(self) -> bool:
        return self._streams

    def cancelled(self) -> bool:
        return self._cancelled.is_set() or self._outer.cancelled()
