"""What is searched at one moment: an index, and which product each of its positions belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

import numpy as np

from pointsay.catalogue.rowspace import NOWHERE, RowSpace
from pointsay.index import ExactIndex, Index

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Gallery:
    """The vectors of one moment, ready to be searched.

    Attributes:
        generation: Of the store when they were read.
        moment: Names it for `Catalogue.gallery_of`.
        rows: (N,) store row of each position of the index; that of a dead position is of no use.
        index: Their vectors.
        place: Store row -> position, -1 for those that have none; a row beyond its end has none.
        epoch: Within one, a number of ``numbers`` stands for the same vector in every gallery.
        numbers: (N,) number of each position in the epoch; None where positions are the numbers.
    """

    generation: int
    moment: str
    rows: NDArray[np.int64]
    index: Index
    place: NDArray[np.int32]
    epoch: int
    numbers: NDArray[np.int64] | None = None

    def positions(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where store rows lie in the index, ascending; the others are left out."""
        inside = rows[rows < len(self.place)]
        found = self.place[inside].astype(np.int64)
        return np.sort(found[(found >= 0) & (found < len(self.rows))])

    def mask(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return (N,) which positions belong to ``rows``."""
        mask = np.zeros(len(self.rows), dtype=bool)
        mask[self.positions(rows)] = True
        return mask

    def everything(self) -> NDArray[np.bool_]:
        """Return (N,) which positions can be found, a copy."""
        live = self.index.live
        return np.ones(len(self.rows), dtype=bool) if live is None else live.copy()

    def __len__(self) -> int:
        """Products that can be found."""
        live = self.index.live
        return len(self.rows) if live is None else int(np.count_nonzero(live))

    def position(self, row: int) -> int | None:
        """Return where a store row lies in the index, or None when it is newer than the gallery."""
        found = self.positions(np.array([row]))
        return int(found[0]) if len(found) else None


def gallery_over(space: RowSpace, index: Index) -> Gallery:
    """Return a gallery whose positions are the rows of a space."""
    return Gallery(space.generation, token_hex(8), space.products, index, space.place, space.epoch)


def exact_gallery(space: RowSpace) -> Gallery:
    """Return a gallery that is searched exactly; dead rows are the only reason for a copy."""
    if space.live.all():
        return gallery_over(space, ExactIndex(space.rows()))
    kept = np.flatnonzero(space.live)
    rows = space.products[kept]
    place = np.full(len(space.place), NOWHERE, dtype=np.int32)
    place[rows] = np.arange(len(rows))
    index = ExactIndex(space.rows()[kept])
    return Gallery(space.generation, token_hex(8), rows, index, place, space.epoch, kept)
