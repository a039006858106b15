"""LinCIR in the joint space, after the equations of Xie et al.: as printed, and repaired."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

import numpy as np

from pointsay.errors import shorten
from pointsay.methods.blend import SHORT, VectorBlend, direction
from pointsay.methods.centring import Centre
from pointsay.methods.learned import Learned
from pointsay.methods.phi import phi, phi_layout

if TYPE_CHECKING:
    from pointsay.methods.layout import Layout
    from pointsay.types import Query, Vector

Form = Literal["literal", "repaired"]


class LincirJoint(VectorBlend, Learned):
    """Score N(u + l t) . g, l being the strength of the modification.

    Xie, Luo, Yao, "Bridging the Expression Gap: Research and Applications of Zero-Shot Composed
    Image Retrieval for E-Commerce", E-Commerce Letters 14(12), 2025, section 3.2. Their training
    (equations 1 to 3) learns a mapping phi of text vectors; their inference puts the image vector
    in the place of phi's output, so that phi is never called.

    ``literal`` takes that at its word: u = v, and the method is the weighted sum with
    a = l / (1 + l), whatever was learned. ``repaired`` asks phi at inference too, without noise:
    u = N(phi(v)), phi mapping unit vectors of the joint space into it. LinCIR itself (Gu et al.,
    CVPR 2024, arXiv 2312.01998) works in the token space and is `pointsay.methods.lincir`. l = 1 is
    our default. Without a modification the image itself decides in both forms.

    Args:
        strength: Weight l of the modification against the reference; finite, at least 0.
        form: ``literal``, the equations as printed, or ``repaired``, which needs weights.
        centre: See `pointsay.methods.centring.Centring`. A query that asks for a centred gallery
            has the gallery's mean taken from u.
        depth: Linear layers of phi, at least 2, as in the paper; read with ``repaired`` only.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "lincir_joint"
    summary = "Adds the sentence to the photo, as LinCIR's joint-space equations print it."
    trained_with: ClassVar[tuple[str, ...]] = ("depth",)

    def __init__(
        self,
        strength: float = 1.0,
        form: Form = "literal",
        centre: Centre = "none",
        depth: int = 2,
    ) -> None:
        super().__init__(centre)
        if not (math.isfinite(strength) and strength >= 0.0):
            raise ValueError(f"strength must be finite and at least 0, not {strength}")
        if form not in get_args(Form):
            raise ValueError(f"form must be one of {get_args(Form)}, not {shorten(form)}")
        if not (isinstance(depth, int) and depth >= 2):
            raise ValueError(f"depth must be a whole number of at least 2, not {depth}")
        self.strength = strength
        self.form = form
        self.depth = depth

    @property
    def layout(self) -> Layout:
        """Phi's linear layers: dim -> hidden -> ... -> dim."""
        return phi_layout(self.depth, out="dim")

    @property
    def learns(self) -> bool:
        """Only the repaired form calls phi."""
        return self.form == "repaired"

    def _pair(self, image: Vector, text: Vector) -> Query:
        return direction(self._mapped(image), 1.0, text, self.strength)

    def _mapped(self, image: Vector) -> Vector:
        """Return u: the image, or what phi makes of it, (D,) unit."""
        if not self.learns:
            return image
        row = phi(self.tensors, image[None])[0]
        length = float(np.linalg.norm(row))
        mapped: Vector = (row / length).astype(np.float32) if length > SHORT else image
        return mapped
