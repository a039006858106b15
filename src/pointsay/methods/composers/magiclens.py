"""MagicLens: a small transformer reads picture and sentence as two tokens; so is the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from pointsay.methods.composers.composer import GALLERY_BATCH, Composer
from pointsay.methods.composers.layers import attention, layer_norm, library, relu, unit
from pointsay.methods.raw_vectors import NORM, Space

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout
    from pointsay.types import Matrix

LAYERS = 4
_ENCODER, _POOLER = "multimodal_encoder", "contrastive_multimodal_pooler"


class Magiclens(Composer):
    """Score N(f(v, t)) . N(f(g, "")), f a transformer over two tokens and an attention pooler.

    Zhang et al., "MagicLens: Self-Supervised Image Retrieval with Open-Ended Instructions", ICML
    2024, arXiv 2403.19651; layers as in the code that was published with it. The tokens are the
    picture's and the sentence's vectors in the joint space, without positions. Each of the layers
    normalises before it attends and before its feed-forward part; logits are capped at 50. One
    learned query then pools both tokens, and its layer norm is the output. Targets pass through the
    same network with an empty text, so that the gallery is the method's own.

    With ``space="raw"`` the gallery's lengths are ``norm``, because a gallery keeps unit vectors;
    the authors read raw ones there too. Weights that are trained here read unit vectors.

    Args:
        layers: Of the transformer; 4 as published.
        space: See `pointsay.methods.composers.composer.Composer`.
        norm: Likewise.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "magiclens"
    summary = "Reads photo and sentence as two words of a small transformer; learned from triplets."
    needs_reference = True
    own_gallery = True
    trained_with: ClassVar[tuple[str, ...]] = ("layers", "space")

    def __init__(self, layers: int = LAYERS, space: Space = "unit", norm: float = NORM) -> None:
        super().__init__(space, norm)
        if not (isinstance(layers, int) and layers >= 1):
            raise ValueError(f"layers must be a whole number of at least 1, not {layers}")
        self.layers = layers

    @property
    def layout(self) -> Layout:
        """Names and shapes of the published weights; ``heads`` are the same everywhere."""
        layout: dict[str, tuple[str | int, ...]] = {}
        for at in range(self.layers):
            layer = f"{_ENCODER}.x_layers_{at}"
            layout |= _norm(f"{layer}.layer_norm")
            layout |= _attending(f"{layer}.self_attention", "head")
            layout |= _norm(f"{layer}.ff_layer.layer_norm")
            layout |= _dense(f"{layer}.ff_layer.ffn_layer1", "dim", "hidden")
            layout |= _dense(f"{layer}.ff_layer.ffn_layer2", "hidden", "dim")
        layout |= _attending(f"{_POOLER}.pool_attn", "pool_head")
        layout[f"{_POOLER}.pool_attn.per_dim_scale.per_dim_scale"] = ("pool_head",)
        layout |= _norm(f"{_POOLER}.pool_attn_ln")
        layout[f"{_POOLER}.pooling_attn_query"] = (1, "dim")
        return layout

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder and read the empty text with it; returns itself."""
        super().load(encoder)
        self.silence_: Matrix = self._read([""])
        return self

    def join(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return f(v, t) at unit length, (B, D)."""
        return unit(self.pooled(weights, images, texts))

    def pooled(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return f(v, t) before it is scaled to unit length, (B, D)."""
        tokens = library(images).stack([images, texts], 1)
        for at in range(self.layers):
            layer = f"{_ENCODER}.x_layers_{at}"
            normed = layer_norm(weights, f"{layer}.layer_norm", tokens)
            tokens = tokens + attention(weights, f"{layer}.self_attention", normed, normed)
            tokens = tokens + _feed_forward(weights, f"{layer}.ff_layer", tokens)
        asking = weights[f"{_POOLER}.pooling_attn_query"][None] + 0.0 * tokens[:, :1]
        pooled = attention(weights, f"{_POOLER}.pool_attn", asking, tokens)
        return layer_norm(weights, f"{_POOLER}.pool_attn_ln", pooled)[:, 0]

    def shown(self, weights: Weights, images: Array, silence: Array) -> Array:
        """Return f(v, "") at unit length: (B, D) pictures with the (1, D) empty text."""
        return self.join(weights, images, silence + 0.0 * images)

    def _gallery(self, vectors: Matrix) -> Matrix:
        rows = vectors * self.norm if self.space == "raw" else vectors
        mapped = np.zeros(vectors.shape, dtype=np.float32)
        for at in range(0, len(rows), GALLERY_BATCH):
            part = slice(at, at + GALLERY_BATCH)
            mapped[part] = self.shown(self.tensors, rows[part], self.silence_)
        return mapped


def _feed_forward(weights: Weights, name: str, rows: Array) -> Array:
    rows = layer_norm(weights, f"{name}.layer_norm", rows)
    for layer, curve in (("ffn_layer1", relu), ("ffn_layer2", None)):
        rows = rows @ weights[f"{name}.{layer}.linear.w"] + weights[f"{name}.{layer}.bias.b"]
        rows = curve(rows) if curve else rows
    return rows


def _norm(name: str) -> Layout:
    return {f"{name}.scale": ("dim",), f"{name}.bias": ("dim",)}


def _dense(name: str, read: str, written: str) -> Layout:
    return {f"{name}.linear.w": (read, written), f"{name}.bias.b": (written,)}


def _attending(name: str, head: str) -> Layout:
    layout: dict[str, tuple[str | int, ...]] = {}
    for part in ("query", "key", "value"):
        layout[f"{name}.{part}.w"] = ("dim", "heads", head)
        layout[f"{name}.{part}.b"] = ("heads", head)
    return {**layout, f"{name}.post.w": ("dim", "heads", head), f"{name}.post.b": ("dim",)}
