"""What a document says of code: names as it writes them, kept as uses, so that they are found and kept fresh as uses in
code are.

Taken are names in code marks (`Client.send`, ``send()``, :meth:`~pkg.Client.send`) and words that only code spells so:
with an underscore, a hump, or a call's parentheses behind them. Does not know which symbols there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import Role
from nss_index.packed import UseRow, pack_uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nss_index.model import NamedUses, Symbol
    from nss_index.parse.source import Source

DOCUMENTS = ("markdown", "rst", "asciidoc", "org", "html", "latex", "text", "notebook")

_LONGEST_LINE = 4_000  # bytes; longer ones are data
_MARKED = re.compile(rb"(`+)([~.!]?)([^`\n]{1,200}?)\1|<code>([^<]{1,200})</code>")
_NAME = re.compile(rb"([A-Za-z_][\w]*(?:(?:\.|::|#)[A-Za-z_]\w*)*)(?:\(.*\))?\Z")
_TARGET = re.compile(rb".*<[~!]?([^<>]+)>\Z")  # of a role: `text <pkg.name>`
_WORD = re.compile(rb"(?<![\w./@#$-])([A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)*)(\(\)?)?")
_HUMP = re.compile(rb"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]")
_SEPARATORS = re.compile(rb"\.|::|#")
_ANY = re.compile(rb"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]|\w\(|`|<code>")  # without any of these a line names nothing


def mentions_of(source: Source, sections: Sequence[Symbol]) -> tuple[NamedUses, ...]:
    """`sections` in order, the inner ones behind the outer ones."""
    return pack_uses(_rows(source, sections))


def _rows(source: Source, sections: Sequence[Symbol]) -> Iterator[UseRow]:
    ahead, around = 0, ""
    for number, line in enumerate(source.lines, 1):
        while ahead < len(sections) and sections[ahead].span.start_line <= number:
            around = sections[ahead].path
            ahead += 1
        if len(line) <= _LONGEST_LINE and _ANY.search(line) is not None:
            for start, name in sorted(_names(line)):
                *before, last = _SEPARATORS.split(name)
                column = start + len(name) - len(last)
                receiver = b".".join(before).decode("utf-8", "replace")
                yield last.decode("utf-8", "replace"), receiver, around, Role.READ, False, number, column


def _names(line: bytes) -> set[tuple[int, bytes]]:
    """(column, name), with what stands before its last dot."""
    found: set[tuple[int, bytes]] = set()
    for mark in _MARKED.finditer(line):
        group = 4 if mark[4] is not None else 3
        text, start = mark[group], mark.start(group)
        if target := _TARGET.match(text):
            text, start = target[1], start + target.start(1)
        text, start = text.strip(), start + len(text) - len(text.lstrip())
        if name := _NAME.match(text):
            found.add((start, name[1]))
    taken = {start for start, _ in found}
    for word in _WORD.finditer(line):
        name = word[1]
        if word.start() not in taken and (word[2] or _HUMP.search(name)):
            found.add((word.start(), name))
    return found
