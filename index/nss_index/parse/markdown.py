"""Documents: sections below headings, as symbols and as pieces.

A section's container is its parents' headings joined by " > ", as a chunk's heading path is; its chunk carries the
heading and no symbol path. A section reaches to the next heading of its own level or above; its chunk only to the next
heading of any level. Does not know other markup than the block grammar's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import ChunkKind, Span, Symbol, SymbolKind
from nss_index.parse import grammar, packing
from nss_index.parse.chunks import Piece
from nss_index.parse.languages import LANGUAGES
from nss_index.parse.source import fold

if TYPE_CHECKING:
    from tree_sitter import Node

    from nss_index.parse.source import Source

HEADING_LIMIT = 120  # characters of one heading
SEPARATOR = " > "
_MARKS = re.compile(r"^#{1,6}\s*|\s+#+\s*$")
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|[`*]+|\s*\{#[^}]*\}")


def sections(source: Source, root: Node) -> tuple[tuple[Symbol, ...], list[Piece]]:
    """All sections in order, and the pieces of the document."""
    headings = [
        (node.start_byte, *_heading(source, node))
        for _, captures in grammar.matches(LANGUAGES["markdown"], root)
        for node in captures["heading"]
        if _at_top(node)
    ]
    headings.sort()
    lines = [source.line(start) for start, _, _ in headings]
    symbols: list[Symbol] = []
    parents: list[tuple[int, str]] = []
    for index, (start, level, name) in enumerate(headings):
        while parents and parents[-1][0] >= level:
            parents.pop()
        following = next((other for other in headings[index + 1 :] if other[1] <= level), None)
        end = source.trim(start, following[0] if following is not None else len(source.data))
        line = source.line(start)
        symbols.append(
            Symbol(
                kind=SymbolKind.SECTION,
                name=name,
                container=SEPARATOR.join(parent for _, parent in parents),
                signature=f"{'#' * level} {name}".rstrip(),
                docstring="",
                span=Span(start, end, line, source.line(max(start, end - 1))),
                name_line=line,
                name_column=_name_column(source.data[start : source.starts[line]]),
            )
        )
        parents.append((level, name))
    pieces: list[Piece] = []
    bounds = [*lines, len(source.lines) + 1]
    _add(source, root, pieces, 1, bounds[0] - 1, None)
    carried = 0  # first line of headings without text of their own: they open their first subsection's chunk
    for index, symbol in enumerate(symbols):
        first, last = carried or lines[index], bounds[index + 1] - 1
        bare = not any(not source.is_blank(line) for line in range(symbol.name_line + 1, last + 1))
        deeper = index + 1 < len(headings) and headings[index + 1][1] > headings[index][1]
        carried = first if bare and deeper else 0
        if not carried:
            _add(source, root, pieces, first, last, symbol)
    return tuple(symbols), pieces


def heading_path(symbol: Symbol) -> str:
    return f"{symbol.container}{SEPARATOR}{symbol.name}" if symbol.container else symbol.name


def _at_top(node: Node) -> bool:
    """Whether only sections are around it: a heading in a quotation or a list begins no section of the document."""
    parent = node.parent
    while parent is not None and parent.type == "section":
        parent = parent.parent
    return parent is not None and parent.parent is None


def _heading(source: Source, node: Node) -> tuple[int, str]:
    text = source.excerpt(node.start_byte, node.end_byte).strip()
    if node.type == "setext_heading":
        title, _, underline = text.rpartition("\n")
        level = 1 if underline.strip().startswith("=") else 2
    else:
        title = text
        level = len(text) - len(text.lstrip("#"))
        title = _MARKS.sub("", _MARKS.sub("", text, count=1), count=1)
    return max(1, min(level, 6)), fold(_INLINE.sub(r"\1", title).strip(), HEADING_LIMIT)


def _name_column(line: bytes) -> int:
    return len(line) - len(line.lstrip(b"# \t"))


def _add(source: Source, root: Node, pieces: list[Piece], first: int, last: int, symbol: Symbol | None) -> None:
    lines = packing.trimmed(source, first, last)
    if lines is None:
        return
    kind = ChunkKind.SECTION if symbol is not None else ChunkKind.MODULE
    if packing.fits(source, lines.first, lines.last):
        pieces.append(Piece(kind, lines.first, lines.last, symbol))
        return
    levels = packing.statement_levels(source, root, lines.first, lines.last)
    cuts = packing.split(source, lines.first, lines.last, levels)
    pieces += [Piece(kind, cut.first, cut.last, symbol, part) for part, cut in enumerate(cuts)]
