"""What may be found of a gallery for one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.catalogue import Gallery


@dataclass(frozen=True, slots=True)
class Shelf:
    """What may be found of a gallery.

    Attributes:
        gallery: Of one moment.
        allowed: (N,) positions that the filters let through; None for all.
        selection: Digest of ``allowed``.
        own: Positions of the products that were pointed at, as far as the filters let them through.
        families: (N,) the family of each position, negative for none; None where the question does
            not ask for one of each.
    """

    gallery: Gallery
    allowed: NDArray[np.bool_] | None
    selection: str
    own: NDArray[np.int64]
    families: NDArray[np.int64] | None

    @property
    def total(self) -> int:
        """How many products may be found."""
        all_of_them = len(self.gallery) if self.allowed is None else np.count_nonzero(self.allowed)
        return int(all_of_them) - len(self.own)

    @property
    def length(self) -> int:
        """How many are left when each family counts as one."""
        if self.families is None:
            return self.total
        there = self.gallery.everything() if self.allowed is None else self.allowed.copy()
        there[self.own] = False
        found = self.families[there]
        alone = np.count_nonzero(found < 0)
        return int(alone + np.count_nonzero(np.bincount(found[found >= 0])))
