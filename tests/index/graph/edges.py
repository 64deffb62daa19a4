"""Edges of a workspace that is written as one string, without an index."""

from __future__ import annotations

from nss_index.graph.edges import Dependencies
from nss_index.graph.imports import Tree, import_graph
from nss_index.parse.parser import parse_text

from tests.support.workspace_text import parse_workspace


def graph_of(text: str, unread: tuple[str, ...] = ()) -> Dependencies:
    workspace = parse_workspace(text)
    parsed = {path: parse_text(path, content) for path, content in workspace.items()}
    files = [(path, file.language) for path, file in parsed.items()]
    imports = [(path, one) for path, file in parsed.items() for one in file.imports]

    def top_level(language: str) -> list[tuple[str, str]]:
        own = [(path, file.symbols) for path, file in parsed.items() if file.language == language]
        return [(path, symbol.name) for path, symbols in own for symbol in symbols if not symbol.container]

    return import_graph(Tree(files, unread, lambda: imports, workspace.get, top_level))


def check_edges(text: str, *expected: str) -> None:
    """Each as "a.py:1 b.py", with the confidence behind it where it is not certain."""
    graph = graph_of(text)
    found = [
        f"{edge.source}:{edge.line} {edge.target}" + ("" if edge.confidence == "certain" else f" {edge.confidence}")
        for edge in graph.edges
    ]
    assert sorted(found) == sorted(expected)


def check_outside(text: str, *expected: str) -> None:
    """Each as "a.py:1 module", with "missing" behind it where it names a place in the workspace."""
    found = [
        f"{one.source}:{one.line} {one.module}{' missing' if one.missing else ''}" for one in graph_of(text).outside
    ]
    assert sorted(found) == sorted(expected)
