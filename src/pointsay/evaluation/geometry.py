"""How two clouds of vectors lie: spread, dimension, the gap between them, what covers what.

These are the quantities that Xie et al. (E-Commerce Letters 14(12), 2025, section 3.2) argue with:
that pictures spread wider and on a more complex manifold than texts, that noise widens the texts'
manifold to a tube which covers more pictures, and that it makes the mapping smooth.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

BLOCK = 512  # rows compared at once
_SAME = 1e-9  # nearer than this, two rows are one


def spread(rows: Matrix) -> float:
    """Return the total variance, the trace of the covariance: the mean squared way to the mean."""
    centred = rows - rows.mean(axis=0)
    return float(np.mean(np.sum(centred.astype(np.float64) ** 2, axis=1)))


def effective_dimension(rows: Matrix) -> float:
    """Return the participation ratio of the covariance's eigenvalues, (sum l)^2 / sum l^2.

    1 when all lie on a line, D when every direction varies alike.
    """
    values = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False).astype(np.float64) ** 2
    return float(values.sum() ** 2 / max(float((values**2).sum()), 1e-30))


def intrinsic_dimension(rows: Matrix, trimmed: float = 0.1) -> float:
    """Estimate the dimension of the manifold from distances to two neighbours (TwoNN).

    Facco, d'Errico, Rodriguez, Laio, "Estimating the intrinsic dimension of datasets by a minimal
    neighborhood information", Scientific Reports 7, 2017: the ratio m of the second to the first
    distance has the distribution F(m) = 1 - m^-d, so that d is the slope of -log(1 - F) over
    log m through the origin. Rows that repeat another are counted once.

    Args:
        rows: (N, D), at least ten different ones.
        trimmed: Share of the largest ratios left out, as the paper advises.

    Raises:
        ValueError: Too few different rows.
    """
    rows = np.unique(rows, axis=0)
    if len(rows) < 10:
        raise ValueError(f"ten different rows are needed, not {len(rows)}")
    first, second = _two_nearest(rows)
    ratios = np.sort(second / first)[: int(len(rows) * (1.0 - trimmed))]
    share = np.arange(1, len(ratios) + 1) / len(rows)
    x, y = np.log(ratios), -np.log1p(-share)
    return float(x @ y / max(float(x @ x), 1e-30))


def _two_nearest(rows: Matrix) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    parts = []
    for at in range(0, len(rows), BLOCK):
        distances = _distances(rows[at : at + BLOCK], rows)
        distances[np.arange(len(distances)), np.arange(at, at + len(distances))] = np.inf
        parts.append(np.partition(distances, 1, axis=1)[:, :2])
    nearest = np.concatenate(parts).clip(_SAME)
    return nearest[:, 0], nearest[:, 1]


def _distances(left: Matrix, right: Matrix) -> NDArray[np.float64]:
    one, other = left.astype(np.float64), right.astype(np.float64)
    squares = (one**2).sum(1)[:, None] + (other**2).sum(1)[None] - 2.0 * one @ other.T
    root: NDArray[np.float64] = np.sqrt(squares.clip(0.0))
    return root


def gap(left: Matrix, right: Matrix) -> float:
    """Return the modality gap: the distance between the two means.

    Liang et al., "Mind the Gap", NeurIPS 2022.
    """
    return float(np.linalg.norm(left.mean(axis=0) - right.mean(axis=0)))


def coverage(cloud: Matrix, tube: Matrix, radius: float) -> float:
    """Return the share of ``cloud`` that lies within ``radius`` of some row of ``tube``."""
    inside = [
        _distances(cloud[at : at + BLOCK], tube).min(axis=1) <= radius
        for at in range(0, len(cloud), BLOCK)
    ]
    return float(np.mean(np.concatenate(inside)))


def stretch(
    mapping: Callable[[Matrix], Matrix], rows: Matrix, step: float, seed: int
) -> tuple[float, float]:
    """Estimate how steep a mapping is around ``rows``: |f(x + e) - f(x)| / |e| for random e.

    A lower bound of its Lipschitz constant there.

    Args:
        mapping: (N, D) to (N, W).
        rows: (N, D) where to look.
        step: Length of e.
        seed: Of the directions.

    Returns:
        The median and the largest ratio.
    """
    moves = np.random.default_rng(seed).normal(size=rows.shape).astype(np.float32)
    moves *= step / np.linalg.norm(moves, axis=1, keepdims=True)
    ratios = np.linalg.norm(mapping(rows + moves) - mapping(rows), axis=1) / step
    return float(np.median(ratios)), float(ratios.max())
