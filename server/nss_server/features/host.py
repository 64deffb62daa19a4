"""Host: the background process that keeps indexes live, seen and steered from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nss_server.capability import capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class HostParams:
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class HostResult:
    """The host as it says itself; the lists hold what `docs/reference/protocol.md` describes."""

    running: bool
    pid: int = 0
    build: str = ""
    uptime_seconds: float = 0.0
    roots: tuple[dict[str, Any], ...] = ()
    jobs: tuple[dict[str, Any], ...] = ()  # running ones
    children: tuple[dict[str, Any], ...] = ()
    timings: tuple[dict[str, Any], ...] = ()
    slow: tuple[dict[str, Any], ...] = ()  # requests over two seconds


NOT_RUNNING = HostResult(running=False)


@capability(name="host/status", runs="host")
async def host_status(workspace: Workspace, params: HostParams, job: Job) -> HostResult:
    """Say whether the host runs and what it does. Never starts one."""
    if await workspace.host.running() is None:
        return NOT_RUNNING
    return host_result(await workspace.host.request("status", {}))


@capability(name="host/start", writes=True, runs="host")
async def host_start(workspace: Workspace, params: HostParams, job: Job) -> HostResult:
    """Start the host if it does not run."""
    return host_result(await workspace.host.request("status", {}))


@capability(name="host/stop", writes=True, runs="host")
async def host_stop(workspace: Workspace, params: HostParams, job: Job) -> HostResult:
    """Stop the host; its jobs go on when it is started again."""
    if await workspace.host.running() is not None:
        await workspace.host.request("stop", {})
    return NOT_RUNNING


def host_result(answer: Mapping[str, Any]) -> HostResult:
    """The host's answer to `status`; what this build does not know is left out."""
    return HostResult(
        running=True,
        pid=answer.get("pid", 0),
        build=answer.get("build", ""),
        uptime_seconds=answer.get("uptime_seconds", 0.0),
        roots=tuple(answer.get("roots", ())),
        jobs=tuple(answer.get("jobs", ())),
        children=tuple(answer.get("children", ())),
        timings=tuple(answer.get("timings", ())),
        slow=tuple(answer.get("slow", ())),
    )
