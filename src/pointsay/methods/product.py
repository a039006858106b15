"""The product of both cosines: like the photo *and* like the sentence, neither may fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.blend import VectorBlend
from pointsay.types import Query, Term

if TYPE_CHECKING:
    from pointsay.types import Vector


class Product(VectorBlend):
    """Rank by (v . g)(t . g).

    A baseline of i-CIR (Psomas et al., "Instance-Level Composed Image Retrieval", NeurIPS 2025,
    arXiv 2510.25387, table of baselines), which there more than doubles the mAP of the sum. Its
    code rectifies cosines at 0, since two misses would multiply to a hit. Departures: cosines are
    rectified at 1e-3, so that rows with one miss are still told apart by the other modality; and
    scores are logarithms of the product over that of the average cosines, so that they are sums of
    what each modality adds. Above the floor the ranking is the product's.

    Args:
        centre: See `pointsay.methods.centring.Centring`. In a centred gallery the average cosine is
            nought, so that both must be above average.

    Raises:
        ValueError: ``centre`` is no modality.
    """

    name = "product"
    summary = "Must look like the photo and fit the sentence; neither makes up for the other."

    def _pair(self, image: Vector, text: Vector) -> Query:
        return Query((Term(image, 1.0, "image"), Term(text, 1.0, "text")), "product")
