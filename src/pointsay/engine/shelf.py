"""What may be found of a gallery for one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from pointsay.engine.ranking import Ranked, rank

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.catalogue import Gallery
    from pointsay.index import Index
    from pointsay.types import Query


@dataclass(frozen=True, slots=True)
class Shelf:
    """What may be found of a gallery.

    Attributes:
        allowed: (N,) positions that the filters let through; None for all.
        own: Positions of the products that were pointed at, as far as the filters let them through.
        total: How many may be found.
    """

    allowed: NDArray[np.bool_] | None
    own: NDArray[np.int64]
    total: int

    @classmethod
    def of(cls, gallery: Gallery, rows: NDArray[np.int64] | None, own: Sequence[int]) -> Self:
        """Find the positions of store rows."""
        mine = np.unique(gallery.positions(np.array(own, dtype=np.int64)))
        if rows is None:
            return cls(None, mine, len(gallery) - len(mine))
        positions = gallery.positions(rows)
        allowed = np.zeros(len(gallery.rows), dtype=bool)
        allowed[positions] = True
        mine = mine[allowed[mine]]
        return cls(allowed, mine, len(positions) - len(mine))

    def rank(self, query: Query, index: Index, k: int) -> Ranked:
        """Return the best ``k``.

        The few that were pointed at are found and dropped: a mask of everything else would make
        every search a filtered one.
        """
        ranked = rank(query, index, k + len(self.own), self.allowed)
        return ranked.at(np.flatnonzero(~np.isin(ranked.rows, self.own))[:k])
