"""Sums over rows from which the moments follow; a write adds and takes away, and scans nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from pointsay.index.base import Moments
from pointsay.index.scan import CHUNK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix


@dataclass(frozen=True, slots=True)
class Tally:
    """What a set of rows g adds up to.

    Attributes:
        count: How many rows.
        total: (D,) float64, sum of g.
        square: (D, D) float64, sum of g g'.
    """

    count: int
    total: NDArray[np.float64]
    square: NDArray[np.float64]

    @classmethod
    def of(cls, matrix: Matrix, rows: NDArray[np.int64] | None = None) -> Self:
        """Add up ``rows`` of ``matrix`` (N, D), all by default."""
        dim = matrix.shape[1]
        count = len(matrix) if rows is None else len(rows)
        total, square = np.zeros(dim), np.zeros((dim, dim))
        for at in range(0, count, CHUNK):
            chunk = slice(at, at + CHUNK)
            wide = (matrix[chunk] if rows is None else matrix[rows[chunk]]).astype(np.float64)
            total += wide.sum(axis=0)
            square += wide.T @ wide
        return cls(count, total, square)

    def plus(self, other: Tally) -> Tally:
        """Return the sums with the rows of ``other``."""
        return Tally(self.count + other.count, self.total + other.total, self.square + other.square)

    def minus(self, other: Tally) -> Tally:
        """Return the sums without the rows of ``other``, which are among them."""
        return Tally(self.count - other.count, self.total - other.total, self.square - other.square)

    def moments(self) -> Moments:
        """Return mean m and covariance, the mean of g g' less m m'."""
        count = max(1, self.count)
        mean = self.total / count
        return Moments(mean, self.square / count - np.outer(mean, mean))
