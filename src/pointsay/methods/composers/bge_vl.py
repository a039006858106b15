"""BGE-VL: the plain sum, on towers that were tuned for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.composers.composer import Composer
from pointsay.methods.composers.layers import unit

if TYPE_CHECKING:
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout


class BgeVl(Composer):
    """Score N(v + t) . g.

    Zhou et al., "MegaPairs: Massive Data Synthesis for Universal Multimodal Retrieval", ACL 2025,
    arXiv 2412.14475. There are no weights beside the encoder's: what is learned are the towers
    (``pointsay train bge_vl`` tunes an encoder's and writes another encoder). The published models
    add raw vectors, so that lengths decide how much each part says; ours are tuned on unit vectors.
    With towers that were not tuned it is `pointsay.methods.weighted_sum` with equal weights.

    Args:
        space: See `pointsay.methods.composers.composer.Composer`.
        norm: Likewise.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "bge_vl"
    summary = "Adds sentence and photo as they are; made for encoders that were tuned for it."

    @property
    def layout(self) -> Layout:
        """Nothing."""
        return {}

    @property
    def learns(self) -> bool:
        """The encoder does, not the method."""
        return False

    def join(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return v + t at unit length, (B, D)."""
        return unit(images + texts)
