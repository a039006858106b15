"""From one query's scores to ranks, with ties settled on purpose and not by the sort at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]
    Positions = NDArray[np.intp]

Ties = Literal["stable", "pessimistic"]


def ranks_of(scores: Scores, targets: Positions, ties: Ties = "stable") -> tuple[int, ...]:
    """Return the ranks of targets, from 1, ascending.

    Args:
        scores: (N,) higher is better. What must not be ranked has -inf.
        targets: Positions of the targets.
        ties: ``stable`` ranks equal scores by position. ``pessimistic`` ranks every equal wrong
            answer before the target, so that a method that scores everything alike finds nothing,
            wherever the benchmark puts its targets (GeneCIS puts them first).
    """
    targets = np.sort(targets)
    right = np.zeros(len(scores), dtype=bool)
    right[targets] = True
    ranks = []
    for at in targets:
        above = int(np.count_nonzero(scores > scores[at]))
        level = scores == scores[at]
        if ties == "pessimistic":
            before = int(
                np.count_nonzero(level & ~right) + np.count_nonzero(level[:at] & right[:at])
            )
        else:
            before = int(np.count_nonzero(level[:at]))
        ranks.append(1 + above + before)
    return tuple(sorted(ranks))


def first(scores: Scores, count: int) -> Positions:
    """Return the positions of the best ``count`` scores above -inf, ties by position."""
    count = min(count, len(scores) - int(np.count_nonzero(np.isneginf(scores))))
    if count == 0:
        return np.zeros(0, dtype=np.intp)
    # All that tie with the last one stay in, so that ties fall by position and not by chance.
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    kept = np.flatnonzero(scores >= least)
    return kept[np.lexsort((kept, -scores[kept]))][:count]
