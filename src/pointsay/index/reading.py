"""One search of inverted lists: choose lists, scan codes, look again, let vectors decide."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Found
from pointsay.index.probing import Outlook
from pointsay.index.scan import inner
from pointsay.index.top import top

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index.inverted import Inverted
    from pointsay.index.settings import Settings
    from pointsay.types import Matrix, Vector


AT_FIRST = 0.5  # of the loss: reading a little more at once saves most second looks
PRIOR = 2


@dataclass(frozen=True, slots=True)
class Usable:
    """Which rows of the lists may be found.

    Attributes:
        counts: (L,) float32, about how many rows may, of each list.
        bits: A bit for each row, lowest first; None when all may.
        total: How many, exactly.
    """

    counts: NDArray[np.float32]
    bits: NDArray[np.uint8] | None
    total: int

    @classmethod
    def of(cls, inverted: Inverted, mask: NDArray[np.bool_] | None) -> Usable:
        """Count the rows of a mask (N,), all when None, in each list.

        Of a large gallery some rows are looked up. A list's share of usable rows is then that of
        its rows among them, with the share of all as a prior worth `PRIOR` rows.
        """
        sizes = inverted.lists.sizes
        if mask is None:
            return cls(sizes.astype(np.float32), None, int(sizes.sum()))
        looked, homes, seen = inverted.sample
        total = int(np.count_nonzero(mask[: len(inverted)]))
        found = np.bincount(homes[mask[looked]], minlength=len(sizes))
        overall = total / max(1, int(sizes.sum()))
        share = (found + PRIOR * overall) / (seen + PRIOR)
        counts = (share * sizes).astype(np.float32)
        return cls(counts, np.packbits(mask, bitorder="little"), total)


def estimate(
    inverted: Inverted, usable: Usable, chosen: NDArray[np.int64], k: int, settings: Settings
) -> float:
    """Return the seconds that reading ``chosen`` lists for ``k`` rows may take."""
    costs = settings.costs
    compared = float(usable.counts[chosen].sum())
    passed = 0 if usable.bits is None else int(inverted.lists.sizes[chosen].sum())
    looked = settings.factor * k * costs.row
    return costs.search + compared * costs.code + passed * costs.check + looked


class Reading:
    """A search of lists for one query.

    Args:
        inverted: The lists.
        query: (D,) float32, any length.
        k: Rows wanted, at most ``usable.total``.
        usable: Which rows may be found.
        settings: How deep to look.
    """

    def __init__(
        self, inverted: Inverted, query: Vector, k: int, usable: Usable, settings: Settings
    ) -> None:
        self._inverted, self._query, self._k = inverted, query, k
        self._usable, self._settings = usable, settings
        self._loss = k * (settings.loss if usable.bits is None else settings.filtered_loss)
        self._outlook = Outlook(inverted.lists, query, usable.counts)
        self._read = np.zeros(len(usable.counts), dtype=bool)
        self.first = self._further(self._outlook.kth(k), AT_FIRST)

    def seconds(self) -> float:
        """Return what the search may take."""
        return estimate(self._inverted, self._usable, self.first, self._k, self._settings)

    def found(self, matrix: Matrix) -> Found:
        """Return the best rows, scored by their vectors in ``matrix`` (N, D)."""
        wanted = math.ceil(self._settings.factor * self._k)
        rows, scores = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        chosen = self.first if len(self.first) else self._further(-math.inf)
        while len(chosen):
            self._read[chosen] = True
            near = self._outlook.near[chosen]
            more = self._inverted.scan(self._query, wanted, chosen, near, self._usable.bits)
            rows, scores = np.concatenate([rows, more[0]]), np.concatenate([scores, more[1]])
            # What was expected of these lists may not have been there: then others may hold more.
            chosen = self._further(_kth(scores, self._k))
        rows = _best(rows, scores, wanted)
        return top(rows, inner(matrix, self._query, rows), self._k)

    def _further(self, score: float, part: float = 1.0) -> NDArray[np.int64]:
        # Where fewer than k rows were found nothing may be left out.
        loss = 0.0 if score == -math.inf else part * self._loss
        return self._outlook.choose(score, loss, self._read)


def _kth(scores: NDArray[np.float32], k: int) -> float:
    if len(scores) < k:
        return -math.inf
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


def _best(rows: NDArray[np.int64], scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    if len(rows) > count:
        rows = rows[np.argpartition(scores, len(rows) - count)[len(rows) - count :]]
    return np.sort(rows)  # memory is read in the order in which it lies
