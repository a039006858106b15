"""An answer that is not ten colours of the same shirt: one of each family, or unlike neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix


def first_of_families(families: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places, ascending, of the first member of each family.

    Args:
        families: (K,) the family of each place of a ranking; a negative one is alone.
    """
    _, firsts = np.unique(families, return_index=True)
    alone = np.flatnonzero(families < 0)
    kept: NDArray[np.int64] = np.union1d(firsts[families[firsts] >= 0], alone)
    return kept


def relevant_and_new(
    scores: NDArray[np.float32], vectors: Matrix, weight: float
) -> NDArray[np.int64]:
    """Return the places of a ranking in an order in which each is good and unlike those before it.

    Maximal marginal relevance: Carbonell and Goldstein, "The use of MMR, diversity-based reranking
    for reordering documents and producing summaries" (SIGIR 1998), section 2. Next comes the place
    with the largest weight * relevance - (1 - weight) * largest cosine to those chosen. Departure:
    relevance is the score brought to the range of the cosines among the candidates, because fused
    scores have no scale of their own.

    Args:
        scores: (K,) of the ranking, descending.
        vectors: (K, D) unit rows.
        weight: 1 keeps the order, 0 looks at differences alone.

    Raises:
        ValueError: The weight is not between 0 and 1.
    """
    if not 0 <= weight <= 1:
        raise ValueError(f"the weight of relevance is between 0 and 1, not {weight}")
    count = len(scores)
    if count == 0:
        return np.empty(0, dtype=np.int64)
    likeness = vectors @ vectors.T
    relevance = _rescaled(scores, float(likeness.min()), float(likeness.max()))
    nearest = np.full(count, -np.inf)
    order = np.empty(count, dtype=np.int64)
    gain = relevance  # before anything is chosen, all are equally new
    for at in range(count):
        order[at] = best = int(gain.argmax())  # the first of equals
        nearest = np.maximum(nearest, likeness[best])
        gain = weight * relevance - (1 - weight) * nearest
        gain[order[: at + 1]] = -np.inf
    return order


def _rescaled(scores: NDArray[np.float32], low: float, high: float) -> NDArray[np.float64]:
    wide = scores.astype(np.float64)
    spread = float(wide.max() - wide.min())
    if spread == 0:
        return np.full(len(wide), high)
    rescaled: NDArray[np.float64] = low + (wide - wide.min()) / spread * (high - low)
    return rescaled
