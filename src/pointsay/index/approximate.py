"""The index of large galleries: lists for most rows, an exact scan for the newest, one answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Found
from pointsay.index.exact import search_rows
from pointsay.index.reading import Reading, Usable
from pointsay.index.rows import OverRows, Rows
from pointsay.index.top import top

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index.inverted import Inverted
    from pointsay.index.settings import Settings
    from pointsay.types import Vector


class ApproximateIndex(OverRows):
    """Rows 0 to M in inverted lists, rows M to N behind them scored one by one.

    The scores of an answer are exact; what can be missing is a row. Rows added since the lists were
    built are found at once, dead ones are never found.

    A filter is handed to the lists, which are chosen by how many allowed rows each holds; or the
    allowed rows are scored one by one, exactly. Whichever is estimated to cost less is done.

    Args:
        rows: The vectors of one moment.
        inverted: Lists of the first M of them.
        settings: How they are searched.
    """

    def __init__(self, rows: Rows, inverted: Inverted, settings: Settings) -> None:
        super().__init__(rows)
        self.inverted = inverted
        self.settings = settings

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        """Return about the best rows; see `pointsay.index.base.Index`."""
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        wanted = np.ascontiguousarray(query, dtype=np.float32)
        usable = self.rows.usable(allowed)
        head = self._head(wanted, k, allowed, usable)
        built = len(self.inverted)
        if built == len(self):
            return head
        tail = search_rows(
            self.rows.matrix[built:], wanted, k, None if usable is None else usable[built:]
        )
        rows = np.concatenate([head.rows, tail.rows + built])
        return top(rows, np.concatenate([head.scores, tail.scores]), k)

    def _head(
        self,
        query: Vector,
        k: int,
        allowed: NDArray[np.bool_] | None,
        usable: NDArray[np.bool_] | None,
    ) -> Found:
        costs = self.settings.costs
        # Even to plan a reading of lists costs more than scoring so few rows.
        few = self.settings.factor * k + costs.search / costs.row
        if allowed is None or np.count_nonzero(allowed) > few:
            lists = self._all if allowed is None else Usable.of(self.inverted, usable)
            if lists.total > few:
                reading = Reading(self.inverted, query, k, lists, self.settings)
                if reading.seconds() <= lists.total * costs.row:
                    return reading.found(self.rows.matrix)
        return self._one_by_one(query, k, usable)

    def _one_by_one(self, query: Vector, k: int, usable: NDArray[np.bool_] | None) -> Found:
        built = len(self.inverted)
        head = None if usable is None else usable[:built]
        return search_rows(self.rows.matrix[:built], query, k, head)

    @cached_property
    def _all(self) -> Usable:
        return Usable.of(self.inverted, self.rows.live)
