"""Dependencies: which file imports which, from one file, between two, or of the whole repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from nss_index.errors import BadInput
from nss_index.paths import relative_path

from nss_server.capability import Flag, Positional, capability

if TYPE_CHECKING:
    from nss_index.graph.edges import Dependencies, Edge, SymbolEdge
    from nss_index.graph.queries import Reached
    from nss_index.index import Index

    from nss_server.capability import Job
    from nss_server.workspace import Workspace

Show = Literal["graph", "cycles", "orphans", "entries"]


@dataclass(frozen=True, slots=True)
class DependenciesParams:
    path: Annotated[
        str, Positional("PATH"), Meta(max_length=4096, description="A file or a folder; none for the whole graph.")
    ] = ""
    direction: Annotated[
        Literal["both", "dependencies", "dependents"],
        Meta(description="What it needs, what needs it, or both."),
    ] = "both"
    depth: Annotated[
        int, Flag("--depth", "-d"), Meta(ge=0, le=1_000_000, description="Imports away at most; 0 for all.")
    ] = 1
    to: Annotated[str, Meta(max_length=4096, description="Show how PATH comes to need this file.")] = ""
    show: Annotated[
        Show,
        Meta(
            description="The graph, the files that need each other in a circle, those that nothing joins, or those that"
            " need others and that none needs; with PATH, of what is there."
        ),
    ] = "graph"
    all: Annotated[bool, Meta(description="The whole graph with every use of a symbol beside the imports.")] = False


@dataclass(frozen=True, slots=True)
class EdgeEntry:
    source: str
    target: str
    kind: str  # "import", "call", "inherit", "reference"
    line: int  # in the source, 1-based
    confidence: str  # "certain", "likely" by a convention, "possible": one of several
    source_symbol: str = ""  # the symbol around a use
    target_symbol: str = ""  # what is used


@dataclass(frozen=True, slots=True)
class ReachedEntry:
    path: str
    direction: str  # "dependencies", "dependents"
    depth: int
    confidence: str  # of the weakest import on the way
    source: str  # the last import of a shortest way: where it stands
    line: int


@dataclass(frozen=True, slots=True)
class OutsideEntry:
    """An import that leads to no file of the index."""

    source: str
    module: str
    line: int
    missing: bool  # it names a place in the repository; else a library


@dataclass(frozen=True, slots=True)
class DependenciesResult:
    files: tuple[str, ...]  # of the graph, or those that were asked for
    edges: tuple[EdgeEntry, ...]  # of the graph, of PATH, or of the way to another file, in its order
    reached: tuple[ReachedEntry, ...]  # from PATH
    cycles: tuple[tuple[str, ...], ...]
    outside: tuple[OutsideEntry, ...]  # of the graph, or of PATH
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability()
def dependencies(workspace: Workspace, params: DependenciesParams, job: Job) -> DependenciesResult:
    """Show which files import which: of one file, between two, or of the whole repository."""
    from nss_index.graph import queries

    index = workspace.index.ensure(job)
    graph = index.dependencies(workspace.overlay)
    starts = _chosen(graph, relative_path(index.root, params.path)) if params.path else ()
    files: Sequence[str] = starts
    edges: Sequence[Edge] = ()
    reached: list[ReachedEntry] = []
    groups: list[list[str]] = []
    if params.to:
        edges = _way(graph, starts, _chosen(graph, relative_path(index.root, params.to)), params)
    elif starts and not params.all and params.show == "graph":
        for direction in queries.Direction:
            if params.direction in ("both", direction):
                found = queries.reach(graph, starts, direction, params.depth)
                reached += [_reached(one, direction) for one in found]
        chosen = set(starts)
        edges = [edge for edge in graph.edges if edge.source in chosen or edge.target in chosen]
    elif params.show == "graph":
        files, edges = graph.files, graph.edges
    elif params.show == "cycles":
        files, within = (), set(starts)
        groups = [group for group in queries.cycles(graph) if not within or within.intersection(group)]
    else:
        among = [path for path in starts or graph.files if path in graph.resolved]
        files = (queries.orphans if params.show == "orphans" else queries.entry_points)(graph, among)
    entries = [EdgeEntry(one.source, one.target, one.kind, one.line, one.confidence) for one in edges]
    if params.all and params.show == "graph" and not params.to:
        entries += _uses(workspace, index, graph.files, job)
    condition = workspace.index.condition(index)
    shown = set(files)
    return DependenciesResult(
        files=tuple(files),
        edges=tuple(entries),
        reached=tuple(reached),
        cycles=tuple(tuple(group) for group in groups),
        outside=tuple(
            OutsideEntry(one.source, one.module, one.line, one.missing)
            for one in graph.outside
            if one.source in shown and params.show == "graph"
        ),
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _uses(workspace: Workspace, index: Index, paths: Sequence[str], job: Job) -> list[EdgeEntry]:
    found: list[EdgeEntry] = []
    with index.program(workspace.overlay) as program:
        for path in paths:
            if job.cancelled():
                break
            found += [_entry(one) for one in program.edges([path])]
    return found


def _entry(one: SymbolEdge) -> EdgeEntry:
    return EdgeEntry(
        source=one.source,
        target=one.target,
        kind=one.kind,
        line=one.line,
        confidence=one.confidence,
        source_symbol=one.source_symbol,
        target_symbol=one.target_symbol,
    )


def _chosen(graph: Dependencies, path: str) -> tuple[str, ...]:
    """The file, or all files below the folder."""
    found = tuple(one for one in graph.files if path in ("", ".") or one == path or one.startswith(f"{path}/"))
    if not found:
        raise BadInput(f"{path} is no file of the index", todo=f"`nss why {path}` says why")
    return found


def _way(graph: Dependencies, starts: Sequence[str], ends: Sequence[str], params: DependenciesParams) -> Sequence[Edge]:
    from nss_index.graph.queries import path_between

    if len(starts) != 1 or len(ends) != 1:
        raise BadInput("a way leads from one file to one file", why=f"asked from {params.path!r} to {params.to!r}")
    return path_between(graph, starts[0], ends[0]) or ()


def _reached(one: Reached, direction: str) -> ReachedEntry:
    return ReachedEntry(one.path, direction, one.depth, one.confidence, one.via.source, one.via.line)
