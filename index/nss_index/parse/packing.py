"""Lines into pieces of a bounded size: where to cut when something is too long for one chunk.

Works on line numbers and a level per line (how deep in the syntax a statement starts there). Does not know symbols.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from tree_sitter import Node

    from nss_index.parse.source import Source

MAX_LINES = 60  # what a hit may show (the retrieval contract), and about one screen
MAX_BYTES = 2_400  # about 600 tokens: what a small embedding model still tells apart
TARGET_BYTES = 750  # the size at which vectors cost 0.8 of the source, as planned
SPLIT_BYTES = 1_400  # aimed at when one long thing is cut: larger than the target, a fragment needs its surroundings
MAX_LINE_BYTES = 8_000  # no chunk exceeds this: one line longer than that is data or generated, and is cut
NO_STATEMENT = 12  # the level of a line on which no statement starts


class Lines(Struct, frozen=True):
    """Lines `first` to `last`, 1-based and inclusive."""

    first: int
    last: int


def fits(source: Source, first: int, last: int, limit: int = MAX_BYTES) -> bool:
    """Whether these lines may be one chunk. One line always may: a longer one than MAX_LINE_BYTES is cut by bytes."""
    return first == last or (last - first < MAX_LINES and source.size(first, last) <= limit)


def trimmed(source: Source, first: int, last: int) -> Lines | None:
    """The lines without blank ones at both ends; None when nothing is left."""
    while first <= last and source.is_blank(first):
        first += 1
    while last >= first and source.is_blank(last):
        last -= 1
    return Lines(first, last) if first <= last else None


def split(source: Source, first: int, last: int, levels: dict[int, int] | None) -> list[Lines]:
    """Pieces that fit, cut where statements start (`levels`), else by indentation and blank lines; none is blank."""
    if levels is None:
        levels = indentation_levels(source, first, last)
    pieces: list[Lines] = []
    rest = trimmed(source, first, last)
    while rest is not None:
        if fits(source, rest.first, rest.last):
            pieces.append(rest)
            break
        cut = _cut(source, rest, levels)
        piece = trimmed(source, rest.first, cut - 1)
        if piece is not None:
            pieces.append(piece)
        rest = trimmed(source, cut, rest.last)
    return pieces


def statement_levels(source: Source, node: Node, first: int, last: int) -> dict[int, int]:
    """For each line of a range, how deep below `node` the outermost syntax node starts that begins that line."""
    levels: dict[int, int] = {}
    pending = [(node, 0)]
    while pending:
        parent, depth = pending.pop()
        for child in parent.children:
            start, end = child.start_byte, child.end_byte
            line = source.line(start)
            if line > last:
                break
            bottom = source.line(max(start, end - 1))
            if bottom < first:
                continue
            if child.is_named and depth < levels.get(line, NO_STATEMENT):
                begin = source.starts[line - 1]
                if not source.data[begin:start].strip():
                    levels[line] = depth
            if bottom > line:
                pending.append((child, depth + 1))
    return levels


def indentation_levels(source: Source, first: int, last: int) -> dict[int, int]:
    """The same guess without a syntax tree: by indentation, lines that close something excluded."""
    levels: dict[int, int] = {}
    for line in range(first, last + 1):
        content = source.lines[line - 1]
        stripped = content.lstrip()
        if stripped and stripped[:1] not in b")]}>":
            indent = len(content[: len(content) - len(stripped)].expandtabs(4))
            levels[line] = min(indent // 2, NO_STATEMENT - 1)
    return levels


def _cut(source: Source, rest: Lines, levels: dict[int, int]) -> int:
    """The line at which the next piece begins: a shallow statement, near an even share, best below a blank line."""
    total = source.size(rest.first, rest.last)
    parts = max(2, -(-total // SPLIT_BYTES), -(-(rest.last - rest.first + 1) // MAX_LINES))
    ideal = total / parts
    best, best_cost = rest.first + 1, float("inf")
    for line in range(rest.first + 1, rest.last + 1):
        if not fits(source, rest.first, line - 1):
            break
        size = source.size(rest.first, line - 1)
        cost = abs(size - ideal) / ideal + 0.3 * levels.get(line, NO_STATEMENT)
        if source.is_blank(line - 1):
            cost -= 0.25
        if cost < best_cost:
            best, best_cost = line, cost
    return best
