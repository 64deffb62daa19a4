"""Edges beside imports: uses of symbols, and what documents, tags and tests say of code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.graph.edges import Confidence, EdgeKind
from nss_index.graph.testfiles import is_test

if TYPE_CHECKING:
    from nss_index.graph.edges import SymbolEdge
    from nss_index.graph.program import Program
    from nss_index.index import Index

    from nss_server.capability import Job
    from nss_server.workspace import Workspace

TAG = "tag:"
"""Before the name of a tag where it is the target of an edge."""

MANY = 100
"""Files: the names of all symbols are read in a tenth of a second (55,000 of Django), those that one file uses in a
thousandth."""


@dataclass(frozen=True, slots=True)
class EdgeEntry:
    source: str
    target: str
    kind: str  # "import", "call", "inherit", "reference"; "mention", "tag", "test"
    line: int  # in the source, 1-based
    confidence: str  # "certain", "likely" by a convention, "possible": one of several
    source_symbol: str = ""  # the symbol around a use
    target_symbol: str = ""  # what is used


def known_edges(
    workspace: Workspace, index: Index, paths: Sequence[str], uses: bool, knowledge: bool, job: Job
) -> list[EdgeEntry]:
    """The uses in these files, the knowledge about them, or both. A test's use of what is no test is an edge of kind
    "test" as well."""
    found: list[EdgeEntry] = []
    with index.program(workspace.overlay) as program:
        if len(paths) > MANY:
            program.read_names()
        for path in paths:
            if job.cancelled():
                break
            for one in program.edges([path]):
                if uses if one.kind is not EdgeKind.MENTION else knowledge:
                    found.append(_entry(one, one.kind))
                if knowledge and one.kind is not EdgeKind.MENTION and is_test(one.source) and not is_test(one.target):
                    found.append(_entry(one, EdgeKind.TEST))
        if knowledge:
            found += _tagged(index, workspace, program)
    return list(dict.fromkeys(found))


def _tagged(index: Index, workspace: Workspace, program: Program) -> Iterator[EdgeEntry]:
    for path, tag in index.marks(workspace.overlay):
        symbol = program.symbol_at(path, tag.line)
        around = symbol.path if symbol is not None else ""
        yield EdgeEntry(path, TAG + tag.name, EdgeKind.TAG, tag.line, Confidence.CERTAIN, around)


def _entry(one: SymbolEdge, kind: str) -> EdgeEntry:
    return EdgeEntry(
        source=one.source,
        target=one.target,
        kind=kind,
        line=one.line,
        confidence=one.confidence,
        source_symbol=one.source_symbol,
        target_symbol=one.target_symbol,
    )
