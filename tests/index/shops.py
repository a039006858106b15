"""Galleries in clusters, and the obvious way to search them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector


def shop(rows: int, dim: int = 16, clusters: int = 40, seed: int = 0) -> Matrix:
    """Unit rows around centres, like kinds of products."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(clusters, dim))
    matrix = centres[rng.integers(clusters, size=rows)] + 0.7 * rng.normal(size=(rows, dim))
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(unit, dtype=np.float32)


def best(matrix: Matrix, query: Vector, k: int, usable: NDArray[np.bool_]) -> set[int]:
    """The rows that a full sort finds."""
    order = np.argsort(-(matrix.astype(np.float64) @ query), kind="stable")
    return set(order[usable[order]][:k].tolist())
