"""Which lines of a file make one chunk, and what the chunk is about.

A plan works on whole lines: pieces in file order, no overlap, every non-blank line in one of them. A function is one
piece with its comments where it fits; a container that is bigger gives a header and its members; small things that
stand between merge. Does not know a language: it sees symbols nested by `symbols` and asks `packing` where to cut.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from nss_index.model import ChunkKind, SymbolKind
from nss_index.parse import packing
from nss_index.parse.packing import MAX_BYTES, TARGET_BYTES, fits, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable

    from nss_index.model import Symbol
    from nss_index.parse.source import Source
    from nss_index.parse.symbols import Defined

CONTAINER_BYTES = 1_500  # a class up to this size reads best whole; beyond it, its methods are found one by one
TINY_BYTES = 40  # what stands behind a symbol and is smaller joins it: `module.exports = x`
CLOSING_BYTES = 160  # the same for what begins by closing: `}  // namespace a::b`, `#endif`
INNER_LINES = 10  # in a function too long for one chunk, an inner function of this size is a chunk of its own

_CONTAINERS = frozenset({
    SymbolKind.CLASS, SymbolKind.INTERFACE, SymbolKind.TRAIT, SymbolKind.STRUCT, SymbolKind.UNION, SymbolKind.ENUM,
    SymbolKind.NAMESPACE,
})  # fmt: skip
_PLAIN_TYPES = frozenset(
    {SymbolKind.STRUCT, SymbolKind.UNION, SymbolKind.ENUM}
)  # on one line they merge, as constants do
_CALLABLES = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CONSTRUCTOR})
_CLOSERS = (b"}", b")", b"]", b"#endif", b"#else")
_VALUE_OWN_LINES = 2  # a property of more lines than this has a body


class Piece(Struct, frozen=True):
    """Lines that become one chunk. `part` counts the pieces of one symbol that was cut, from 0."""

    kind: ChunkKind
    first: int
    last: int
    symbol: Symbol | None
    part: int = 0


@dataclass(slots=True)
class Block:
    """A symbol (or a scope) by lines, with those inside it."""

    first: int
    last: int
    defined: Defined | None
    own: bool
    children: list[Block] = field(default_factory=list["Block"])

    @property
    def symbol(self) -> Symbol | None:
        return self.defined.symbol if self.defined is not None else None

    @property
    def container(self) -> bool:
        return self.defined is None or self.defined.kind not in _CALLABLES


def plan(source: Source, defined: list[Defined], levels: Callable[[Block, int, int], dict[int, int]]) -> list[Piece]:
    """The pieces of a file. `levels` tells for a block (the file's without a symbol) where its statements start."""
    root = Block(1, len(source.lines), None, own=True)
    blocks: list[Block] = []
    for each in defined:
        block = Block(each.first, each.last, each, _is_own(each))
        blocks.append(block)
        (blocks[each.parent] if each.parent >= 0 else root).children.append(block)
    for block in reversed(blocks):  # children before parents: a value that holds functions is a container
        block.own = block.own or any(child.own for child in block.children)
    return _Planner(source, levels).region(root)


def _is_own(defined: Defined) -> bool:
    if defined.kind in _PLAIN_TYPES:
        return defined.first < defined.last
    if defined.kind in _CONTAINERS:
        return True
    if defined.kind is SymbolKind.PROPERTY or defined.kind is SymbolKind.MACRO:
        return defined.last - defined.first >= _VALUE_OWN_LINES
    return defined.kind in _CALLABLES and not defined.declaration


class _Planner:
    def __init__(self, source: Source, levels: Callable[[Block, int, int], dict[int, int]]) -> None:
        self.source, self.levels = source, levels

    def region(self, root: Block) -> list[Piece]:
        """All pieces of a block that does not fit. Iterative: containers nest as deep as the input likes."""
        pieces: list[Piece] = []
        # A stack of work: a block to place, or the rest of an enclosing block to go on with.
        stack: list[tuple[Block, list[Block], int, int]] = [(root, self._members(root), 0, root.first)]
        while stack:
            owner, members, index, cursor = stack.pop()
            if index == len(members):
                self._gap(pieces, owner, cursor, owner.last)
                continue
            block = members[index]
            first = max(block.first, cursor)
            if first > block.last:  # stands on a line that another one already took
                stack.append((owner, members, index + 1, cursor))
                continue
            self._gap(pieces, owner, cursor, first - 1)
            stack.append((owner, members, index + 1, block.last + 1))
            inner = self._members(block)
            limit = CONTAINER_BYTES if inner and block.container else MAX_BYTES
            if fits(self.source, first, block.last, limit):
                pieces.append(Piece(ChunkKind.SYMBOL, first, block.last, block.symbol))
            elif inner:
                stack.append((block, inner, 0, first))
            else:
                self._cut(pieces, block, first, block.last, block.symbol, ChunkKind.SYMBOL)
        return pieces

    def _members(self, block: Block) -> list[Block]:
        """The blocks inside that get pieces of their own, by line."""
        if block.container:
            found = [child for child in block.children if child.own]
        else:
            found = [child for child in block.children if child.own and child.last - child.first >= INNER_LINES]
        found.sort(key=lambda child: (child.first, child.last))
        return found

    def _gap(self, pieces: list[Piece], owner: Block, first: int, last: int) -> None:
        """The lines between blocks: the head of a container, imports, constants, fields, statements, a brace."""
        source = self.source
        lines = trimmed(source, first, last)
        if lines is None:
            return
        first, last = lines.first, lines.last
        head = first == owner.first or (
            owner.defined is not None and first <= source.line(owner.defined.node.start_byte)
        )
        smalls = [child for child in owner.children if not child.own and first <= child.first <= last]
        closes = source.lines[first - 1].lstrip().startswith(_CLOSERS)
        tiny = source.size(first, last) <= (CLOSING_BYTES if closes else TINY_BYTES)
        if not head and not smalls and pieces and tiny:
            before = pieces[-1]
            if fits(source, before.first, last):
                pieces[-1] = Piece(before.kind, before.first, last, before.symbol, before.part)
                return
        if owner.defined is None:
            self._pack(pieces, owner, first, last, smalls, None, ChunkKind.MODULE, TARGET_BYTES)
        elif owner.container:
            target = CONTAINER_BYTES if head else TARGET_BYTES
            self._pack(pieces, owner, first, last, smalls, owner.symbol, ChunkKind.HEADER, target)
        else:
            self._cut(pieces, owner, first, last, owner.symbol, ChunkKind.SYMBOL)

    def _pack(
        self,
        pieces: list[Piece],
        owner: Block,
        first: int,
        last: int,
        smalls: list[Block],
        symbol: Symbol | None,
        kind: ChunkKind,
        target: int,
    ) -> None:
        """Small symbols and what stands between them, merged up to the target size."""
        runs: list[tuple[int, int, Block | None]] = []
        cursor = first
        for small in smalls:
            begin, end = max(small.first, cursor), min(small.last, last)
            if begin > end:
                continue
            if (between := trimmed(self.source, cursor, begin - 1)) is not None:
                runs.append((between.first, between.last, None))
            runs.append((begin, end, small))
            cursor = end + 1
        if (between := trimmed(self.source, cursor, last)) is not None:
            runs.append((between.first, between.last, None))
        index = 0
        while index < len(runs):
            begin, end, small = runs[index]
            leads = small
            index += 1
            while index < len(runs):
                size, following = self.source.size(begin, end), runs[index]
                if size >= target or (size > target // 3 and self.source.size(begin, following[1]) > target):
                    break
                if not fits(self.source, begin, following[1]):
                    break
                end, leads = following[1], leads or following[2]
                index += 1
            if symbol is not None and begin == first and small is None:
                self._cut(pieces, owner, begin, end, symbol, kind)
            elif leads is not None:
                self._cut(pieces, owner, begin, end, leads.symbol, ChunkKind.SYMBOL if small is leads else kind)
            else:
                self._cut(pieces, owner, begin, end, symbol, kind)

    def _cut(
        self, pieces: list[Piece], owner: Block, first: int, last: int, symbol: Symbol | None, kind: ChunkKind
    ) -> None:
        if fits(self.source, first, last):
            pieces.append(Piece(kind, first, last, symbol))
            return
        cuts = packing.split(self.source, first, last, self.levels(owner, first, last))
        pieces += [Piece(kind, each.first, each.last, symbol, part) for part, each in enumerate(cuts)]
