"""Numbers between numpy and SQLite: ids as a table-valued parameter, a column as an array."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import apsw
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nss_index.store.database import Cursor


def bound_ids(values: NDArray[np.int64]) -> object:
    """The binding of `carray(?)`: a table of these numbers, without copying or parsing them."""
    bind = cast("Any", apsw).carray  # its parameter's type is unknown before Python 3.12
    return bind(np.ascontiguousarray(values))


def integers(rows: Cursor) -> NDArray[np.int64]:
    """The first column."""
    return np.fromiter((row[0] for row in rows), np.int64)
