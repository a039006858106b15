"""Lloyd's k-means on matrix products: where the centres of inverted lists lie.

FAISS has one, but its wheels carry an older BLAS that knows no newer processor, and it holds all
cores from the first round to the last; this one can be interrupted between blocks of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

ROUNDS = 8  # further ones move recall by less than its own error
BLOCK = 4_096  # rows whose products with all centres are held at once

Progress = Callable[[float], None]  # is told the share done, 0 to 1


def cluster(sample: Matrix, count: int, *, seed: int, progress: Progress) -> Matrix:
    """Return ``count`` centres, (count, D) float32, each the mean of the rows nearest to it.

    Args:
        sample: (M, D) float32, M at least ``count``.
        count: How many.
        seed: Of the rows to start from, and of those that replace empty clusters.
        progress: Called after each round; what it raises ends the work.
    """
    rng = np.random.default_rng(seed)
    centres = sample[rng.choice(len(sample), count, replace=False)].copy()
    for done in range(ROUNDS):
        nearest = assign(sample, centres)
        sizes = np.bincount(nearest, minlength=count)
        order = np.argsort(nearest, kind="stable")
        filled = sizes > 0
        starts = (np.cumsum(sizes) - sizes)[filled]
        centres[filled] = np.add.reduceat(sample[order], starts) / sizes[filled, None]
        empty = np.flatnonzero(~filled)
        centres[empty] = sample[rng.choice(len(sample), len(empty), replace=False)]
        progress((done + 1) / ROUNDS)
    return centres


def assign(rows: Matrix, centres: Matrix) -> NDArray[np.int32]:
    """Return which centre is nearest to each of ``rows`` (K, D), (K,)."""
    nearest = np.empty(len(rows), dtype=np.int32)
    offset = np.vecdot(centres, centres) / 2
    for at in range(0, len(rows), BLOCK):
        block = slice(at, at + BLOCK)
        # |g - c|^2 = |g|^2 - 2 (g . c - |c|^2 / 2), and |g| is the same for all centres.
        near = rows[block] @ centres.T
        near -= offset
        nearest[block] = near.argmax(axis=1)
    return nearest
