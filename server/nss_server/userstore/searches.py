"""What was searched for and what was found: one row a search, so that an answer can be looked at again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from nss_server.userstore.connect import UserStore
from nss_server.userstore.sql import Row, holding

KEPT = 2_000
"""Searches of a user, about 2 kB each; the oldest make room."""

TYPING_SECONDS = 20.0
"""An editor asks with each key. A query that continues the one before within this time is the same search."""

_COLUMNS = "id, session, root, at, query, mode, narrowed, generation, confidence, found, hits"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One hit: an anchor, not a copy of the text."""

    path: str
    start_line: int
    end_line: int
    symbol: str
    score: float
    content_hash: str  # of the file's text as it was
    ranks: dict[str, int]  # in each list that found it, 1-based


@dataclass(frozen=True, slots=True)
class SearchRow:
    """`at` in seconds since the epoch, 0 for now; `id` is 0 for one that is not stored yet."""

    session: str  # "" in a shell
    root: str
    query: str
    mode: str  # that was asked for
    narrowed: dict[str, Any]  # the other parameters that were given
    generation: int
    confidence: float | None
    found: int  # hits, or lines of an exact search
    hits: list[FoundRow]  # the best of them
    at: float = 0.0
    id: int = 0


@dataclass(frozen=True, slots=True)
class SearchesAsked:
    """Those of one root, or all with ""; with `words`, whose query holds each of them, whatever the case."""

    root: str = ""
    words: str = ""
    limit: int = 50


def add_search(store: UserStore, row: SearchRow) -> None:
    """A search that goes on from the last one of its session takes that one's place, as does the same one again."""
    at = row.at or time.time()
    values = (
        row.session, row.root, at, row.query, row.mode, json.dumps(row.narrowed), row.generation, row.confidence,
        row.found, json.dumps([asdict(hit) for hit in row.hits]),
    )  # fmt: skip
    with store.transaction() as connection:
        found = connection.execute(
            "SELECT id, at, query, mode, narrowed FROM searches WHERE session = ? AND root = ?"
            " ORDER BY id DESC LIMIT 1",
            (row.session, row.root),
        ).fetchone()
        last = cast("tuple[int, float, str, str, str] | None", found)
        if last is not None and _goes_on(last, row, at):
            connection.execute("DELETE FROM searches WHERE id = ?", (last[0],))
        connection.execute(
            "INSERT INTO searches (session, root, at, query, mode, narrowed, generation, confidence, found, hits)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        connection.execute(
            "DELETE FROM searches WHERE id <= (SELECT id FROM searches ORDER BY id DESC LIMIT 1 OFFSET ?)", (KEPT,)
        )


def list_searches(store: UserStore, asked: SearchesAsked) -> list[SearchRow]:
    """The newest first."""
    clauses, values = ["1"], cast("list[Any]", [])
    for word in asked.words.split():
        clauses.append("query LIKE ? ESCAPE '\\'")
        values.append(holding(word))
    if asked.root:
        clauses.append("root = ?")
        values.append(asked.root)
    rows = store.read(
        f"SELECT {_COLUMNS} FROM searches WHERE {' AND '.join(clauses)} ORDER BY id DESC LIMIT ?",
        (*values, asked.limit),
    )
    return [_row(row) for row in rows]


def get_search(store: UserStore, identity: int) -> SearchRow | None:
    return next((_row(row) for row in store.read(f"SELECT {_COLUMNS} FROM searches WHERE id = ?", (identity,))), None)


def delete_searches(store: UserStore, identity: int) -> int:
    """Delete one, or with 0 all, of every root. How many went."""
    with store.transaction() as connection:
        where, values = ("WHERE id = ?", (identity,)) if identity else ("", ())
        counted = connection.execute(f"SELECT count(*) FROM searches {where}", values).fetchone()
        connection.execute(f"DELETE FROM searches {where}", values)
    return int(cast("Any", counted)[0])


def _goes_on(last: tuple[int, float, str, str, str], row: SearchRow, at: float) -> bool:
    _, before, query, mode, narrowed = last
    if (mode, json.loads(narrowed)) != (row.mode, row.narrowed):
        return False
    typing = bool(row.session) and at - before <= TYPING_SECONDS
    return query == row.query or (typing and (row.query.startswith(query) or query.startswith(row.query)))


def _row(row: Row) -> SearchRow:
    identity, session, root, at, query, mode, narrowed, *rest = cast("tuple[Any, ...]", row)
    generation, confidence, found, hits = rest
    best = [FoundRow(**cast("Mapping[str, Any]", hit)) for hit in json.loads(hits)]
    return SearchRow(
        session, root, query, mode, json.loads(narrowed), generation, confidence, found, best, at, identity
    )
