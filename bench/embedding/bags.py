"""Bags of tokens, one a row, as a sparse matrix: the one place that knows scipy."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Matrix = NDArray[np.float32]


class Bags:
    """Weights 1 + ln tf, as `embed.static` pools."""

    def __init__(
        self, rows: NDArray[np.int64], tokens: NDArray[np.int32], counts: Matrix, shape: tuple[int, int]
    ) -> None:
        """Counts of equal (row, token) are added first."""
        made: Any = csr_array((counts, (rows, tokens)), shape=shape, dtype=np.float32)
        made.sum_duplicates()
        made.data = np.where(made.data > 0, 1 + np.log(np.maximum(made.data, 1)), 0).astype(np.float32)
        self._sparse = made

    def summed(self, table: Matrix) -> Matrix:
        """(rows, dimensions) of a table (tokens, dimensions)."""
        return cast("Matrix", self._sparse @ table)

    def spread(self, gradient: Matrix) -> Matrix:
        """(tokens, dimensions): what `summed` passes back of a gradient (rows, dimensions)."""
        return cast("Matrix", self._sparse.T @ gradient)
