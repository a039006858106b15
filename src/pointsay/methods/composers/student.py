"""A light student of stronger composers, for the second look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from pointsay.methods.composers.composer import Composer
from pointsay.methods.composers.layers import library, linear, relu, unit
from pointsay.methods.rerank import Reranking
from pointsay.methods.sum import Sum

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout
    from pointsay.methods.rerank import Candidates, Scores
    from pointsay.types import Composition, Query

DEPTH = 100


class Student(Composer, Reranking):
    """Recall by `sum`; then score N(a v + b t + U relu(W (v, t))) . g for the first of the list.

    The order of a stronger composer, or of several, distilled into one hidden layer (Hinton,
    Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015, arXiv 1503.02531). It
    compares with the encoder's own vectors, so that a gallery need not be mapped for it: where
    recall is by `sum` anyway, the second look costs one small product a question.

    Args:
        depth: How many of the list are looked at again; at least 0.

    Raises:
        ValueError: ``depth`` is less.
    """

    name = "student"
    summary = "Orders the first hundred as stronger composers would; learned from them."
    trained_with: ClassVar[tuple[str, ...]] = ()

    def __init__(self, depth: int = DEPTH) -> None:
        super().__init__()
        if not (isinstance(depth, int) and depth >= 0):
            raise ValueError(f"depth must be a whole number of at least 0, not {depth}")
        self._depth = depth

    @property
    def depth(self) -> int:
        """How many of the list are looked at again."""
        return self._depth

    @property
    def layout(self) -> Layout:
        """Two shares and one hidden layer."""
        return {
            "image": (1,),
            "text": (1,),
            "down.weight": ("hidden", "2 dim"),
            "down.bias": ("hidden",),
            "up.weight": ("dim", "hidden"),
            "up.bias": ("dim",),
        }

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder, also to recall; returns itself."""
        super().load(encoder)
        self.recall_ = Sum().load(encoder)
        return self

    def join(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return the student's query vector at unit length, (B, D)."""
        both = library(images).concatenate([images, texts], 1)
        made = linear(weights, "up", relu(linear(weights, "down", both)))
        return unit(weights["image"] * images + weights["text"] * texts + made)

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return self.recall_.compose(compositions)

    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[Scores]:
        return [
            (one.vectors @ query.terms[0].vector).astype(np.float64)
            for one, query in zip(candidates, super()._compose(compositions), strict=True)
        ]
