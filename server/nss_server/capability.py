"""What a capability is, and the decorator that declares one. Knows no front end and no feature.

A capability is one function `(workspace, params, job) -> result` whose params and result are frozen dataclasses. From
its declaration every surface is derived: the request `nss/<name>`, the server-side command `nss.<name>` for editors
without our plugin, the shell command `nss <name>`, the TypeScript and Lua types and the reference docs. One JSON shape
serves all surfaces: the field names as written here.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import re
import typing
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from nss_index.ports import Progress

Runs = Literal["reader", "host", "local"]
"""Where the function runs: "reader" wherever the index can be read (lsp, cli), "host" asks the nss host to do the work,
"local" in the process that was asked, without an index."""

Partial = Literal["none", "replaces", "appends"]
"""What a partial result is. "replaces": a first answer that the next one replaces (keyword hits before the hybrid
ones). "appends": further items of the result's list; the answer at the end holds only what was not sent yet."""

_NAME = re.compile(r"[a-z]+(?:/[a-z]+)?")
_P = ParamSpec("_P")
_R = TypeVar("_R")
_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Positional:
    """Marks a params field (inside `Annotated`) as a positional argument of the shell command."""

    metavar: str
    many: bool = False  # several arguments: a tuple, or a text that the shell joins by spaces
    stdin: bool = False  # `-` reads the standard input


@dataclass(frozen=True, slots=True)
class Flag:
    """Gives a params field (inside `Annotated`) a short or another long flag: `Flag("-n")`, `Flag("--language",
    "-l")`."""

    names: tuple[str, ...]
    stdin: bool  # `-` reads the standard input

    def __init__(self, *names: str, stdin: bool = False) -> None:
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "stdin", stdin)


class Job(Protocol):
    """What a running capability may tell its caller and learn from it. Every request has one; a *durable* job
    (`job=True`) also has an id, an event log and a life of its own in the host."""

    def report(self, progress: Progress) -> None: ...

    def partial(self, result: object) -> None:
        """Send a part of the result, an instance of the result type; `Capability.partial` says what that means.
        A front end gets it as the plain dict that goes over its wire (see `dispatch`)."""
        ...

    @property
    def streams(self) -> bool:
        """Whether the caller takes partial results. A first answer that costs extra is made only then."""
        ...

    def cancelled(self) -> bool:
        """Cooperative token: long loops ask it and raise `Cancelled`."""
        ...


@dataclass(frozen=True, slots=True)
class Capability:
    name: str  # "search", "jobs/list"
    function: Callable[..., Any]
    params: type
    result: type
    writes: bool  # changes the user's data or the index
    job: bool  # durable: may outlive the caller
    runs: Runs
    partial: Partial
    lines: str  # the result's list field that `--json` prints one item a line, "" for one object
    takes_root: bool  # the shell command takes the root as an argument too: `nss index ROOT`
    surfaces: frozenset[str]  # of "lsp", "cli"; both unless said
    summary: str  # first line of the docstring
    description: str  # the whole docstring

    @property
    def method(self) -> str:
        return f"nss/{self.name}"

    @property
    def command(self) -> str:
        return "nss." + self.name.replace("/", ".")

    @property
    def is_async(self) -> bool:
        return inspect.iscoroutinefunction(self.function)


_workers: ContextVar[Executor] = ContextVar("nss_workers")


async def in_worker(call: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Run a blocking call in the workers of whoever runs the capability, for an `async def` that reads the index."""
    return await asyncio.get_running_loop().run_in_executor(_workers.get(), functools.partial(call, *args, **kwargs))


def offer_workers(workers: Executor) -> Callable[[], None]:
    """What `in_worker` uses in the current task, until the returned function is called. For `dispatch`."""
    token = _workers.set(workers)
    return lambda: _workers.reset(token)


_afterwards: set[asyncio.Task[None]] = set()


def afterwards(work: Coroutine[Any, Any, None]) -> None:
    """Begin bookkeeping that no answer waits for. What it raises is logged: the answer was right without it."""
    task = asyncio.get_running_loop().create_task(work)
    _afterwards.add(task)
    task.add_done_callback(_ended)


async def settled(seconds: float) -> None:
    """Wait for what was begun `afterwards`, for so long: for a process that is about to end."""
    if _afterwards:
        await asyncio.wait(set(_afterwards), timeout=seconds)


def _ended(task: asyncio.Task[None]) -> None:
    _afterwards.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        logging.getLogger(__name__).warning("%s: %s", task.get_coro(), error)


REGISTERED = "__nss_capability__"


def capability(
    *,
    name: str = "",
    writes: bool = False,
    job: bool = False,
    runs: Runs = "reader",
    partial: Partial = "none",
    lines: str = "",
    takes_root: bool = False,
    surfaces: typing.Iterable[str] = ("lsp", "cli"),
) -> Callable[[_F], _F]:
    """Declare the decorated function as a capability; `contract.collect` finds it.

    Raises TypeError at import for a declaration that cannot be derived from (wrong signature, no docstring).
    """

    def declare(function: _F) -> _F:
        parts = _describe(function, name or function.__name__)
        declared = Capability(
            function=function,
            writes=writes,
            job=job,
            runs=runs,
            partial=partial,
            lines=lines,
            takes_root=takes_root,
            surfaces=frozenset(surfaces),
            **parts,
        )
        if lines and lines not in {item.name for item in fields(declared.result)}:
            raise TypeError(f"capability {declared.name}: {lines} is not a field of its result")
        if partial == "appends" and not lines:
            raise TypeError(f"capability {declared.name}: partial results append to the field that `lines` names")
        setattr(function, REGISTERED, declared)
        return function

    return declare


def _describe(function: Callable[..., Any], name: str) -> dict[str, Any]:
    """The parts of a Capability that the function itself says."""
    if not _NAME.fullmatch(name):
        raise TypeError(f"capability name {name!r}: lower-case words, at most one slash")
    if list(inspect.signature(function).parameters) != ["workspace", "params", "job"]:
        raise TypeError(f"capability {name}: the signature is (workspace, params, job)")
    documentation = inspect.getdoc(function) or ""
    if not documentation:
        raise TypeError(f"capability {name}: the docstring is its help text")
    hints = typing.get_type_hints(function, localns=_late_names(), include_extras=True)
    for part in ("params", "return"):
        if not (isinstance(hints.get(part), type) and is_dataclass(hints[part])):
            raise TypeError(f"capability {name}: {part} is a dataclass")
    return {
        "name": name,
        "params": hints["params"],
        "result": hints["return"],
        "summary": documentation.splitlines()[0],
        "description": documentation,
    }


def _late_names() -> dict[str, object]:
    """Names that features import for typing only; resolving them must not import the world."""
    return {"Workspace": object, "Job": Job}
