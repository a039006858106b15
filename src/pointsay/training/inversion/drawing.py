"""Which rows a step sees: a function of (seed, step) that shuffles anew for every round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Rounds:
    """Batches of whole rounds through shuffled rows; a last short batch is left out.

    Args:
        rows: How many there are, at least 1.
        batch: Rows of a batch; all rows where there are fewer.
        seed: Of the shuffles.
    """

    def __init__(self, rows: int, batch: int, seed: int) -> None:
        self.rows, self.batch, self.seed = rows, min(batch, rows), seed

    @property
    def steps(self) -> int:
        """Batches of a round."""
        return self.rows // self.batch

    def batch_of(self, step: int) -> NDArray[np.int64]:
        """Return the rows of a step, each once."""
        turn, at = divmod(step, self.steps)
        order = np.random.default_rng([self.seed, 0, turn]).permutation(self.rows)
        return order[at * self.batch : (at + 1) * self.batch]

    def chance(self, step: int) -> np.random.Generator:
        """Return what else the step draws from."""
        return np.random.default_rng([self.seed, 1, step])
