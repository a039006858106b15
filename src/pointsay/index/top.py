"""The first of many scores, ties by row: the order that every index answers in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Found

if TYPE_CHECKING:
    from numpy.typing import NDArray


def top(rows: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Found:
    """Return the ``k`` best of ``rows`` (K,) by ``scores`` (K,); equal scores ascend by row."""
    if k < len(rows):
        # All rows tied with the k-th stay in, so that ties fall by row and not by chance.
        threshold = np.partition(scores, len(rows) - k)[len(rows) - k]
        kept = scores >= threshold
        rows, scores = rows[kept], scores[kept]
    order = np.lexsort((rows, -scores))[:k]
    return Found(rows[order].astype(np.int64), scores[order].astype(np.float32))
