"""What was searched for before, and what was found then."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta
from nss_index.errors import BadInput, IndexDamaged, IndexMissing, IndexVersion

from nss_server.capability import Flag, Positional, capability, in_worker
from nss_server.features._userstore import ask_store

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.userstore.searches import SearchRow
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SearchesListParams:
    words: Annotated[
        str, Positional("WORD", many=True), Meta(max_length=8192, description="Only searches that hold each of these.")
    ] = ""
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=1, le=2000, description="Most searches.")] = 20
    all: Annotated[bool, Meta(description="Of every folder, not of this one only.")] = False


@dataclass(frozen=True, slots=True)
class SearchesShowParams:
    search: Annotated[int, Positional("ID"), Meta(ge=1, description="The number of a search, as the list says it.")]


@dataclass(frozen=True, slots=True)
class SearchesDeleteParams:
    search: Annotated[int, Positional("ID"), Meta(ge=0, description="The number of a search.")] = 0
    all: Annotated[bool, Meta(description="Forget every search of every folder.")] = False


@dataclass(frozen=True, slots=True)
class PastSearch:
    """`at` in seconds since the epoch."""

    id: int
    at: float
    query: str
    mode: str  # that was asked for
    narrowed: dict[str, Any]  # the other parameters that were given
    session: str  # the editor's working session, "" in a shell
    root: str
    generation: int
    confidence: float | None
    hits: int  # that there were; the best fifty are kept
    first: str  # path:line of the best hit, "" without one


@dataclass(frozen=True, slots=True)
class PastHit:
    path: str
    start_line: int
    end_line: int
    symbol: str
    score: float
    ranks: dict[str, int]  # in each list that found it, 1-based
    now: str  # "same", "changed" or "gone": the file in today's index; "" where nobody can tell


@dataclass(frozen=True, slots=True)
class SearchesListResult:
    searches: tuple[PastSearch, ...]


@dataclass(frozen=True, slots=True)
class SearchesShowResult:
    search: PastSearch
    results: tuple[PastHit, ...]


@dataclass(frozen=True, slots=True)
class SearchesDeleteResult:
    deleted: int


@capability(name="searches/list", runs="local", lines="searches")
async def searches_list(workspace: Workspace, params: SearchesListParams, job: Job) -> SearchesListResult:
    """List what was searched for in this folder, the newest first."""
    from nss_server.userstore.searches import SearchesAsked, SearchRow, list_searches

    asked = SearchesAsked("" if params.all else str(workspace.root), params.words, params.limit)
    answer = ("searches", list[SearchRow])
    rows = await ask_store(workspace, "searches/list", asdict(asked), answer, list_searches, asked)
    return SearchesListResult(tuple(_past(row) for row in rows))


@capability(name="searches/show", runs="local")
async def searches_show(workspace: Workspace, params: SearchesShowParams, job: Job) -> SearchesShowResult:
    """Show what a search found then, and whether its files have changed since."""
    from nss_server.userstore.searches import SearchRow, get_search

    answer = ("search", SearchRow | None)
    row = await ask_store(workspace, "searches/get", {"id": params.search}, answer, get_search, params.search)
    if row is None:
        raise BadInput(f"no search {params.search} is kept", todo="`nss searches list` shows those that are")
    known = await in_worker(_hashes, workspace) if row.root == str(workspace.root) else None
    hits = [
        PastHit(
            hit.path,
            hit.start_line,
            hit.end_line,
            hit.symbol,
            hit.score,
            hit.ranks,
            _now(known, hit.path, hit.content_hash),
        )
        for hit in row.hits
    ]
    return SearchesShowResult(_past(row), tuple(hits))


@capability(name="searches/delete", writes=True, runs="local")
async def searches_delete(workspace: Workspace, params: SearchesDeleteParams, job: Job) -> SearchesDeleteResult:
    """Forget one search, or all."""
    from nss_server.userstore.searches import delete_searches

    if not params.search and not params.all:
        raise BadInput("nothing to forget is named", todo="Give the number of a search, or --all")
    which = params.search
    deleted = await ask_store(workspace, "searches/delete", {"id": which}, ("deleted", int), delete_searches, which)
    if which and not deleted:
        raise BadInput(f"no search {which} is kept", todo="`nss searches list` shows those that are")
    return SearchesDeleteResult(deleted)


def _past(row: SearchRow) -> PastSearch:
    best = row.hits[0] if row.hits else None
    return PastSearch(
        row.id, row.at, row.query, row.mode, row.narrowed, row.session, row.root, row.generation, row.confidence,
        row.found, f"{best.path}:{best.start_line}" if best else "",
    )  # fmt: skip


def _hashes(workspace: Workspace) -> dict[str, str] | None:
    try:
        return {record.path: record.content_hash for record in workspace.index.read().files()}
    except (IndexMissing, IndexVersion, IndexDamaged):
        return None  # the hits are shown all the same


def _now(known: dict[str, str] | None, path: str, content_hash: str) -> str:
    if known is None:
        return ""
    if path not in known:
        return "gone"
    return "same" if known[path] == content_hash else "changed"
