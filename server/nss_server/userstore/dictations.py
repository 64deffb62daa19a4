"""What was dictated: the raw words as soon as they are there, and what became of them. One row a take."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from nss_server.userstore.connect import UserStore
from nss_server.userstore.sql import Row, holding

_COLUMNS = (
    "id, session, root, target, at, raw, text, language, confidence, audio_seconds, model, recording, replacements,"
    " timings"
)


@dataclass(frozen=True, slots=True)
class DictationRow:
    """`at` in seconds since the epoch; `text` is "" until a front end has said what became of the raw words."""

    id: str
    session: str
    root: str
    target: str  # "text", "search", "ticket"
    at: float
    raw: str
    text: str
    language: str
    confidence: float  # 0 to 1
    audio_seconds: float
    model: str
    recording: str  # the path of the WAV file, "" where it was not kept
    replacements: list[dict[str, Any]]
    timings: dict[str, float]


def add_dictation(store: UserStore, row: DictationRow) -> None:
    """Raises nothing for a take that is known: the first row stays."""
    with store.transaction() as connection:
        connection.execute(
            f"INSERT OR IGNORE INTO dictations ({_COLUMNS}) VALUES ({', '.join('?' * 14)})",
            (
                row.id, row.session, row.root, row.target, row.at or time.time(), row.raw, row.text, row.language,
                row.confidence, row.audio_seconds, row.model, row.recording, json.dumps(row.replacements),
                json.dumps(row.timings),
            ),
        )  # fmt: skip


def finish_dictation(
    store: UserStore, take: str, text: str, replacements: list[dict[str, Any]], timings: Mapping[str, float]
) -> None:
    """What the front end made of the raw words."""
    with store.transaction() as connection:
        connection.execute(
            "UPDATE dictations SET text = ?, replacements = ?, timings = json_patch(timings, ?) WHERE id = ?",
            (text, json.dumps(replacements), json.dumps(dict(timings)), take),
        )


def list_dictations(store: UserStore, words: str = "", root: str = "", limit: int = 50) -> list[DictationRow]:
    """Newest first; with `words`, those whose raw or final text holds each of them, whatever the case."""
    clauses, values = ["1"], cast("list[Any]", [])
    for word in words.split():
        clauses.append("(raw LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')")
        values += [holding(word)] * 2
    if root:
        clauses.append("root = ?")
        values.append(root)
    rows = store.read(
        f"SELECT {_COLUMNS} FROM dictations WHERE {' AND '.join(clauses)} ORDER BY at DESC, id LIMIT ?",
        (*values, limit),
    )
    return [_row(row) for row in rows]


def delete_dictations(store: UserStore, takes: list[str]) -> list[DictationRow]:
    """Deletes these; with no takes named, all. Returns what was deleted: the recordings are the caller's to remove."""
    with store.transaction() as connection:
        marks = ", ".join("?" * len(takes))
        where = f"WHERE id IN ({marks})" if takes else ""
        rows = list(connection.execute(f"SELECT {_COLUMNS} FROM dictations {where}", tuple(takes)))
        connection.execute(f"DELETE FROM dictations {where}", tuple(takes))
    return [_row(row) for row in rows]


def _row(row: Row) -> DictationRow:
    values = list(cast("tuple[Any, ...]", row))
    values[12], values[13] = json.loads(values[12]), json.loads(values[13])
    return DictationRow(*values)
