"""Similar code: given some text, the places in the code that look or act like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import Flag, Positional, capability
from nss_server.features._hits import SearchResult, search_result

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SimilarParams:
    text: Annotated[
        str,
        Positional("TEXT", stdin=True),
        Meta(min_length=1, max_length=65536, description="The code to compare with; the shell reads stdin for -."),
    ]
    near: Annotated[
        str,
        Meta(max_length=4096, description="The file that the text comes from, left out of the answer."),
    ] = ""
    start_line: Annotated[int, Meta(ge=1, description="Leave out only what lies in these lines of that file.")] = 1
    end_line: Annotated[int, Meta(ge=0, description="The last of these lines; 0 means the end of the file.")] = 0
    limit: Annotated[
        int, Flag("--limit", "-n"), Meta(ge=0, le=1000, description="Most hits; 0 means the setting search.limit.")
    ] = 0


@capability()
def similar(workspace: Workspace, params: SimilarParams, job: Job) -> SearchResult:
    """Find code that is similar to a piece of text."""
    index = workspace.index.ensure(job)
    answer = index.similar(
        params.text,
        params.limit or workspace.settings.search.limit,
        workspace.overlay,
        near=params.near,
        lines=(params.start_line, params.end_line or 1 << 31),
        cancelled=job.cancelled,
    )
    return search_result(answer, workspace.index.condition(index))
