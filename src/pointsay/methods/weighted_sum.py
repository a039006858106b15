"""WeiMoCIR's query: the weighted mean of both unit vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.blend import VectorBlend, direction, share
from pointsay.methods.centring import Centre

if TYPE_CHECKING:
    from pointsay.types import Query, Vector


class WeightedSum(VectorBlend):
    """Score N((1 - a) v + a t) . g, N scaling to unit length.

    The query of WeiMoCIR (Wu, Lin, Yang, "Training-free Zero-shot Composed Image Retrieval via
    Weighted Modality Fusion and Similarity", TAAI 2024, arXiv 2409.04918) with its weight for CLIP;
    for BLIP it is 0.95. Its other half, captions of every gallery picture by a large model, is left
    out. An image that is centred is centred after N has been taken, which scales all scores alike.

    Args:
        weight: Share a of the modification, 0 to 1. At the ends one modality decides alone.
        centre: See `pointsay.methods.centring.Centring`.

    Raises:
        ValueError: ``weight`` is outside 0 to 1, or ``centre`` is no modality.
    """

    name = "weighted_sum"
    summary = "Searches between photo and sentence, nearer to the sentence."

    def __init__(self, weight: float = 0.8, centre: Centre = "none") -> None:
        super().__init__(centre)
        self.weight = share(weight)

    def _pair(self, image: Vector, text: Vector) -> Query:
        return direction(image, 1.0 - self.weight, text, self.weight)
