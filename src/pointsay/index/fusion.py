"""From a query of several weighted vectors to the scores of a gallery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Moments
from pointsay.index.parts import Part, part_of
from pointsay.index.scan import inner as inner_products
from pointsay.types import Fusion, Modality, Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

    Numbers = NDArray[np.float64]

LINEAR: frozenset[Fusion] = frozenset({"cosine", "standardised"})


@dataclass(frozen=True, slots=True)
class Fused:
    """A query against one gallery.

    ``cosine`` and ``standardised`` are linear in the row g once the gallery's moments are known:
    sum_i w_i (q_i . g - mu_i) / sigma_i = (sum_i (w_i / sigma_i) q_i) . g - sum_i w_i mu_i /
    sigma_i. So such a query costs one search, whatever its number of terms. The other fusions, and
    any with a hinged term, are curved: a search with ``recall`` finds candidates for them, `scores`
    ranks these.

    Attributes:
        parts: One a term.
        fusion: The query's.
        recall: (D,) float32, any length. For a linear fusion its inner products are the scores less
            ``offset``; for a curved one, those of the same terms standardised.
        offset: Constant over the gallery.
    """

    parts: tuple[Part, ...]
    fusion: Fusion
    recall: Vector
    offset: float

    @property
    def linear(self) -> bool:
        """Whether one search with `vector` ranks exactly."""
        return self.fusion in LINEAR and all(part.term.hinge is None for part in self.parts)

    @property
    def vector(self) -> Vector:
        """The one vector that ranks as the query does.

        Raises:
            ValueError: The fusion is curved, so there is none.
        """
        if not self.linear:
            raise ValueError(
                f"no single vector ranks as {self.fusion!r} or a hinge does; use scores()"
            )
        return self.recall

    @property
    def needles(self) -> tuple[Vector, ...]:
        """The vectors whose inner products with rows decide their scores."""
        return (self.recall,) if self.linear else tuple(part.vector for part in self.parts)

    def combine(self, inner: Numbers) -> Numbers:
        """Return scores (K,) from the inner products (n, K) of the ``needles`` with rows."""
        if self.linear:
            total: Numbers = inner[0] + self.offset
        else:
            pairs = zip(self.parts, inner, strict=True)
            total = np.sum([part.value(one, self.fusion) for part, one in pairs], axis=0)
        return total

    def scores(self, gallery: Matrix) -> Numbers:
        """Return the score of each row of ``gallery`` (K, D), exactly the query's fusion, (K,)."""
        scores: Numbers = score_all([self], gallery)[0]
        return scores

    def explain(self, gallery: Matrix) -> list[Mapping[Modality, float]]:
        """Return for each row of ``gallery`` (K, D) what each modality adds to its score."""
        contributions: dict[Modality, Numbers] = defaultdict(lambda: np.zeros(len(gallery)))
        for part in self.parts:
            contributions[part.term.modality] += part.value(_inner(gallery, part), self.fusion)
        return [
            {modality: float(values[row]) for modality, values in contributions.items()}
            for row in range(len(gallery))
        ]

    def standings(self, gallery: Matrix) -> dict[str, Numbers]:
        """Return part -> z-scores (K,) of the rows of ``gallery`` (K, D), for terms that name one.

        Of several terms with one name the mean counts.
        """
        found: dict[str, list[Numbers]] = defaultdict(list)
        for part in self.parts:
            if part.term.part:
                found[part.term.part].append(part.standing(_inner(gallery, part)))
        return {name: np.mean(values, axis=0) for name, values in found.items()}


def _inner(gallery: Matrix, part: Part) -> Numbers:
    return inner_products(gallery, part.vector).astype(np.float64)


def fuse(query: Query, moments: Moments) -> Fused:
    """Bind a query to the gallery with these moments."""
    parts = tuple(part_of(term, moments, centred=query.centred) for term in query.terms)
    lines = [part.line(query.fusion) for part in parts]
    slopes = np.array([slope for slope, _ in lines])
    recall = slopes @ np.stack([part.vector for part in parts])
    offset = sum(shift for _, shift in lines)
    return Fused(parts, query.fusion, recall.astype(np.float32), offset)


def score_all(queries: Sequence[Fused], gallery: Matrix) -> Numbers:
    """Score the rows of ``gallery`` (K, D) for every query by one matrix product, (Q, K)."""
    needles = np.stack([one for query in queries for one in query.needles])
    inner = (needles @ gallery.T).astype(np.float64)
    ends = np.cumsum([len(query.needles) for query in queries])
    pieces = np.split(inner, ends[:-1])
    return np.stack([query.combine(piece) for query, piece in zip(queries, pieces, strict=True)])
