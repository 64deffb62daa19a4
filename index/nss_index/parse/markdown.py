"""Markdown: where its headings are, by the block grammar. What follows from headings is `documents`' business."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.parse import grammar, packing
from nss_index.parse.documents import HEADING_LIMIT, Heading, sections_below
from nss_index.parse.languages import LANGUAGES
from nss_index.parse.source import fold

if TYPE_CHECKING:
    from tree_sitter import Node

    from nss_index.model import Symbol
    from nss_index.parse.chunks import Piece
    from nss_index.parse.source import Source

_MARKS = re.compile(r"^#{1,6}\s*|\s+#+\s*$")
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|[`*]+|\s*\{#[^}]*\}")


def sections(source: Source, root: Node) -> tuple[tuple[Symbol, ...], list[Piece]]:
    """All sections in order, and the pieces of the document."""
    headings = [
        _heading(source, node)
        for _, captures in grammar.matches(LANGUAGES["markdown"], root)
        for node in captures["heading"]
        if _at_top(node)
    ]
    return sections_below(source, headings, lambda first, last: packing.statement_levels(source, root, first, last))


def _at_top(node: Node) -> bool:
    """Whether only sections are around it: a heading in a quotation or a list begins no section of the document."""
    parent = node.parent
    while parent is not None and parent.type == "section":
        parent = parent.parent
    return parent is not None and parent.parent is None


def _heading(source: Source, node: Node) -> Heading:
    text = source.excerpt(node.start_byte, node.end_byte).strip()
    if node.type == "setext_heading":
        title, _, underline = text.rpartition("\n")
        level = 1 if underline.strip().startswith("=") else 2
    else:
        title = text
        level = len(text) - len(text.lstrip("#"))
        title = _MARKS.sub("", _MARKS.sub("", text, count=1), count=1)
    name = fold(_INLINE.sub(r"\1", title).strip(), HEADING_LIMIT)
    line = source.line(node.start_byte)
    column = _name_column(source.data[node.start_byte : source.starts[line]])
    return Heading(node.start_byte, max(1, min(level, 6)), name, column)


def _name_column(line: bytes) -> int:
    return len(line) - len(line.lstrip(b"# \t"))
