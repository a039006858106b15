"""WeiCom: both modalities as percentiles of the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.blend import VectorBlend, share
from pointsay.methods.centring import Centre
from pointsay.types import Query, Term

if TYPE_CHECKING:
    from pointsay.types import Vector


class WeiCom(VectorBlend):
    """Score (1 - l) Phi(z(v . g)) + l Phi(z(t . g)), Phi being the normal distribution function.

    Psomas et al., "Composed Image Retrieval for Remote Sensing", IGARSS 2024, arXiv 2405.15587. z
    standardises over the gallery by its true standard deviation; the authors' code divides by
    N - 1, which no ranking shows in a gallery of more than a few. They find 0.3 best for CLIP and
    0.6 for RemoteCLIP.

    Args:
        weight: Share l of the modification, 0 to 1.
        centre: See `pointsay.methods.centring.Centring`.

    Raises:
        ValueError: ``weight`` is outside 0 to 1, or ``centre`` is no modality.
    """

    name = "weicom"
    summary = "Among the best for the photo and among the best for the sentence, on average."
    alone = "standardised"

    def __init__(self, weight: float = 0.5, centre: Centre = "none") -> None:
        super().__init__(centre)
        self.weight = share(weight)

    def _pair(self, image: Vector, text: Vector) -> Query:
        terms = Term(image, 1.0 - self.weight, "image"), Term(text, self.weight, "text")
        return Query(terms, "percentile")
