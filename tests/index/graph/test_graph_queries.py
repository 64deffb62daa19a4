"""Questions about a graph: reach, ways, circles, what nothing joins."""

from __future__ import annotations

from collections.abc import Iterable

from nss_index.graph.edges import Confidence, Dependencies, Edge, EdgeKind
from nss_index.graph.queries import Direction, cycles, entry_points, layers, orphans, path_between, reach

MANY = 20_000


def graph(pairs: Iterable[str], *more: str) -> Dependencies:
    """Edges as "a>b", or "a?b" where it is only possible."""
    edges = [
        Edge(pair[0], pair[2:], EdgeKind.IMPORT, 1, Confidence.POSSIBLE if pair[1] == "?" else Confidence.CERTAIN)
        for pair in pairs
    ]
    files = tuple(sorted({end for edge in edges for end in (edge.source, edge.target)} | set(more)))
    return Dependencies(files, frozenset(files), tuple(edges), ())


def chain(count: int) -> Dependencies:
    edges = tuple(
        Edge(f"{n:06}", f"{(n + 1) % count:06}", EdgeKind.IMPORT, 1, Confidence.CERTAIN) for n in range(count)
    )
    files = tuple(edge.source for edge in edges)
    return Dependencies(files, frozenset(files), edges, ())


def reached(of: Dependencies, start: str, direction: Direction, depth: int = 0, limit: int = 0) -> list[str]:
    return [f"{one.path}{one.depth}" for one in reach(of, [start], direction, depth, limit)]


def test_reach_in_both_directions_with_depth_and_limit() -> None:
    some = graph(["a>b", "b>c", "a>d", "d>c", "c>a"])
    assert reached(some, "a", Direction.DEPENDENCIES) == ["b1", "d1", "c2"]
    assert reached(some, "a", Direction.DEPENDENCIES, depth=1) == ["b1", "d1"]
    assert reached(some, "a", Direction.DEPENDENCIES, limit=1) == ["b1"]
    assert reached(some, "a", Direction.DEPENDENTS) == ["c1", "b2", "d2"]
    assert reached(some, "x", Direction.DEPENDENTS) == []


def test_a_chain_is_as_sure_as_its_weakest_edge_and_the_surest_chain_counts() -> None:
    some = graph(["a?b", "b>d", "a>c", "c>d", "d>e"])
    found = {one.path: one.confidence for one in reach(some, ["a"], Direction.DEPENDENCIES)}
    assert found == {"b": "possible", "c": "certain", "d": "certain", "e": "certain"}


def test_the_shortest_way() -> None:
    some = graph(["a>b", "b>c", "c>d", "a>x", "x>d"])
    way = path_between(some, "a", "d")
    assert way is not None and [edge.target for edge in way] == ["x", "d"]
    assert path_between(some, "a", "a") == []
    assert path_between(some, "d", "a") is None


def test_cycles_orphans_and_entry_points() -> None:
    some = graph(["a>b", "b>a", "c>a", "d>e", "e>f", "f>d"], "z")
    assert cycles(some) == [["d", "e", "f"], ["a", "b"]]
    assert orphans(some, some.files) == ["z"]
    assert entry_points(some, some.files) == ["c"]


def test_a_circle_of_many_files_is_no_recursion() -> None:
    round_trip = chain(MANY)
    assert len(cycles(round_trip)[0]) == MANY
    assert len(reach(round_trip, ["000000"], Direction.DEPENDENTS)) == MANY - 1
    way = path_between(round_trip, "000000", f"{MANY - 1:06}")
    assert way is not None and len(way) == MANY - 1


def test_layers_from_the_ground_up() -> None:
    some = graph(["a>b", "b>c", "a>c", "d>c", "e>f", "f>e", "f>c"], "alone")
    assert layers(some) == [["c"], ["b", "d", "e", "f"], ["a"]]
    assert layers(graph([])) == []
    assert len(layers(chain(MANY))) == 1
