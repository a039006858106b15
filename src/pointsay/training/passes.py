"""Batches that pass over a corpus again and again, each time in a new order."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


class Passes:
    """Rows of a step, as a function of (seed, step).

    Args:
        count: Rows of the corpus.
        batch: Rows of a step; a batch may end one pass and begin the next.
        seed: Of the orders.
    """

    def __init__(self, count: int, batch: int, seed: int) -> None:
        if count < 1 or batch < 1:
            raise ValueError("there must be at least one row, and one in a batch")
        self.count, self.batch, self.seed = count, batch, seed
        self._order = lru_cache(maxsize=2)(self._drawn)

    def rows(self, step: int) -> NDArray[np.int64]:
        """Return the rows of a step, (batch,)."""
        at = np.arange(step * self.batch, (step + 1) * self.batch)
        passes, places = np.divmod(at, self.count)
        return np.array(
            [self._order(int(one))[place] for one, place in zip(passes, places, strict=True)]
        )

    def _drawn(self, number: int) -> NDArray[np.int64]:
        return np.random.default_rng((self.seed, number)).permutation(self.count)
