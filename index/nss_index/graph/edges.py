"""The values of the dependency graph. Paths are relative to the root, lines 1-based."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    kind: EdgeKind
    line: int  # in the source
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class SymbolEdge:
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


@dataclass(frozen=True, slots=True)
class Outside:
    """An import that leads to no file of the index."""

    source: str
    module: str  # as written
    line: int
    missing: bool  # it names a place inside the repository where no indexed file is; else a library


@dataclass(frozen=True, slots=True)
class Dependencies:
    files: tuple[str, ...]  # every indexed file, sorted
    resolved: frozenset[str]  # those whose imports are understood; of the others nothing is known
    edges: tuple[Edge, ...]  # by source, line, target
    outside: tuple[Outside, ...]  # by source, line, module


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where one import leads. No places and not `missing`: outside of the repository."""

    places: tuple[tuple[str, Confidence], ...] = ()
    missing: bool = False


OUTSIDE = Resolution()
MISSING = Resolution(missing=True)
