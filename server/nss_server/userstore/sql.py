"""The part of an apsw connection that user.db uses, typed: apsw's own hints are only partly known to the checker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import apsw

Row = tuple[object, ...]


class Rows(Protocol):
    def fetchone(self) -> Row | None: ...

    def __iter__(self) -> Iterator[Row]: ...


class Sql(Protocol):
    def execute(self, statements: str, bindings: Sequence[str | float | None] = ()) -> Rows: ...

    def pragma(self, name: str, value: str | float | None = None) -> object: ...

    @property
    def in_transaction(self) -> bool: ...


def sql(connection: apsw.Connection) -> Sql:
    return cast("Sql", connection)


def holding(word: str) -> str:
    """The pattern of `LIKE ? ESCAPE '\\'` for what holds a word."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
