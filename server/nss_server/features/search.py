"""Search: one question, the places in the code that answer it best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, structs

from nss_server.capability import Flag, Positional, afterwards, capability, in_worker
from nss_server.features._filters import Kinds, Languages, Paths
from nss_server.features._hits import SearchResult, search_result
from nss_server.features._remember import remember

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SearchParams:
    query: Annotated[
        str,
        Positional("QUERY", many=True),
        Meta(min_length=1, max_length=8192, description="A question, some words, or the name of a symbol."),
    ]
    mode: Annotated[
        Literal["hybrid", "keyword", "semantic", "symbol", "exact", "regex"],
        Flag("--mode", "-m"),
        Meta(
            description="How to look: by words, by meaning, by symbol name, or by all three; or for exactly these"
            " characters, or a regular expression (capitals in it make a difference)."
        ),
    ] = "hybrid"
    memory: Annotated[
        Literal["both", "descriptions", "code"],
        Flag("--in"),
        Meta(
            description="Where to look: in what chunks are about (path, names, signature, docstring), in code, or both."
        ),
    ] = "both"
    limit: Annotated[
        int, Flag("--limit", "-n"), Meta(ge=0, le=1000, description="Most hits; 0 means the setting search.limit.")
    ] = 0
    languages: Languages = ()
    paths: Paths = ()
    tags: Annotated[
        tuple[str, ...],
        Flag("--tag", "-t"),
        Meta(max_length=64, description="Only files that carry one of these tags; auth/*, and, or, not."),
    ] = ()
    kinds: Kinds = ()
    explain: Annotated[bool, Meta(description="Say of each hit what every part of its score is.")] = False


@capability(partial="replaces")
async def search(workspace: Workspace, params: SearchParams, job: Job) -> SearchResult:
    """Search the codebase by meaning, by words and by symbol name, or for exact text.

    A phrase in double quotes must be in each hit: `retry "connection reset"`. An exact search answers with lines.
    Where nothing is indexed yet, indexing starts and the answer comes as soon as words can be found; it says when it is
    not complete. While it streams, hits by words come first and are replaced by the final ranking. What was asked and
    found is remembered on this machine: `nss search --history`, which is `nss searches list`.
    """
    result = await in_worker(_found, workspace, params, job)
    if workspace.settings.search.history:
        afterwards(remember(workspace, params.query, params.mode, _narrowed(params), result))
    return result


def _narrowed(params: SearchParams) -> dict[str, Any]:
    lists = {"languages": params.languages, "paths": params.paths, "tags": params.tags, "kinds": params.kinds}
    given: dict[str, Any] = {name: list(values) for name, values in lists.items() if values}
    return given if params.memory == "both" else {**given, "memory": params.memory}


def _found(workspace: Workspace, params: SearchParams, job: Job) -> SearchResult:
    from nss_index.answers import Memory, SearchMode, SearchQuery

    index = workspace.index.ensure(job, params.query)
    query = SearchQuery(
        text=params.query,
        mode=SearchMode(params.mode),
        memory=Memory(params.memory),
        limit=params.limit or workspace.settings.search.limit,
        languages=params.languages,
        paths=params.paths,
        tags=params.tags,
        kinds=params.kinds,
    )
    condition = workspace.index.condition(index)
    if job.streams and query.mode is SearchMode.HYBRID:
        by_words = index.search(structs.replace(query, mode=SearchMode.KEYWORD), workspace.overlay, job.cancelled)
        if by_words.hits:
            job.partial(search_result(by_words, condition, params.explain))
    return search_result(index.search(query, workspace.overlay, job.cancelled), condition, params.explain)
