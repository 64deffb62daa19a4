"""Questions about a dependency graph. All walks are iterative: a chain of ten thousand files is one."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from nss_index.graph.edges import Confidence, Dependencies, Edge

_SURE = tuple(Confidence)


class Direction(StrEnum):
    DEPENDENCIES = "dependencies"  # what it needs
    DEPENDENTS = "dependents"  # what needs it


@dataclass(frozen=True, slots=True)
class Reached:
    """A file at the end of a shortest chain of edges."""

    path: str
    depth: int  # edges from the nearest start
    via: Edge  # the last edge of the chain
    confidence: Confidence  # of the chain's weakest edge


def reach(
    graph: Dependencies, starts: Collection[str], direction: Direction, depth: int = 0, limit: int = 0
) -> list[Reached]:
    """Every file that can be reached, the nearest first, then by path; at most `depth` edges and `limit` files away, 0
    for all. Of several shortest chains, the one whose weakest edge is the surest counts."""
    beside = graph.needs if direction is Direction.DEPENDENCIES else graph.needed_by
    found: dict[str, Reached] = {}
    level: dict[str, Confidence] = dict.fromkeys(starts, Confidence.CERTAIN)
    steps = 0
    while level and not (depth and steps >= depth):
        steps += 1
        following: dict[str, Reached] = {}
        for path, sure in level.items():
            for edge in beside.get(path, ()):
                end = edge.target if direction is Direction.DEPENDENCIES else edge.source
                if end in found or end in level or end in starts:
                    continue
                weakest = max(sure, edge.confidence, key=_SURE.index)
                known = following.get(end)
                if known is None or _SURE.index(weakest) < _SURE.index(known.confidence):
                    following[end] = Reached(end, steps, edge, weakest)
        for end in sorted(following):
            if limit and len(found) >= limit:
                return list(found.values())
            found[end] = following[end]
        level = {end: reached.confidence for end, reached in following.items()}
    return list(found.values())


def path_between(graph: Dependencies, start: str, end: str) -> list[Edge] | None:
    """A shortest chain of edges from one file to another; [] for a file and itself, None where there is none."""
    beside = graph.needs
    before: dict[str, Edge | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in before:
        for edge in beside.get(waiting.popleft(), ()):
            if edge.target not in before:
                before[edge.target] = edge
                waiting.append(edge.target)
    if end not in before:
        return None
    chain: list[Edge] = []
    while (edge := before[end]) is not None:
        chain.append(edge)
        end = edge.source
    return chain[::-1]


def cycles(graph: Dependencies) -> list[list[str]]:
    """The groups of files that all depend on each other, the largest first (Tarjan 1972, as networkx has it)."""
    import networkx

    drawn: networkx.DiGraph[str] = networkx.DiGraph()
    drawn.add_edges_from((edge.source, edge.target) for edge in graph.edges)
    groups = [sorted(group) for group in networkx.strongly_connected_components(drawn) if len(group) > 1]
    return sorted(groups, key=lambda group: (-len(group), group))


def layers(graph: Dependencies) -> list[list[str]]:
    """The joined files from the ground up: each needs files of layers below its own only, and at least one of the layer
    right below. Files that need each other in a circle share a layer."""
    import networkx

    drawn: networkx.DiGraph[str] = networkx.DiGraph()
    drawn.add_edges_from((edge.target, edge.source) for edge in graph.edges)
    condensed = networkx.condensation(drawn)
    return [
        sorted(path for group in generation for path in condensed.nodes[group]["members"])
        for generation in networkx.topological_generations(condensed)
    ]


def orphans(graph: Dependencies, among: Iterable[str]) -> list[str]:
    """Those files that import none and that none imports."""
    joined = {end for edge in graph.edges for end in (edge.source, edge.target)}
    return sorted(path for path in among if path not in joined)


def entry_points(graph: Dependencies, among: Iterable[str]) -> list[str]:
    """Those files that need others and that none needs: programs, tests, scripts."""
    needed, needing = {edge.target for edge in graph.edges}, {edge.source for edge in graph.edges}
    return sorted(path for path in among if path in needing and path not in needed)
