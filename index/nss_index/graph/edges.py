"""The values of the dependency graph. Paths are relative to the root, lines 1-based."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

from msgspec import Struct


class EdgeKind(StrEnum):
    IMPORT = "import"
    CALL = "call"
    INHERIT = "inherit"
    REFERENCE = "reference"
    MENTION = "mention"  # a document names a symbol
    TAG = "tag"  # a tag stands there
    TEST = "test"  # a test uses it


class Confidence(StrEnum):
    """From the surest to the least sure."""

    CERTAIN = "certain"  # the language's own rules lead there
    LIKELY = "likely"  # one place fits, by a convention that the repository does not state
    POSSIBLE = "possible"  # one of several places that fit; all of them are listed


class Edge(Struct, frozen=True):
    source: str
    target: str
    kind: EdgeKind
    line: int  # in the source
    confidence: Confidence


class SymbolEdge(Struct, frozen=True):
    """A use of a symbol. Symbols are symbol paths; a source's is "" at module level."""

    source: str
    source_symbol: str
    target: str
    target_symbol: str
    kind: EdgeKind
    line: int
    column: int  # of the name, in UTF-8 bytes
    name: str  # as it stands there: an alias, too
    confidence: Confidence


class Outside(Struct, frozen=True):
    """An import that leads to no file of the index."""

    source: str
    module: str  # as written
    line: int
    missing: bool  # it names a place inside the repository where no indexed file is; else a library


@dataclass(frozen=True)  # no slots: what is derived is kept beside
class Dependencies:
    files: tuple[str, ...]  # every indexed file, sorted
    resolved: frozenset[str]  # those whose imports are understood; of the others nothing is known
    edges: tuple[Edge, ...]  # by source, line, target
    outside: tuple[Outside, ...]  # by source, line, module

    @cached_property
    def needs(self) -> Mapping[str, Sequence[Edge]]:
        """The edges by source."""
        return _grouped(self.edges, lambda edge: edge.source)

    @cached_property
    def needed_by(self) -> Mapping[str, Sequence[Edge]]:
        """The edges by target."""
        return _grouped(self.edges, lambda edge: edge.target)

    def with_changes(
        self, files: tuple[str, ...], edges: Mapping[str, Sequence[Edge]], outside: Mapping[str, Sequence[Outside]]
    ) -> Dependencies:
        """The graph in which these sources have these edges: what is derived from the rest is shared, not made again.
        Both mappings have the same keys, and values in the order of their lines."""
        made = Dependencies(
            files, self.resolved, _spliced(self.edges, edges, _source_of), _spliced(self.outside, outside, _source_of)
        )
        found = [edge for source in edges for edge in (*self.needs.get(source, ()), *edges[source])]
        touched: dict[str, Sequence[Edge]] = {}
        for target in {edge.target for edge in found}:
            kept = [edge for edge in self.needed_by.get(target, ()) if edge.source not in edges]
            new = [edge for several in edges.values() for edge in several if edge.target == target]
            touched[target] = sorted(kept + new, key=lambda edge: (edge.source, edge.line))
        made.__dict__["needs"] = ChainMap(dict(edges), cast("dict[str, Sequence[Edge]]", self.needs))
        made.__dict__["needed_by"] = ChainMap(touched, cast("dict[str, Sequence[Edge]]", self.needed_by))
        return made


class Resolution(Struct, frozen=True):
    """Where one import leads. No places and not `missing`: outside of the repository."""

    places: tuple[tuple[str, Confidence], ...] = ()
    missing: bool = False


OUTSIDE = Resolution()
MISSING = Resolution(missing=True)


_T = TypeVar("_T", Edge, Outside)


def _grouped(edges: Iterable[Edge], key: Callable[[Edge], str]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[key(edge)].append(edge)
    return dict(found)


def _source_of(item: Edge | Outside) -> str:
    return item.source


def _spliced(items: tuple[_T, ...], changed: Mapping[str, Sequence[_T]], key: Callable[[_T], str]) -> tuple[_T, ...]:
    """`items`, sorted by source, with those of some sources replaced."""
    found: list[_T] = []
    position = 0
    for source in sorted(changed):
        start = bisect_left(items, source, position, key=key)
        found += items[position:start]
        found += changed[source]
        position = bisect_right(items, source, start, key=key)
    found += items[position:]
    return tuple(found)
