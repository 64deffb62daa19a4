"""Keeping a search: what was asked and which places were found, with their ranks and scores."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nss_index.errors import NssError

from nss_server.features._userstore import ask_store

if TYPE_CHECKING:
    from nss_server.features._hits import SearchResult
    from nss_server.workspace import Workspace

log = logging.getLogger(__name__)
MOST_HITS = 50
"""Of one search: an exact one may find a thousand lines, and nobody looks again at the last of them."""
_LISTS = frozenset(
    ("keyword", "symbol", "description", "code", "refined description", "refined code")
)  # signals that have a rank


async def remember(workspace: Workspace, query: str, mode: str, narrowed: dict[str, Any], result: SearchResult) -> None:
    """Keep a search in user.db as it was asked; `narrowed` are its other parameters. Where that cannot be written, the
    log says so."""
    from nss_server.userstore.searches import FoundRow, SearchRow, add_search

    hits = [
        FoundRow(
            hit.path, hit.start_line, hit.end_line, hit.symbol, hit.score, hit.content_hash,
            {signal.name: signal.rank for signal in hit.signals if signal.name in _LISTS},
        )
        for hit in result.results[:MOST_HITS]
    ]  # fmt: skip
    row = SearchRow(
        workspace.session_id, str(workspace.root), query, mode, narrowed, result.generation,
        result.confidence, result.matches, hits,
    )  # fmt: skip
    try:
        await ask_store(workspace, "searches/add", asdict(row), ("", None), add_search, row)
    except NssError as error:
        log.warning("this search is not remembered: %s", error.sentence())
