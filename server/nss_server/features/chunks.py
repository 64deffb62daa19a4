"""Chunks: the whole codebase cut into pieces that are ready for retrieval elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.errors import Cancelled

from nss_server.capability import Flag, capability
from nss_server.features._filters import Languages, Paths

if TYPE_CHECKING:
    from nss_index.search.source import ChunkText

    from nss_server.capability import Job
    from nss_server.workspace import Workspace

BATCH = 200
"""Chunks a partial result: about 150 KB, so that neither side holds a large codebase in memory."""


@dataclass(frozen=True, slots=True)
class ChunksParams:
    paths: Paths = ()
    languages: Languages = ()
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=0, description="Most chunks; 0 for all.")] = 0


@dataclass(frozen=True, slots=True)
class ChunkEntry:
    """One piece of at most 60 lines; pieces of a file do not overlap and follow its order."""

    path: str
    start_line: int
    end_line: int
    start_byte: int
    end_byte: int
    text: str
    symbol: str
    heading: str
    signature: str
    kind: str  # "symbol", "header", "module", "section", "lines"
    symbol_kind: str  # "" where there is no symbol
    language: str
    content_hash: str  # of the file's text
    code_hash: str  # of this text
    description_hash: str  # of what it is about: path, names, documentation


@dataclass(frozen=True, slots=True)
class ChunksResult:
    chunks: tuple[ChunkEntry, ...]


@capability(partial="appends", lines="chunks")
def chunks(workspace: Workspace, params: ChunksParams, job: Job) -> ChunksResult:
    """List the chunks of the codebase with text, lines, symbol or heading path, and metadata.

    Files that changed since they were indexed are left out until the index has caught up.
    """
    index = workspace.index.ensure(job)
    batch: list[ChunkEntry] = []
    for number, chunk in enumerate(index.chunks(params.paths, params.languages, workspace.overlay), 1):
        batch.append(_entry(chunk))
        if params.limit and number >= params.limit:
            break
        if len(batch) == BATCH:
            if job.cancelled():
                raise Cancelled("listing the chunks was cancelled")
            job.partial(ChunksResult(tuple(batch)))
            batch = []
    return ChunksResult(tuple(batch))


def _entry(chunk: ChunkText) -> ChunkEntry:
    row = chunk.row
    return ChunkEntry(
        path=row.path,
        start_line=row.start_line,
        end_line=row.end_line,
        start_byte=row.start_byte,
        end_byte=row.end_byte,
        text=chunk.text,
        symbol=row.symbol,
        heading=row.heading,
        signature=row.signature,
        kind=row.kind,
        symbol_kind=row.symbol_kind or "",
        language=row.language,
        content_hash=row.content_hash,
        code_hash=row.code_hash,
        description_hash=row.description_hash,
    )
