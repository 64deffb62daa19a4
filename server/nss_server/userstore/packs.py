"""Context packs as they were assembled: what somebody or a model was shown can be looked at again."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, cast

from nss_server.userstore.connect import UserStore

EARLIER = 20  # packs that a new one looks at
BEST = 6  # pieces of each: the tail of a pack is what happened to fit

KEPT = 500
"""Packs of a user, about 40 kB each; the oldest make room."""


@dataclass(frozen=True, slots=True)
class PackRow:
    """`at` in seconds since the epoch, 0 for now; `pack` is the answer as the capability gave it."""

    id: str
    session: str
    root: str
    at: float
    task: str
    pack: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EarlierOf:
    """Whose packs are asked for: those of a root, for other tasks than one."""

    root: str
    task: str


@dataclass(frozen=True, slots=True)
class Earlier:
    task: str
    pieces: tuple[tuple[str, str], ...]  # (path, symbol path) of the best, the best first


def add_pack(store: UserStore, row: PackRow) -> None:
    """The same pack again is the same row, with the time of the last."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT INTO packs (id, session, root, at, task, pack) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET at = excluded.at, session = excluded.session",
            (row.id, row.session, row.root, row.at or time.time(), row.task, json.dumps(row.pack)),
        )
        connection.execute(
            "DELETE FROM packs WHERE id NOT IN (SELECT id FROM packs ORDER BY at DESC, id LIMIT ?)", (KEPT,)
        )


def get_pack(store: UserStore, identity: str) -> PackRow | None:
    rows = store.read("SELECT id, session, root, at, task, pack FROM packs WHERE id = ?", (identity,))
    for row in rows:
        name, session, root, at, task, pack = cast("tuple[str, str, str, float, str, str]", row)
        return PackRow(name, session, root, at, task, json.loads(pack))
    return None


def packs_before(store: UserStore, asked: EarlierOf) -> list[Earlier]:
    """The newest first."""
    best = (
        "SELECT json_group_array(json_array(value ->> 'path', value ->> 'symbol'))"
        " FROM (SELECT value FROM json_each(packs.pack, '$.pieces') LIMIT ?)"
    )
    rows = store.read(
        f"SELECT task, ({best}) FROM packs WHERE root = ? AND task <> ? ORDER BY at DESC, id LIMIT ?",
        (BEST, asked.root, asked.task, EARLIER),
    )
    told = (cast("tuple[str, str]", row) for row in rows)
    return [Earlier(task, tuple((path, symbol) for path, symbol in json.loads(pieces))) for task, pieces in told]
