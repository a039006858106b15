"""Ranking a gallery for a query; shared by the engine and by evaluations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pointsay.index import Index, fuse
from pointsay.types import Modality, Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ranked:
    """Positions of a gallery, best first.

    Attributes:
        rows: (K,) int64 positions.
        scores: (K,) float32.
        why: For each position what each modality added to its score.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    why: Sequence[Mapping[Modality, float]]


def rank(query: Query, index: Index, k: int, allowed: NDArray[np.bool_] | None = None) -> Ranked:
    """Return the best ``k`` positions among the allowed ones."""
    fused = fuse(query, index.moments())
    found = index.search(fused.vector, k, allowed)
    return Ranked(found.rows, found.scores + fused.offset, fused.explain(index.vectors(found.rows)))
