"""Files: what is in the index, and what was left out of it and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FilesParams:
    skipped: Annotated[bool, Meta(description="Also list the files that were left out or failed.")] = False


@dataclass(frozen=True, slots=True)
class FileEntry:
    path: str
    state: str  # "indexed", "skipped", "failed"
    reason: str  # one word, "" when indexed
    detail: str  # a sentence, "" when indexed without problems
    language: str
    chunks: int
    lines: int
    size: int  # bytes on disk
    encoding: str  # "" unless indexed


@dataclass(frozen=True, slots=True)
class FilesResult:
    files: tuple[FileEntry, ...]
    complete: bool  # False while the first pass over the files has not finished


@capability(lines="files")
def files(workspace: Workspace, params: FilesParams, job: Job) -> FilesResult:
    """List the files of the index."""
    index = workspace.index.ensure(job)
    complete = workspace.index.condition(index).complete
    return FilesResult(
        tuple(
            FileEntry(
                path=record.path,
                state=str(record.state),
                reason=record.reason,
                detail=record.detail,
                language=record.language,
                chunks=record.chunks,
                lines=record.lines,
                size=record.size,
                encoding=record.encoding,
            )
            for record in index.files(params.skipped)
        ),
        complete,
    )
