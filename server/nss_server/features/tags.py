"""Tags: the marks that people leave in any text to find a place again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import Positional, capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TagsParams:
    name: Annotated[str, Positional("NAME"), Meta(max_length=256, description="Only this tag; none for all tags.")] = ""


@dataclass(frozen=True, slots=True)
class TagEntry:
    name: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class TagsResult:
    tags: tuple[TagEntry, ...]


@capability(lines="tags")
def tags(workspace: Workspace, params: TagsParams, job: Job) -> TagsResult:
    """List the tags (`<!--TAG:name-->` in any file) and where they are."""
    index = workspace.index.ensure(job)
    found = index.tags(params.name or None, workspace.overlay)
    return TagsResult(tuple(TagEntry(tag.name, path, tag.line) for path, tag in found))
