"""From a query of several weighted vectors to the one vector that is searched with."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Moments
from pointsay.types import Modality, Query, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

FLAT = 1e-9  # a spread below this carries no order; dividing by it would make noise of it


@dataclass(frozen=True, slots=True)
class Fused:
    """A query against one gallery: score(g) = vector . g + offset, exactly the query's fusion.

    Standardised fusion is linear in g once the gallery's moments are known:
    sum_i w_i (q_i . g - mu_i) / sigma_i = (sum_i (w_i / sigma_i) q_i) . g - sum_i w_i mu_i /
    sigma_i. So a composed query costs one search, whatever its number of terms.

    Attributes:
        vector: (D,) float32, any length.
        offset: Constant over the gallery.
        parts: (modality, slope, shift) of each term, for explanations.
    """

    vector: Vector
    offset: float
    parts: tuple[tuple[Term, float, float], ...]

    def explain(self, gallery: Matrix) -> list[Mapping[Modality, float]]:
        """Return for each row of ``gallery`` (K, D) what each modality adds to its score."""
        contributions: dict[Modality, NDArray[np.float64]] = defaultdict(
            lambda: np.zeros(len(gallery))
        )
        for term, slope, shift in self.parts:
            contributions[term.modality] += slope * (gallery @ term.vector) + shift
        return [
            {modality: float(values[row]) for modality, values in contributions.items()}
            for row in range(len(gallery))
        ]


def fuse(query: Query, moments: Moments) -> Fused:
    """Collapse a query for the gallery with these moments."""
    parts = []
    for term in query.terms:
        slope, shift = term.weight, 0.0
        if query.fusion == "standardised":
            wide = term.vector.astype(np.float64)
            spread = math.sqrt(max(0.0, float(wide @ moments.covariance @ wide)))
            slope = term.weight / spread if spread > FLAT else 0.0
            shift = -slope * float(moments.mean @ wide)
        parts.append((term, slope, shift))
    vector = np.stack([slope * term.vector for term, slope, _ in parts]).sum(axis=0)
    return Fused(
        vector.astype(np.float32), float(sum(shift for _, _, shift in parts)), tuple(parts)
    )
