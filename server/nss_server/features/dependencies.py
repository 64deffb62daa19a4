"""Dependencies: which file imports which, from one file, between two, or of the whole repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from nss_index.errors import BadInput
from nss_index.paths import relative_path

from nss_server.capability import Flag, Positional, capability
from nss_server.features._edges import EdgeEntry, known_edges

if TYPE_CHECKING:
    from nss_index.graph.edges import Dependencies, Edge
    from nss_index.graph.queries import Reached
    from nss_index.index import Index

    from nss_server.capability import Job
    from nss_server.workspace import Workspace

Show = Literal["graph", "cycles", "orphans", "entries", "layers", "large"]


Format = Literal["text", "mermaid", "dot", "json", "html"]


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
            description="The graph, the files that need each other in a circle, those that nothing joins, those that"
            " need others and that none needs, the layers from the ground up, or the files above a number of lines;"
            " with PATH, of what is there."
        ),
    ] = "graph"
    all: Annotated[bool, Meta(description="The whole graph with every use of a symbol beside the imports.")] = False
    knowledge: Annotated[
        bool,
        Meta(
            description="What is known beside the code's own edges, too: which documents mention a symbol, where tags"
            " stand (tag:NAME), which tests use what."
        ),
    ] = False
    above: Annotated[int, Meta(ge=0, description="Lines from which a file is large.")] = 500
    format: Annotated[
        Format,
        Flag("--format", "-f"),
        Meta(description="A picture: Mermaid, Graphviz DOT, JSON of nodes and edges, or a page that shows itself."),
    ] = "text"
    nodes: Annotated[
        int, Meta(ge=1, le=100_000, description="Most nodes of a picture; beyond, folders stand for their files.")
    ] = 300


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
class LargeEntry:
    path: str
    lines: int
    dependencies: int  # files that it imports
    dependents: int  # files that import it


@dataclass(frozen=True, slots=True)
class DependenciesResult:
    files: tuple[str, ...]  # of the graph, or those that were asked for
    edges: tuple[EdgeEntry, ...]  # of the graph, of PATH, or of the way to another file, in its order
    reached: tuple[ReachedEntry, ...]  # from PATH
    cycles: tuple[tuple[str, ...], ...]
    layers: tuple[tuple[str, ...], ...]  # from the ground up
    large: tuple[LargeEntry, ...]  # the largest first
    outside: tuple[OutsideEntry, ...]  # of the graph, or of PATH
    picture: str  # in the format that was asked for, "" for text
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
    levels: list[list[str]] = []
    large: list[LargeEntry] = []
    drawn_from: set[str] = set(starts)
    if params.to:
        edges = _way(graph, starts, _chosen(graph, relative_path(index.root, params.to)), params)
        drawn_from.clear()
    elif starts and not params.all and params.show == "graph":
        for direction in queries.Direction:
            if params.direction in ("both", direction):
                found = queries.reach(graph, starts, direction, params.depth)
                reached += [_reached(one, direction) for one in found]
        joined = (*(graph.needs.get(path, ()) for path in starts), *(graph.needed_by.get(path, ()) for path in starts))
        edges = sorted({edge for some in joined for edge in some}, key=lambda one: (one.source, one.line, one.target))
        drawn_from |= {one.path for one in reached}
    elif params.show == "graph":
        files, edges = graph.files, graph.edges
    elif params.show == "cycles":
        files, within = (), set(starts)
        groups = [group for group in queries.cycles(graph) if not within or within.intersection(group)]
        drawn_from = {path for group in groups for path in group}
    elif params.show == "layers":
        files, within = (), set(starts)
        levels = [[path for path in level if not within or path in within] for level in queries.layers(graph)]
    elif params.show == "large":
        large = _large(workspace, index, graph, set(starts), params.above)
        files = [one.path for one in large]
    else:
        among = [path for path in starts or graph.files if path in graph.resolved]
        files = (queries.orphans if params.show == "orphans" else queries.entry_points)(graph, among)
    entries = [EdgeEntry(one.source, one.target, one.kind, one.line, one.confidence) for one in edges]
    if (params.all or params.knowledge) and params.show == "graph" and not params.to:
        known = known_edges(workspace, index, graph.files, params.all, params.knowledge, job)
        entries += [one for one in known if params.all or not starts or {one.source, one.target} & set(starts)]
    condition = workspace.index.condition(index)
    shown = set(files)
    return DependenciesResult(
        files=tuple(files),
        edges=tuple(entries),
        reached=tuple(reached),
        cycles=tuple(tuple(group) for group in groups),
        layers=tuple(tuple(level) for level in levels if level),
        large=tuple(large),
        outside=tuple(
            OutsideEntry(one.source, one.module, one.line, one.missing)
            for one in graph.outside
            if one.source in shown and params.show == "graph"
        ),
        picture=_picture(graph, entries, drawn_from, params) if params.format != "text" else "",
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _picture(graph: Dependencies, entries: Sequence[EdgeEntry], among: set[str], params: DependenciesParams) -> str:
    """Of the files that the answer is about and the edges between them, or of all that is joined."""
    from nss_index.graph import drawing
    from nss_index.graph.edges import Confidence, EdgeKind

    edges = [(one.source, one.target, EdgeKind(one.kind), Confidence(one.confidence)) for one in entries]
    if not params.to:
        edges += [(one.source, one.target, one.kind, one.confidence) for one in graph.edges]
    if among:
        edges = [edge for edge in edges if edge[0] in among and edge[1] in among]
    drawn = drawing.drawing_of(among, dict.fromkeys(edges), params.nodes)
    if params.format == "html":
        return drawing.page(drawn, f"Dependencies of {params.path or 'the repository'}")
    return {"mermaid": drawing.mermaid, "dot": drawing.dot, "json": drawing.node_link}[params.format](drawn)


def _large(workspace: Workspace, index: Index, graph: Dependencies, within: set[str], above: int) -> list[LargeEntry]:
    """Files of more lines than `above`, unsaved texts as they are now."""
    lines = {record.path: record.lines for record in index.files()}
    lines |= {path: len(one.text.split("\n")) for path, one in workspace.overlay.documents.items() if path in lines}

    def joined(path: str) -> tuple[int, int]:
        needs = {edge.target for edge in graph.needs.get(path, ())}
        return len(needs), len({edge.source for edge in graph.needed_by.get(path, ())})

    found = [
        LargeEntry(path, count, *joined(path))
        for path, count in lines.items()
        if count > above and (not within or path in within)
    ]
    return sorted(found, key=lambda one: (-one.lines, one.path))


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
