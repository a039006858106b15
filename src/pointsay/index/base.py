"""What an index is: rows of unit vectors, searched by inner product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in descending order of score; equal scores in ascending order of row.

    Attributes:
        rows: (K,) int64.
        scores: (K,) float32, inner products with the query.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and covariance of the gallery; enough to standardise any query's scores without a scan.

    The cosines q . g of one query over the gallery have mean q . m and variance q' C q.

    Attributes:
        mean: (D,) float64.
        covariance: (D, D) float64.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]


@runtime_checkable
class Index(Protocol):
    """A searchable gallery of one moment. Read-only and thread-safe.

    Rows keep their numbers while others come and go: a row that is dead can no longer be found, and
    counts in nothing but the numbering.
    """

    @property
    def dim(self) -> int:
        """Width D."""
        ...

    def __len__(self) -> int:
        """Rows N, dead ones included."""
        ...

    @property
    def live(self) -> NDArray[np.bool_] | None:
        """(N,) rows that can be found, or None when all can."""
        ...

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return the best ``min(k, live and allowed rows)`` rows.

        Args:
            query: (D,), any length.
            k: At least 1.
            allowed: (N,) mask of rows that may be found; all by default.
        """
        ...

    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        """Return the stored vectors of rows, (K, D)."""
        ...

    def moments(self) -> Moments:
        """Return mean and covariance of the live rows."""
        ...
