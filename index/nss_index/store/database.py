"""What the store uses of `apsw.Connection`, with types: apsw's own annotations need Python 3.12 (`Buffer`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, Self, cast

import apsw


class Cursor(Protocol):
    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    def fetchone(self) -> tuple[Any, ...] | None: ...

    @property
    def get(self) -> Any: ...


class Database(Protocol):
    """An open `apsw.Connection` with sqlite-vec loaded. As a context manager it is one (nested) transaction."""

    def execute(self, statements: str, bindings: Sequence[Any] | None = None, /) -> Cursor: ...

    def executemany(self, statements: str, bindings: Iterable[Sequence[Any]], /) -> Cursor: ...

    def table_exists(self, schema: str | None, name: str, /) -> bool: ...

    def pragma(self, name: str, value: Any = None, /) -> Any: ...

    def set_busy_timeout(self, milliseconds: int, /) -> None: ...

    def last_insert_rowid(self) -> int: ...

    @property
    def in_transaction(self) -> bool: ...

    def close(self, force: bool = False, /) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: Any, error: Any, trace: Any, /) -> bool | None: ...


def typed(connection: apsw.Connection) -> Database:
    return cast("Database", connection)
