"""The exact index: every row is scored. The truth that every faster index is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from pointsay.index.base import Found
from pointsay.index.rows import OverRows, Rows
from pointsay.index.scan import inner
from pointsay.index.top import top

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector


class ExactIndex(OverRows):
    """Brute force over a matrix.

    Args:
        matrix: (N, D) float32 or float16 unit rows, in memory or mapped; N may be 0. Not copied.
        live: (N,) rows that can be found; all by default. Not copied.
    """

    def __init__(self, matrix: Matrix, live: NDArray[np.bool_] | None = None) -> None:
        super().__init__(Rows(matrix, live))

    @classmethod
    def over(cls, rows: Rows) -> Self:
        """Return the index of rows that are at hand, with what they have added up."""
        made = cls(rows.matrix, rows.live)
        made.rows = rows
        return made

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return the best rows; see `pointsay.index.base.Index`."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        return search_rows(self.rows.matrix, query, k, self.rows.usable(allowed))


def search_rows(matrix: Matrix, query: Vector, k: int, usable: NDArray[np.bool_] | None) -> Found:
    """Return the best ``k`` of the usable rows of a matrix (N, D), exactly."""
    if usable is None:
        return top(np.arange(len(matrix)), inner(matrix, query), k)
    rows = np.flatnonzero(usable)
    if 4 * len(rows) < len(matrix):  # gathering few rows beats scanning all to throw most away
        return top(rows, inner(matrix, query, rows), k)
    return top(rows, inner(matrix, query)[rows], k)
