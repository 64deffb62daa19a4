"""What the vector rooms use of `apsw.Connection`, with types: apsw's own annotations need Python 3.12 (`Buffer`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

import apsw
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Cursor(Protocol):
    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...

    @property
    def get(self) -> Any: ...


class Database(Protocol):
    """An open `apsw.Connection` with sqlite-vec loaded."""

    def execute(self, statements: str, bindings: Sequence[Any] | None = None, /) -> Cursor: ...

    def executemany(self, statements: str, bindings: Iterable[Sequence[Any]], /) -> Cursor: ...

    def table_exists(self, schema: str | None, name: str, /) -> bool: ...


def bound_ids(values: NDArray[np.int64]) -> object:
    """The binding of `carray(?)`: a table of these numbers, without copying or parsing them."""
    bind = cast("Any", apsw).carray  # its parameter's type is unknown before Python 3.12
    return bind(np.ascontiguousarray(values))


def integers(rows: Cursor) -> NDArray[np.int64]:
    """The first column."""
    return np.fromiter((row[0] for row in rows), np.int64)
