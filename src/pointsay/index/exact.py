"""The exact index: every row is scored. The truth that every faster index is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from pointsay.index.base import Found, Moments
from pointsay.index.rows import Rows
from pointsay.index.scan import inner
from pointsay.index.top import top

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector


class ExactIndex:
    """Brute force over a matrix.

    Args:
        matrix: (N, D) float32 or float16 unit rows, in memory or mapped; N may be 0. Not copied.
        live: (N,) rows that can be found; all by default. Not copied.
    """

    def __init__(self, matrix: Matrix, live: NDArray[np.bool_] | None = None) -> None:
        self.rows = Rows(matrix, live)

    @classmethod
    def over(cls, rows: Rows) -> Self:
        """Return the index of rows that are at hand, with what they have added up."""
        made = cls(rows.matrix, rows.live)
        made.rows = rows
        return made

    @property
    def dim(self) -> int:
        """Width D."""
        return self.rows.dim

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def live(self) -> NDArray[np.bool_] | None:
        """See `pointsay.index.base.Index`."""
        return self.rows.live

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return the best rows; see `pointsay.index.base.Index`."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        return search_rows(self.rows.matrix, query, k, self.rows.usable(allowed))

    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        """Return stored vectors, (K, D) float32."""
        return self.rows.vectors(rows)

    def moments(self) -> Moments:
        """Return mean and covariance of the live rows, computed once."""
        return self.rows.moments()


def search_rows(matrix: Matrix, query: Vector, k: int, usable: NDArray[np.bool_] | None) -> Found:
    """Return the best ``k`` of the usable rows of a matrix (N, D), exactly."""
    if usable is None:
        return top(np.arange(len(matrix)), inner(matrix, query), k)
    rows = np.flatnonzero(usable)
    if 4 * len(rows) < len(matrix):  # gathering few rows beats scanning all to throw most away
        return top(rows, inner(matrix, query, rows), k)
    return top(rows, inner(matrix, query)[rows], k)
