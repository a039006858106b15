"""Attributes of all pictures as a table of numbers, for comparing one with hundreds at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from pointsay.triplets.knowing import OF_PATTERN

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Codes:
    """Equal numbers of a column are equal values; 0 is not known.

    Args:
        known: What is known of each picture.

    Attributes:
        kinds: Of the columns, sorted.
        table: (N, kinds) int32.
    """

    def __init__(self, known: Sequence[Mapping[str, str]]) -> None:
        self.kinds = sorted({kind for one in known for kind in one})
        self.table = np.zeros((len(known), len(self.kinds)), np.int32)
        for column, kind in enumerate(self.kinds):
            numbers: dict[str, int] = {}
            for row, one in enumerate(known):
                if kind in one:
                    self.table[row, column] = numbers.setdefault(one[kind], len(numbers) + 1)

    def columns(self, kinds: Collection[str]) -> NDArray[np.bool_]:
        """Return a mask of columns."""
        return np.array([kind in kinds for kind in self.kinds], bool)

    def differ(self, at: int, others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return (others, kinds): where others have another value than one picture, as `changes`.

        A difference in what belongs to the pattern is one of the pattern.
        """
        found: NDArray[np.bool_] = self.table[others] != self.table[at]
        figures = self.columns(OF_PATTERN)
        found[:, self.columns(["pattern"])] |= found[:, figures].any(axis=1, keepdims=True)
        found[:, figures] = False
        return found

    def comparable(self, at: int, others: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return (others,): whether the same kinds are known, as `comparable`."""
        same = (self.table[others] > 0) == (self.table[at] > 0)
        return np.asarray(same[:, ~self.columns(OF_PATTERN)].all(axis=1))
