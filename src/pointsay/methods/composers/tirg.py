"""TIRG: a gate keeps of the picture what the sentence leaves, and a residual adds what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from pointsay.errors import shorten
from pointsay.methods.composers.composer import Composer
from pointsay.methods.composers.layers import batch_norm, library, linear, relu, sigmoid, unit
from pointsay.methods.raw_vectors import NORM, Space

if TYPE_CHECKING:
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout

Form = Literal["official", "printed"]
_GATE, _RESIDUAL = "gated_feature_composer", "res_info_composer"


class Tirg(Composer):
    """Score N(f(v, t)) . g, f a gated picture and a residual of picture and sentence.

    Vo et al., "Composing Text and Image for Image Retrieval", CVPR 2019, arXiv 1812.07119.
    ``official``: f = a0 sigmoid(G(v, t)) * v + a1 R(v, t); G is batch norm, ReLU and a linear layer
    of both vectors side by side, R the same with one linear layer and ReLU more. ``printed``: as in
    Xie, Luo, Yao, E-Commerce Letters 14(12), 2025, section 1, f = w sigmoid(A v + B t) + C v with
    one number w: there the gate does not multiply the picture, and the residual does not read the
    sentence.

    The paper learns its own towers (ResNet-18, LSTM); this is its composition over frozen ones. Its
    learned length of the output is the temperature of our loss.

    Args:
        form: ``official`` or ``printed``.
        space: See `pointsay.methods.composers.composer.Composer`.
        norm: Likewise.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "tirg"
    summary = "Keeps of the photo what the sentence leaves, adds what it says; learned."
    trained_with: ClassVar[tuple[str, ...]] = ("form", "space")

    def __init__(self, form: Form = "official", space: Space = "unit", norm: float = NORM) -> None:
        super().__init__(space, norm)
        if form not in get_args(Form):
            raise ValueError(f"form must be one of {get_args(Form)}, not {shorten(form)}")
        self.form = form

    @property
    def layout(self) -> Layout:
        """Names of the published code; the printed form has names of its own."""
        if self.form == "printed":
            square = ("dim", "dim")
            return {"w": (1,), "image.weight": square, "text.weight": square, "res.weight": square}
        return {
            "a": (2,),
            **_norm(f"{_GATE}.1"),
            **_linear(f"{_GATE}.3", "dim"),
            **_norm(f"{_RESIDUAL}.1"),
            **_linear(f"{_RESIDUAL}.3", "2 dim"),
            **_linear(f"{_RESIDUAL}.5", "dim"),
        }

    def join(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return f(v, t) at unit length, (B, D)."""
        if self.form == "printed":
            gate = images @ weights["image.weight"].T + texts @ weights["text.weight"].T
            return unit(weights["w"] * sigmoid(gate) + images @ weights["res.weight"].T)
        both = library(images).concatenate([images, texts], 1)
        gate = linear(weights, f"{_GATE}.3", relu(batch_norm(weights, f"{_GATE}.1", both)))
        inner = relu(batch_norm(weights, f"{_RESIDUAL}.1", both))
        inner = relu(linear(weights, f"{_RESIDUAL}.3", inner))
        residual = linear(weights, f"{_RESIDUAL}.5", inner)
        return unit(weights["a"][0] * sigmoid(gate) * images + weights["a"][1] * residual)


def _norm(name: str) -> Layout:
    parts = ("weight", "bias", "running_mean", "running_var")
    return {f"{name}.{one}": ("2 dim",) for one in parts}


def _linear(name: str, written: str) -> Layout:
    return {f"{name}.weight": (written, "2 dim"), f"{name}.bias": (written,)}
