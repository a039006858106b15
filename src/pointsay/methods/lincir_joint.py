"""LinCIR in the joint space, as the equations of Xie et al. print it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from pointsay.errors import shorten
from pointsay.methods.blend import VectorBlend, direction
from pointsay.methods.centring import Centre

if TYPE_CHECKING:
    from pointsay.types import Query, Vector

Form = Literal["literal"]


class LincirJoint(VectorBlend):
    """Score N(v + l t) . g, l being the strength of the modification.

    Xie, Luo, Yao, "Bridging the Expression Gap: Research and Applications of Zero-Shot Composed
    Image Retrieval for E-Commerce", E-Commerce Letters 14(12), 2025, section 3.2. Their training
    (equations 1 to 3) learns a mapping phi of text vectors; their inference puts the image vector
    in the place of phi's output, so that phi is never called. Taken literally the method is the
    weighted sum with a = l / (1 + l), whatever was learned. LinCIR itself (Gu et al., CVPR 2024,
    arXiv 2312.01998) works in the token space and is another method. l = 1 is our default.

    Args:
        strength: Weight l of the modification against the reference; finite, at least 0.
        form: ``literal``, the equations as printed.
        centre: See `pointsay.methods.centring.Centring`.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "lincir_joint"
    summary = "Adds the sentence to the photo, as LinCIR's joint-space equations print it."

    def __init__(
        self, strength: float = 1.0, form: Form = "literal", centre: Centre = "none"
    ) -> None:
        super().__init__(centre)
        if not (math.isfinite(strength) and strength >= 0.0):
            raise ValueError(f"strength must be finite and at least 0, not {strength}")
        if form not in get_args(Form):
            raise ValueError(f"form must be one of {get_args(Form)}, not {shorten(form)}")
        self.strength = strength
        self.form = form

    def _pair(self, image: Vector, text: Vector) -> Query:
        return direction(image, 1.0, text, self.strength)
