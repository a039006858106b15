"""The exact index: one matrix product. The truth that every faster index is measured against."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Found, Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

MOMENT_CHUNK = 65_536


class ExactIndex:
    """Brute force over a float32 matrix.

    Args:
        matrix: (N, D) float32 unit rows; N may be 0. Not copied.
    """

    def __init__(self, matrix: Matrix) -> None:
        if matrix.ndim != 2 or matrix.dtype != np.float32:
            raise ValueError("an index needs a (N, D) float32 matrix")
        self._matrix = matrix

    @property
    def dim(self) -> int:
        """Width D."""
        return int(self._matrix.shape[1])

    def __len__(self) -> int:
        return int(self._matrix.shape[0])

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return the best rows; see `pointsay.index.base.Index`."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        rows = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
        if 4 * len(rows) < len(self):  # gathering few rows beats scanning all to throw most away
            scores = self._matrix[rows] @ query
        else:
            scores = (self._matrix @ query)[rows]
        if k < len(rows):
            # All rows tied with the k-th stay in, so that ties fall by row and not by chance.
            threshold = np.partition(scores, len(rows) - k)[len(rows) - k]
            kept = scores >= threshold
            rows, scores = rows[kept], scores[kept]
        order = np.lexsort((rows, -scores))[:k]
        return Found(rows[order].astype(np.int64), scores[order].astype(np.float32))

    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        """Return stored vectors, (K, D)."""
        picked: Matrix = self._matrix[rows]
        return picked

    def moments(self) -> Moments:
        """Return mean and covariance, computed once."""
        return self._moments

    @cached_property
    def _moments(self) -> Moments:
        count = max(1, len(self))
        mean = self._matrix.sum(axis=0, dtype=np.float64) / count
        square = np.zeros((self.dim, self.dim))
        for at in range(0, len(self), MOMENT_CHUNK):
            chunk = self._matrix[at : at + MOMENT_CHUNK] - mean
            square += chunk.T @ chunk
        return Moments(mean, square / count)
