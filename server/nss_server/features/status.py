"""Status: what the index of this root holds, how current it is, and what the host is doing about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.errors import HostUnavailable, IndexUnavailable

from nss_server.capability import capability, in_worker
from nss_server.features.host import NOT_RUNNING, HostResult, host_result

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StatusParams:
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class LanguageFiles:
    language: str
    files: int


@dataclass(frozen=True, slots=True)
class IndexSummary:
    generation: int
    indexed_at: float  # seconds since the epoch
    complete: bool  # False while the first pass over the files has not finished
    files: int
    skipped: int
    failed: int
    chunks: int
    symbols: int
    lines: int
    source_bytes: int
    database_bytes: int
    pending_vectors: int
    model: str
    languages: tuple[LanguageFiles, ...]  # most files first


@dataclass(frozen=True, slots=True)
class StatusResult:
    root: str
    state: str  # "none" (no index), "broken", "incomplete", "ready"
    problem: str  # a sentence, "" when all is well
    freshness: str
    index: IndexSummary | None
    host: HostResult


@capability(takes_root=True)
async def status(workspace: Workspace, params: StatusParams, job: Job) -> StatusResult:
    """Say what is indexed, how current it is, and what the host is doing."""
    state, problem, freshness, summary = await in_worker(_index_part, workspace)
    host = NOT_RUNNING
    try:
        if await workspace.host.running() is not None:
            host = host_result(await workspace.host.request("status", {}))
    except HostUnavailable as error:
        problem = problem or error.sentence()
    return StatusResult(str(workspace.root), state, problem, freshness, summary, host)


def _index_part(workspace: Workspace) -> tuple[str, str, str, IndexSummary | None]:
    try:
        index = workspace.index.read()
        found = index.status()
        freshness = workspace.index.condition(index).freshness
    except IndexUnavailable as error:
        return "none" if error.code == "index-missing" else "broken", error.sentence(), "", None
    summary = IndexSummary(
        generation=found.generation,
        indexed_at=found.indexed_at,
        complete=found.complete,
        files=found.files,
        skipped=found.skipped,
        failed=found.failed,
        chunks=found.chunks,
        symbols=found.symbols,
        lines=found.lines,
        source_bytes=found.source_bytes,
        database_bytes=found.database_bytes,
        pending_vectors=found.pending_vectors,
        model=found.model,
        languages=tuple(LanguageFiles(*pair) for pair in found.languages),
    )
    return "ready" if found.complete else "incomplete", "", freshness, summary
