"""Grammars and queries, loaded once per process where they are first used, and the parse itself under a time budget.

tree-sitter 0.26.1, measured: `Parser.parse` honours `progress_callback` only with a read callback (no slower than plain
bytes: 330,000 lines a second); a stopped parse either raises ValueError or hands back a tree, so the flag decides and
the parser is thrown away; `QueryCursor.matches` with a progress callback crashes the process, so queries are bounded by
their match limit and, in `pool`, by the hard kill.
"""

from __future__ import annotations

import importlib
import re
import time
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Language as Grammar
    from tree_sitter import Node, Parser, Point, Query, Tree

    from nss_index.parse.languages import Language

READ_SIZE = 65_536  # bytes handed to the parser at a time
MATCH_LIMIT = 4_096  # patterns in progress at once; the queries here need far fewer than a hundred


_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}".encode()  # as long: predicates of queries decode the text, and strictly


class OutOfTime(Exception):
    """The time budget of one parse is used up."""


def prepare(language: Language) -> None:
    """Load the grammar and compile its queries, once a process: it takes up to a second, and is no file's fault."""
    for files in (language.query_files, language.uses, language.types):
        if files:
            _query(language.grammar, files)


def parse_tree(language: Language, data: bytes, deadline: float | None) -> Tree:
    """The syntax tree; raises OutOfTime once `time.monotonic()` passes `deadline`."""
    if b"\xed" in data:
        data = _SURROGATE.sub(_REPLACEMENT, data)
    if deadline is None:
        return _parser(language.grammar).parse(data)
    stopped = False

    def read(offset: int, _point: Point) -> bytes:
        return data[offset : offset + READ_SIZE]

    def progress(_offset: int, _has_error: bool) -> bool:
        nonlocal stopped
        stopped = time.monotonic() > deadline
        return stopped

    try:
        tree = _parser(language.grammar).parse(read, progress_callback=progress)
    except ValueError:
        if not stopped:
            raise
    else:
        if not stopped:
            return tree
    _parser.cache_clear()  # a stopped parser would go on with the old text
    raise OutOfTime


def matches(language: Language, root: Node) -> list[tuple[int, dict[str, list[Node]]]]:
    """All matches of the language's query, as (pattern number, captures)."""
    from tree_sitter import QueryCursor

    return QueryCursor(_query(language.grammar, language.query_files), match_limit=MATCH_LIMIT).matches(root)


def captures(grammar: str, files: tuple[str, ...], root: Node) -> dict[str, list[Node]]:
    """The nodes of each capture of some query files."""
    from tree_sitter import QueryCursor

    return QueryCursor(_query(grammar, files), match_limit=MATCH_LIMIT).captures(root)


@cache
def _grammar(name: str) -> Grammar:
    from tree_sitter import Language as Grammar

    module, _, function = name.partition(":")
    entry: Callable[[], object] = getattr(importlib.import_module(module), function)
    return Grammar(entry())


@cache
def _parser(name: str) -> Parser:
    from tree_sitter import Parser

    return Parser(_grammar(name))


@cache
def _query(grammar: str, files: tuple[str, ...]) -> Query:
    from tree_sitter import Query

    folder = resources.files("nss_index.parse").joinpath("queries")
    return Query(_grammar(grammar), "\n".join(folder.joinpath(f"{file}.scm").read_text("utf-8") for file in files))
