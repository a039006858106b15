"""What every index in memory stands on: rows that keep their number, some of which are dead."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index.base import Moments
    from pointsay.types import Matrix


class Rows:
    """Vectors by row number at one moment. Read-only and thread-safe.

    Args:
        matrix: (N, D) float32 or float16, in memory or mapped. Not copied.
        live: (N,) rows that can be found; None for all. Not copied.
        tally: Sums over the live rows where they are known; computed when first needed otherwise.
    """

    def __init__(
        self, matrix: Matrix, live: NDArray[np.bool_] | None = None, tally: Tally | None = None
    ) -> None:
        if matrix.ndim != 2 or matrix.dtype not in (np.float32, np.float16):
            raise ValueError("an index needs a (N, D) matrix of float32 or float16")
        if live is not None and live.shape != (len(matrix),):
            raise ValueError("a live mask has one flag for each row")
        self.matrix = matrix
        self.live = None if live is None or live.all() else live
        self._tally = tally
        self._moments: Moments | None = None
        self._adding = threading.Lock()

    @property
    def dim(self) -> int:
        """Width D."""
        return int(self.matrix.shape[1])

    def __len__(self) -> int:
        return len(self.matrix)

    def usable(self, allowed: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
        """Return (N,) which rows live and are allowed, or None for all."""
        if allowed is None or self.live is None:
            return self.live if allowed is None else allowed
        both: NDArray[np.bool_] = self.live & allowed
        return both

    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        """Return a copy of vectors, (K, D) float32."""
        picked: Matrix = np.asarray(self.matrix)[rows].astype(np.float32, copy=False)
        return picked

    def tally(self) -> Tally:
        """Return the sums over the live rows, added up once."""
        with self._adding:
            if self._tally is None:
                alive = None if self.live is None else np.flatnonzero(self.live)
                self._tally = Tally.of(self.matrix, alive)
            return self._tally

    def moments(self) -> Moments:
        """Return mean and covariance of the live rows, computed once."""
        if self._moments is None:
            self._moments = self.tally().moments()
        return self._moments

    def later(self, matrix: Matrix, live: NDArray[np.bool_] | None) -> Rows:
        """Return the rows of a later moment; what is added up here is carried over.

        Args:
            matrix: Starts with the rows of this one.
            live: A row that is dead here is dead there.
        """
        now = Rows(matrix, live)
        known = self._tally
        if known is not None:
            new = np.arange(len(self), len(now))
            born = new if now.live is None else new[now.live[len(self) :]]
            died = _died(self.live, now.live, len(self))
            now._tally = known.plus(Tally.of(matrix, born))
            if len(died):
                now._tally = now._tally.minus(Tally.of(matrix, died))
        return now


class OverRows:
    """What every index over `Rows` says of them; see `pointsay.index.base.Index`."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

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

    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        """Return stored vectors, (K, D) float32."""
        return self.rows.vectors(rows)

    def moments(self) -> Moments:
        """Return mean and covariance of the live rows, computed once."""
        return self.rows.moments()


def _died(
    before: NDArray[np.bool_] | None, after: NDArray[np.bool_] | None, count: int
) -> NDArray[np.int64]:
    if after is None:
        return np.empty(0, dtype=np.int64)
    gone = ~after[:count]
    return np.flatnonzero(gone if before is None else gone & before)
