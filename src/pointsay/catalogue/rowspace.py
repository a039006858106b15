"""The vectors of one moment as rows that keep their number.

What a process holds of each product is a few numbers in arrays: its row, whether it lives, its
checksum. The vectors themselves are a memory map.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import CatalogueCorrupt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

NOWHERE = -1
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class RowSpace:
    """The vectors of one encoder at one moment. Read-only and thread-safe.

    Within an epoch a row keeps its number and its vector: a write adds rows at the end and lets
    others die, so that whatever is built from the rows of an older moment stays true of them.

    Attributes:
        epoch: Changes when rows are numbered anew, by a compaction or another encoder.
        generation: Of the catalogue; grows with every write.
        live: (N,) whether a row counts; others belonged to a product or picture that is gone.
        products: (N,) int64, the product row that each row belongs or belonged to.
        place: Product row -> row, `NOWHERE` for those without a vector. Numbers of N or more are
            newer than this moment, and a product row beyond its end has none; `rows_of` knows.
    """

    epoch: int
    generation: int
    live: NDArray[np.bool_]
    products: NDArray[np.int64]
    place: NDArray[np.int32]
    _vectors: Matrix
    _crc32: NDArray[np.uint32]
    _checked: NDArray[np.bool_]
    _name: Callable[[int], str]

    def __len__(self) -> int:
        """Rows N, dead ones included."""
        return len(self.live)

    def rows(self) -> Matrix:
        """Return the vectors by row number, (N, D) float32, mapped into memory, unchecked."""
        return self._vectors

    def rows_of(self, products: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row of each product row, `NOWHERE` for those without a vector here."""
        found = np.full(len(products), NOWHERE, dtype=np.int64)
        inside = (products >= 0) & (products < len(self.place))
        found[inside] = self.place[products[inside]]
        found[found >= len(self)] = NOWHERE  # written after this moment
        return found

    def read(self, rows: NDArray[np.int64]) -> Matrix:
        """Return a copy of the vectors of rows, (K, D), each of them checked.

        Raises:
            CatalogueCorrupt: A vector does not match its checksum.
        """
        self.check(rows)
        picked: Matrix = self._vectors[rows]
        return picked

    def check(self, rows: NDArray[np.int64] | None = None) -> None:
        """Compare rows with their checksums, all that live by default; each once a process.

        Raises:
            CatalogueCorrupt: A vector does not match its checksum.
        """
        if rows is None:  # at every write: flags are passed over, and no row numbers are gathered
            new = np.flatnonzero(self.live & ~self._checked)
        else:
            new = rows[~self._checked[rows]]
        for at in range(0, len(new), _CHUNK):  # no object for each row of a large shop at once
            for row in new[at : at + _CHUNK].tolist():
                if zlib.crc32(self._vectors[row]) != self._crc32[row]:
                    raise self._damaged(row)
                self._checked[row] = True

    def _damaged(self, row: int) -> CatalogueCorrupt:
        return CatalogueCorrupt(
            f"the vector of product {self._name(int(self.products[row]))!r} is damaged",
            hint="encode it again with: pointsay catalogue repair",
        )
