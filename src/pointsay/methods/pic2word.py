"""Pic2Word: the first pseudo-word for composed retrieval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.methods.mapped_word import MappedWord
from pointsay.methods.phi import IM2TEXT_LAYOUT, im2text
from pointsay.methods.raw_vectors import NORM, Space

if TYPE_CHECKING:
    from pointsay.methods.layout import Layout
    from pointsay.types import Matrix

PROMPT = "a photo of $ , {modification}"


class Pic2Word(MappedWord):
    """Score T("a photo of [f(v)] , {modification}") . g.

    Saito et al., "Pic2Word: Mapping Pictures to Words for Zero-shot Composed Image Retrieval",
    CVPR 2023, arXiv 2302.03084. The mapping network f learns from pictures alone that "a photo of
    [f(v)]" lies near the picture. Its own sign for the word is "*"; signs are overwritten, so that
    it does not matter which one holds the place.

    Args:
        prompt: Where word and modification go.
        strength: What the word is multiplied by.
        space: What f reads: ``unit``, or ``raw`` as the published weights do.
        norm: Mean length of raw image vectors; see `MappedWord`.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "pic2word"
    summary = "Reads the photo as one word of the sentence; learned from photos alone."

    def __init__(
        self,
        prompt: str = PROMPT,
        strength: float = 1.0,
        space: Space = "unit",
        norm: float = NORM,
    ) -> None:
        super().__init__(prompt, strength, space, norm)

    @property
    def layout(self) -> Layout:
        """Two blocks of width hidden and a layer: dim -> hidden -> hidden -> token."""
        return IM2TEXT_LAYOUT

    def _map(self, rows: Matrix) -> Matrix:
        return im2text(self.tensors, rows)
