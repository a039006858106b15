"""Exact inner products with rows of a matrix, which may be a memory map and of half precision.

`numpy.vecdot` computes each row by itself: a row's score has the same bits whichever other rows are
asked for, so that answers of different paths can be merged and ties stay ties. It also stays on
the calling thread; the threads of a matrix product spin after each small job and slow the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

CHUNK = 8_192  # rows copied at once


def inner(matrix: Matrix, query: Vector, rows: NDArray[np.int64] | None = None) -> Vector:
    """Return the inner products of ``query`` (D,) with rows of ``matrix`` (N, D), float32.

    Args:
        matrix: float32, or float16, which is widened a chunk at a time.
        query: Any length.
        rows: (K,) which; all N by default.
    """
    plain = np.asarray(matrix)  # indexing a memory map costs more than reading it
    wanted = np.asarray(query, dtype=np.float32)
    if rows is None and plain.dtype == np.float32:
        everything: Vector = np.vecdot(plain, wanted)
        return everything
    count = len(plain) if rows is None else len(rows)
    scores = np.empty(count, dtype=np.float32)
    for at in range(0, count, CHUNK):
        chunk = slice(at, at + CHUNK)
        picked = plain[chunk] if rows is None else plain[rows[chunk]]
        np.vecdot(picked.astype(np.float32, copy=False), wanted, out=scores[chunk])
    return scores
