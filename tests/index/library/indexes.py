"""How the library tests speak to the index: make one, ask it, compare two."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nss_index.answers import SearchAnswer, SearchMode, SearchQuery
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build
from nss_index.overlay import EMPTY_OVERLAY, Overlay
from nss_index.paths import index_paths, resolve_root
from nss_index.store.connect import open_reader
from nss_index.store.dump import dump
from nss_index.store.schema import require_schema

from tests.support.workspace_text import write_workspace

IN_PROCESS = IndexOptions(workers=0)


def indexed(root: Path, text: str) -> Index:
    """An index of the workspace `text`, vectors included."""
    write_workspace(root, text)
    build(root, IN_PROCESS)
    return Index.open(root)


def ask(
    index: Index, text: str, mode: SearchMode = SearchMode.HYBRID, overlay: Overlay = EMPTY_OVERLAY, **more: Any
) -> SearchAnswer:
    return index.search(SearchQuery(text, mode, **more), overlay)


def places(answer: SearchAnswer) -> list[str]:
    """`path:line symbol` of each hit, in order."""
    return [f"{hit.path}:{hit.start_line} {hit.symbol}".strip() for hit in answer.hits]


def check_search(root: Path, workspace: str, query: str, expect: Sequence[str], **more: Any) -> SearchAnswer:
    """The first hits of a search in a fresh index are `expect`."""
    with indexed(root, workspace) as index:
        answer = ask(index, query, **more)
    assert places(answer)[: len(expect)] == list(expect)
    return answer


def whole(root: Path) -> list[tuple[Any, ...]]:
    """Everything the index of `root` says, without ids. Raises IndexMissing while it is being made."""
    db = open_reader(index_paths(resolve_root(root)).database)
    try:
        require_schema(db)
        return list(dump(db))
    finally:
        db.close()


def rebuilt(root: Path) -> list[tuple[Any, ...]]:
    """What an index of `root` made from nothing says. Leaves that one behind."""
    shutil.rmtree(index_paths(resolve_root(root)).folder)
    build(root, IN_PROCESS)
    return whole(root)
