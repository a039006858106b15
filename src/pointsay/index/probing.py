"""Which inverted lists a search must read, from what is known of each list.

The inner products of a query q with the rows of a list are taken as normal around q . c, c being
the list's centre, with variance s q' R q: R is the mean outer product of all residuals (row less
centre), s how much longer than the mean the list's own residuals are. From these curves follow the
score that the k-th best row has about, how many of the k best each list holds, and so which lists
hold all but a small share of them. A query between two clusters reads more lists than one inside a
cluster, and a filter that leaves a list three rows makes it worth three rows.

A fixed number of lists, as `nprobe` has it, reads too much for most queries to read enough for the
hard ones, and under a filter it reads lists that hold nothing which is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.scan import inner

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

HALVINGS = 11  # of the range of scores: the k-th is known to a thousandth of it
FARTHEST = 5.0  # standard deviations beyond which no row is expected: 3 in 10 million
NEAREST = 256  # lists looked at first for the k best
FLAT = np.float32(1e-6)  # of the largest inner product: lists of one vector many times


@dataclass(frozen=True, slots=True)
class Lists:
    """How rows lie around L centres.

    Attributes:
        centres: (L, D) float32.
        sizes: (L,) int64, rows of each.
        spread: (L,) float32, mean squared length of a list's residuals over that of all.
        residual: (D, D) float32, mean outer product of residuals.
    """

    centres: Matrix
    sizes: NDArray[np.int64]
    spread: NDArray[np.float32]
    residual: NDArray[np.float32]


class Outlook:
    """What a query may expect of each list.

    Args:
        lists: Of the index.
        query: (D,), any length.
        counts: (L,) float32, rows of each list that may be found, about.
    """

    def __init__(self, lists: Lists, query: Vector, counts: NDArray[np.float32]) -> None:
        self.near: Vector = inner(lists.centres, query)
        self._counts = counts
        along = max(float(query @ lists.residual @ query), 0.0)
        least = FLAT * max(np.abs(self.near).max(initial=0.0), FLAT)
        self._width = np.sqrt(lists.spread * np.float32(along)) + least
        self._reach = np.float32(FARTHEST) * self._width

    def kth(self, k: int) -> float:
        """Return the score that ``k`` rows are expected to exceed."""
        low, high = self._floor(k), float((self.near + self._reach).max(initial=0.0))
        within = self._within(low)
        near, width, counts = self.near[within], self._width[within], self._counts[within]
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            if float(counts @ _beyond((np.float32(middle) - near) / width)) > k:
                low = middle
            else:
                high = middle
        return low

    def choose(self, score: float, loss: float, read: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return further lists, so that all but ``loss`` rows above ``score`` are expected read.

        The ones with the largest share of such rows come first: they cost least a row found.

        Args:
            score: What rows must exceed.
            loss: How many such rows may be expected in lists that are not read.
            read: (L,) the lists that are read already.
        """
        unread = self._within(score)
        unread = unread[~read[unread]]
        order = unread[np.argsort(self._away(score, unread))]
        expected = self._expected(score, order).astype(np.float64)
        # What would be left out if reading stopped before each list; it falls along the order.
        left = expected[::-1].cumsum()[::-1]
        return order[: int(np.count_nonzero(left > loss))]

    def _floor(self, k: int) -> float:
        """Return a score that at least ``k`` rows are expected to exceed, if there are so many.

        Half the rows of a list lie above its own centre.
        """
        nearest = self._near_first(min(NEAREST, len(self.near)))
        if self._counts[nearest].sum() < 2 * k:
            nearest = self._near_first(len(self.near))
        enough = int(np.searchsorted(self._counts[nearest].cumsum(), 2 * k))
        if enough < len(nearest):
            return float(self.near[nearest[enough]])
        return float((self.near - self._reach).min(initial=0.0))

    def _near_first(self, count: int) -> NDArray[np.int64]:
        lists = np.argpartition(-self.near, count - 1)[:count]
        return lists[np.argsort(-self.near[lists])]

    def _within(self, score: float) -> NDArray[np.int64]:
        """Return the lists that may hold a row above ``score``."""
        return np.flatnonzero((self.near + self._reach > score) & (self._counts > 0))

    def _expected(self, score: float, lists: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return how many rows of ``lists`` are expected to score more."""
        found: NDArray[np.float32] = self._counts[lists] * _beyond(self._away(score, lists))
        return found

    def _away(self, score: float, lists: NDArray[np.int64]) -> NDArray[np.float32]:
        away: NDArray[np.float32] = (np.float32(score) - self.near[lists]) / self._width[lists]
        return away


def _beyond(z: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the upper tail of the normal distribution, true to 2e-4.

    Bowling et al., "A logistic approximation to the cumulative normal distribution", JIEM 2 (2009),
    equation 10.
    """
    bounded = np.clip(z, -FARTHEST, FARTHEST)
    bent = bounded * (np.float32(1.5976) + np.float32(0.07056) * bounded * bounded)
    tail: NDArray[np.float32] = np.reciprocal(1 + np.exp(bent))
    return tail
