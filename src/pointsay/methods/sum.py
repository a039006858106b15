"""The weighted sum of both modalities, each on its own scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.blend import VectorBlend, share
from pointsay.methods.centring import Centre
from pointsay.types import Query, Term

if TYPE_CHECKING:
    from pointsay.types import Vector


class Sum(VectorBlend):
    """Score (1 - w) z(v . g) + w z(t . g), z standardising over the gallery.

    The sum of raw cosines is dominated by the image, whose cosines spread wider than those of
    texts, and a weight found for one encoder means nothing for the next. Standardising first is the
    idea of WeiCom (Psomas et al., "Composed Image Retrieval for Remote Sensing", IGARSS 2024),
    there followed by the normal distribution function, which is left out here: z-scores of one
    query keep the sum linear in g, so that it is still one vector search.

    With one part missing the other decides alone.

    Args:
        weight: Share w of the modification, 0 to 1.
        centre: See `pointsay.methods.centring.Centring`. A z-score is the same whether or not all
            cosines are shifted alike; what centring changes here is the direction of a vector.

    Raises:
        ValueError: ``weight`` is outside 0 to 1, or ``centre`` is no modality.
    """

    name = "sum"
    summary = "Looks like the photo and fits the sentence, both on one scale."
    alone = "standardised"

    def __init__(self, weight: float = 0.5, centre: Centre = "none") -> None:
        super().__init__(centre)
        self.weight = share(weight)

    def _pair(self, image: Vector, text: Vector) -> Query:
        terms = Term(image, 1.0 - self.weight, "image"), Term(text, self.weight, "text")
        return Query(terms, "standardised")
