"""Jobs: the long work that lives in the host, with its states and logs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from nss_server.capability import Flag, Positional, capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class JobsParams:
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=1, le=1000, description="Most jobs, the newest first.")] = 20


@dataclass(frozen=True, slots=True)
class JobParams:
    job: Annotated[str, Positional("JOB"), Meta(min_length=1, max_length=64, description="The id of a job.")]


@dataclass(frozen=True, slots=True)
class JobEntry:
    """One job. Times are seconds since the epoch, null where it did not happen yet."""

    id: str
    kind: str
    root: str
    state: str  # "queued", "running", "done", "failed", "cancelled", "interrupted"
    lane: str = ""  # "interactive", "batch"
    attempts: int = 0
    created_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    params: dict[str, Any] | None = None
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class JobEventEntry:
    seq: int
    at: float
    type: str  # "state", "log"
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JobsResult:
    jobs: tuple[JobEntry, ...]


@dataclass(frozen=True, slots=True)
class JobResult:
    job: JobEntry
    events: tuple[JobEventEntry, ...] = ()


@capability(name="jobs/list", runs="host", lines="jobs")
async def list_jobs(workspace: Workspace, params: JobsParams, job: Job) -> JobsResult:
    """List the host's jobs, the newest first."""
    return msgspec.convert(await workspace.host.request("jobs/list", {"limit": params.limit}), JobsResult)


@capability(name="jobs/show", runs="host")
async def show_job(workspace: Workspace, params: JobParams, job: Job) -> JobResult:
    """Show one job and its log."""
    return await _shown(workspace, params.job)


@capability(name="jobs/cancel", writes=True, runs="host")
async def cancel_job(workspace: Workspace, params: JobParams, job: Job) -> JobResult:
    """Cancel a job; what it has finished so far stays."""
    await workspace.host.request("job/cancel", {"job": params.job})
    return await _shown(workspace, params.job)


async def _shown(workspace: Workspace, identity: str) -> JobResult:
    answer = await workspace.host.request("jobs/show", {"job": identity})
    return JobResult(
        job=msgspec.convert(answer, JobEntry),
        events=msgspec.convert(answer["events"], tuple[JobEventEntry, ...]),
    )
