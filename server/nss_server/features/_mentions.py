"""Where documents name symbols."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nss_index.graph.program import Program


@dataclass(frozen=True, slots=True)
class MentionEntry:
    path: str
    start_line: int  # 1-based
    end_line: int
    symbol: str  # the section, "" outside of any
    confidence: str  # "likely": the only symbol that fits, "possible": one of several
    target: str  # path of what is named
    target_symbol: str
    snippet: str  # the line's text


def mentions(program: Program, symbols: Iterable[tuple[str, str]]) -> tuple[MentionEntry, ...]:
    """Of (path, symbol path); one a line and symbol, the likely ones first."""
    found: dict[tuple[str, int, str, str], MentionEntry] = {}
    for path, symbol in symbols:
        for edge in program.mentions(path, symbol):
            entry = MentionEntry(
                path=edge.source,
                start_line=edge.line,
                end_line=edge.line,
                symbol=edge.source_symbol,
                confidence=edge.confidence,
                target=path,
                target_symbol=symbol,
                snippet=program.line(edge.source, edge.line),
            )
            found.setdefault((edge.source, edge.line, path, symbol), entry)
    return tuple(sorted(found.values(), key=lambda one: (one.confidence != "likely", one.path, one.start_line)))
