"""CLIP4Cir's combiner: a share of the picture, a share of the sentence, and what both make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.composers.composer import Composer
from pointsay.methods.composers.layers import dropout, library, linear, relu, sigmoid, unit

if TYPE_CHECKING:
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout

DROPOUT = 0.5
_SHARE = "dynamic_scalar"


class Clip4cir(Composer):
    """Score N(M(v, t) + s t + (1 - s) v) . g, the share s and the vector M learned.

    Baldrati et al., "Composed Image Retrieval using Contrastive Learning and Task-oriented
    CLIP-based Features", ACM TOMM 2023, arXiv 2308.11485. Each vector is projected to four times
    its width; of both side by side, one network makes M and another s. That is its second stage.
    The first tunes the towers so that v + t is the query, as `pointsay.methods.composers.bge_vl`
    asks; give the encoder that it writes to the second.

    Args:
        space: See `pointsay.methods.composers.composer.Composer`; the published weights read raw
            vectors.
        norm: Likewise.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "clip4cir"
    summary = "Weighs photo against sentence and adds what both make together; learned."

    @property
    def layout(self) -> Layout:
        """Names of the published combiner; ``projection`` is 4 x dim there, ``hidden`` 8 x dim."""
        layers: dict[str, tuple[str | int, str | int]] = {
            "text_projection_layer": ("projection", "dim"),
            "image_projection_layer": ("projection", "dim"),
            "combiner_layer": ("hidden", "2 projection"),
            "output_layer": ("dim", "hidden"),
            f"{_SHARE}.0": ("hidden", "2 projection"),
            f"{_SHARE}.3": (1, "hidden"),
        }
        return {
            **{f"{name}.weight": shape for name, shape in layers.items()},
            **{f"{name}.bias": shape[:1] for name, shape in layers.items()},
        }

    def join(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return the combined vector at unit length, (B, D)."""
        said = dropout(weights, relu(linear(weights, "text_projection_layer", texts)), DROPOUT)
        seen = dropout(weights, relu(linear(weights, "image_projection_layer", images)), DROPOUT)
        both = library(images).concatenate([said, seen], 1)
        inner = dropout(weights, relu(linear(weights, "combiner_layer", both)), DROPOUT)
        weighing = dropout(weights, relu(linear(weights, f"{_SHARE}.0", both)), DROPOUT)
        share = sigmoid(linear(weights, f"{_SHARE}.3", weighing))
        made = linear(weights, "output_layer", inner)
        return unit(made + share * texts + (1.0 - share) * images)
