"""One term of a query against one gallery: from its cosines to what it adds to scores."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pointsay.index.base import Moments
from pointsay.types import Fusion, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Vector

    Numbers = NDArray[np.float64]

FLAT = 1e-9  # a spread below this carries no order; dividing by it would make noise of it
RECTIFIED = 1e-3  # least cosine of a product: two misses must not multiply to a hit
WIDEST = 8.0  # z-scores beyond differ by less than float64 can tell
STEPS = 1 << 14


@dataclass(frozen=True, slots=True)
class Part:
    """A term and how its cosines lie over the gallery.

    Attributes:
        term: As the method gave it.
        vector: (D,) float32, what rows are compared with: the term's, centred where asked.
        origin: The cosine that counts as nought; 0 unless the query is centred.
        mean: Mean cosine over the gallery, less the origin.
        spread: Standard deviation of the cosines over the gallery.
    """

    term: Term
    vector: Vector
    origin: float
    mean: float
    spread: float

    def value(self, inner: Numbers, fusion: Fusion) -> Numbers:
        """Return what the term adds to the scores of rows with these inner products, (K,)."""
        value: Numbers = self.term.weight * self._plain(inner, fusion)
        return value

    def standing(self, inner: Numbers) -> Numbers:
        """Return the z-scores over the gallery of rows with these inner products, (K,)."""
        return _standardised(inner - self.origin, self)

    def _plain(self, inner: Numbers, fusion: Fusion) -> Numbers:
        if self.term.hinge is None:
            return _VALUES[fusion](inner - self.origin, self)
        return np.maximum(0.0, self.standing(inner) - self.term.hinge)

    def line(self, fusion: Fusion) -> tuple[float, float]:
        """Return slope and shift of `value` as a straight line in the inner product.

        For the fusions that are curved it is that of ``standardised``, with which they rise; a
        hinge counts by half, its mean slope when it lies at the mean.
        """
        if fusion == "cosine" and self.term.hinge is None:
            return self.term.weight, -self.term.weight * self.origin
        weight = self.term.weight if self.term.hinge is None else self.term.weight / 2
        slope = weight / self.spread if self.spread > FLAT else 0.0
        return slope, -slope * (self.origin + self.mean)


def part_of(term: Term, moments: Moments, *, centred: bool) -> Part:
    """Measure a term on a gallery. Its cosines have mean q . m and variance q' C q."""
    wide = term.vector.astype(np.float64)
    if centred and term.modality == "image":
        wide = wide - moments.mean
        wide /= max(float(np.linalg.norm(wide)), FLAT)
    mean = float(moments.mean @ wide)
    origin = mean if centred else 0.0  # q . (g - m) = q . g - q . m
    spread = math.sqrt(max(0.0, float(wide @ moments.covariance @ wide)))
    return Part(term, wide.astype(np.float32), origin, mean - origin, spread)


def _cosine(cosines: Numbers, part: Part) -> Numbers:
    return cosines


def _standardised(cosines: Numbers, part: Part) -> Numbers:
    if part.spread <= FLAT:
        return np.zeros_like(cosines)
    return (cosines - part.mean) / part.spread


def _percentile(cosines: Numbers, part: Part) -> Numbers:
    return np.interp(_standardised(cosines, part), *_normal())


def _product(cosines: Numbers, part: Part) -> Numbers:
    ratio = np.maximum(cosines, RECTIFIED) / max(part.mean, RECTIFIED)
    value: Numbers = np.log(ratio)
    return value


@cache
def _normal() -> tuple[Numbers, Numbers]:
    """Return a table of the normal distribution function, true to 3e-8 between its points."""
    z = np.linspace(-WIDEST, WIDEST, STEPS + 1)
    return z, np.array([math.erfc(-one / math.sqrt(2)) / 2 for one in z])


_VALUES: Mapping[Fusion, Callable[[Numbers, Part], Numbers]] = {
    "cosine": _cosine,
    "standardised": _standardised,
    "percentile": _percentile,
    "product": _product,
}
