"""Pseudo-words that a mapping network makes of an image embedding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from pointsay.methods.learned import Learned
from pointsay.methods.phi import phi, phi_layout
from pointsay.methods.pseudo_word import PROMPT, PseudoWord, singly
from pointsay.methods.raw_vectors import NORM, Space, check_space, raw_images

if TYPE_CHECKING:
    from pointsay.methods.layout import Layout
    from pointsay.types import Matrix, Reference


class MappedWord(PseudoWord, Learned):
    """Base of the methods whose pseudo-word is phi(image embedding).

    Published weights read the embedding as the image tower gives it (``space="raw"``, see
    `pointsay.methods.raw_vectors`). Weights trained here read unit vectors, which every reference
    has.

    Args:
        prompt: See `pointsay.methods.pseudo_word.PseudoWord`.
        strength: What the word is multiplied by.
        space: What phi reads: ``unit`` or ``raw`` vectors.
        norm: Mean length of the raw image vectors of this encoder; read with ``raw`` only.

    Raises:
        ValueError: An argument is none of these.
    """

    trained_with: ClassVar[tuple[str, ...]] = ("space",)

    def __init__(
        self,
        prompt: str = PROMPT,
        strength: float = 1.0,
        space: Space = "unit",
        norm: float = NORM,
    ) -> None:
        super().__init__(prompt, strength)
        check_space(space, norm)
        self.space = space
        self.norm = norm

    @property
    def layout(self) -> Layout:
        """Phi's three linear layers: dim -> hidden -> hidden -> token."""
        return phi_layout()

    def _map(self, rows: Matrix) -> Matrix:
        """Map (R, D) embeddings to (R, W) pseudo-words."""
        return phi(self.tensors, rows)

    def _words(self, references: Sequence[Reference]) -> Matrix:
        if self.space == "raw":
            return singly(self._map, raw_images(self.encoder, references, self.norm))
        return singly(self._map, np.stack([one.vector for one in references]))
