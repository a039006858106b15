"""Pseudo-words that a mapping network makes of an image embedding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

import numpy as np

from pointsay.encoders.base import RawSpace
from pointsay.errors import shorten
from pointsay.methods.learned import Learned
from pointsay.methods.phi import phi, phi_layout
from pointsay.methods.pseudo_word import PROMPT, PseudoWord

if TYPE_CHECKING:
    from pointsay.methods.layout import Layout
    from pointsay.types import Matrix, Reference

Space = Literal["unit", "raw"]
NORM = 10.0  # about how long CLIP's image embeddings are


class MappedWord(PseudoWord, Learned):
    """Base of the methods whose pseudo-word is phi(image embedding).

    Published weights read the embedding as the image tower gives it (``space="raw"``). A gallery
    keeps unit vectors; so a raw one is computed again from the picture where there is one and the
    encoder gives raw vectors (`pointsay.encoders.RawSpace`), and is else the unit vector times
    ``norm``. Weights trained here read unit vectors, which every reference has.

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
        if space not in get_args(Space):
            raise ValueError(f"space must be one of {get_args(Space)}, not {shorten(space)}")
        if not (math.isfinite(norm) and norm > 0.0):
            raise ValueError(f"norm must be finite and above 0, not {norm}")
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
        rows = np.stack([one.vector for one in references])
        return self._map(self._raw(references, rows) if self.space == "raw" else rows)

    def _raw(self, references: Sequence[Reference], rows: Matrix) -> Matrix:
        raw = (rows * self.norm).astype(np.float32)
        seen = [(at, one.image) for at, one in enumerate(references) if one.image is not None]
        if seen and isinstance(self.encoder, RawSpace):
            raw[[at for at, _ in seen]] = self.encoder.project_images([image for _, image in seen])
        return raw
