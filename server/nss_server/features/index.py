"""Index: bring the index up to date with the tree, as a job of the host."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import capability, in_worker

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class IndexParams:
    rebuild: Annotated[bool, Meta(description="Throw the index away and make a new one.")] = False
    wait: Annotated[bool, Meta(description="Wait for the end; without it, the host goes on alone.")] = True


@dataclass(frozen=True, slots=True)
class IndexResult:
    state: str  # "done", or "started" when the host goes on alone
    job: str  # the host's job, "" when it ran in this process
    seconds: float
    generation: int
    files: int
    skipped: int
    failed: int
    chunks: int
    symbols: int
    lines: int
    pending_vectors: int
    complete: bool


@capability(writes=True, job=True, runs="host", takes_root=True)
async def index(workspace: Workspace, params: IndexParams, job: Job) -> IndexResult:
    """Bring the index up to date with the files on disk.

    The host does it, and goes on when the caller leaves; without a host it runs in this process.
    """
    started = time.perf_counter()
    identity = await workspace.index.build(job, params.rebuild, params.wait)
    seconds = time.perf_counter() - started
    if not params.wait and identity:
        return IndexResult("started", identity, seconds, 0, 0, 0, 0, 0, 0, 0, 0, False)
    status = await in_worker(lambda: workspace.index.read().status())
    return IndexResult(
        state="done",
        job=identity,
        seconds=seconds,
        generation=status.generation,
        files=status.files,
        skipped=status.skipped,
        failed=status.failed,
        chunks=status.chunks,
        symbols=status.symbols,
        lines=status.lines,
        pending_vectors=status.pending_vectors,
        complete=status.complete,
    )
