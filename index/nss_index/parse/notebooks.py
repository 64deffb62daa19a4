"""Notebooks: one piece a cell, below the headings of the Markdown cells before it.

Source: the Jupyter notebook format, version 4, as its writers store it: one line of JSON for each line of a cell. What
cells have put out is left out, as are their settings. A notebook that is stored in other lines has no cells here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import ChunkKind
from nss_index.parse import packing
from nss_index.parse.chunks import Piece
from nss_index.parse.documents import LEVELS, Heading, plain_title, sections_below

if TYPE_CHECKING:
    from nss_index.model import Symbol
    from nss_index.parse.source import Source

_TYPE = re.compile(rb'\s*"cell_type": "(\w+)"')
_SOURCE = re.compile(rb'(\s*)"source": \[\s*$')
_HEADING = re.compile(rb'\s*"(#{1,6}) +(.+?)(?:\\n)?",?\s*$')


def cells(source: Source) -> tuple[tuple[Symbol, ...], list[Piece]]:
    """The sections, and a piece for each cell, or several for a long one; none of what is no notebook."""
    headings: list[Heading] = []
    spans: list[tuple[int, int]] = []
    kind, number = b"", 1
    while number <= len(source.lines):
        line = source.lines[number - 1]
        if found := _TYPE.match(line):
            kind = found[1]
        elif begun := _SOURCE.match(line):
            last = _end(source, number, begun[1])
            spans.append((number + 1, last - 1))
            if kind == b"markdown":
                headings += _headings(source, number + 1, last - 1)
            number = last
        number += 1
    symbols, _ = sections_below(source, headings, None)
    pieces: list[Piece] = []
    for first, last in spans:
        above = [symbol for symbol in symbols if symbol.name_line <= last]
        lines = packing.trimmed(source, first, last)
        if lines is not None:
            cut = packing.split(source, lines.first, lines.last, None)
            section = above[-1] if above else None
            kind_of = ChunkKind.SECTION if section else ChunkKind.MODULE
            pieces += [Piece(kind_of, one.first, one.last, section, part) for part, one in enumerate(cut)]
    return symbols, pieces


def _end(source: Source, first: int, indent: bytes) -> int:
    """The line that closes a list, or the one behind the last."""
    closing = indent + b"]"
    for number in range(first + 1, len(source.lines) + 1):
        if source.lines[number - 1].startswith(closing):
            return number
    return len(source.lines) + 1


def _headings(source: Source, first: int, last: int) -> list[Heading]:
    found: list[Heading] = []
    for number in range(first, min(last, len(source.lines)) + 1):
        if match := _HEADING.match(source.lines[number - 1]):
            name = plain_title(match[2].decode("utf-8", "replace"))
            found.append(Heading(source.starts[number - 1], min(len(match[1]), LEVELS), name, match.start(2)))
    return found
