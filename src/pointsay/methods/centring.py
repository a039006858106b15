"""Centring: what all vectors of one modality share says nothing about any of them.

Pictures and texts lie in two narrow cones (the modality gap), and much of every cosine is the
cosine of the cones' axes. Subtracting the mean of each modality takes that away; i-CIR's BASIC does
it first (Psomas et al., "Instance-Level Composed Image Retrieval", NeurIPS 2025, arXiv 2510.25387).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self, get_args

import numpy as np

from pointsay.encoders.rows import unit
from pointsay.errors import shorten
from pointsay.methods.base import Method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pointsay.encoders.base import Encoder
    from pointsay.types import Composition, Matrix, Vector

Centre = Literal["none", "image", "text", "both"]

SAYINGS = tuple(
    template.format(word)
    for template, words in {
        "in {}": "black, white, red, navy, green, beige, silver, a lighter colour",
        "with {}": "long sleeves, a hood, stripes, a floral print, pockets, buttons, a low heel, "
        "a wooden frame",
        "for {}": "women, men, kids, summer, winter, running, work, a party",
        "as a {}": "dress, shirt, jacket, bag, watch, pair of boots, chair, lamp",
        "{}": "shorter, longer, cheaper, plainer, brighter, more formal, smaller, softer",
    }.items()
    for word in words.split(", ")
)


class Centring(Method):
    """Base of the methods that can centre either modality.

    The gallery's mean is only known when it is searched, so a query asks for it
    (`pointsay.types.Query.centred`). Departures from BASIC: pictures are centred by the mean of the
    gallery at hand, not of LAION-1M, and texts by that of `SAYINGS`, modifications as shoppers
    write them, not of a list of subjects.

    Args:
        centre: Which modality is centred: ``none``, ``image``, ``text`` or ``both``.

    Attributes:
        text_mean_: (D,) what is subtracted from texts; nought without text centring.

    Raises:
        ValueError: ``centre`` is none of these.
    """

    def __init__(self, centre: Centre = "none") -> None:
        if centre not in get_args(Centre):
            raise ValueError(f"centre must be one of {get_args(Centre)}, not {shorten(centre)}")
        self.centre = centre

    @property
    def centres_images(self) -> bool:
        """Whether queries ask for a centred gallery."""
        return self.centre in ("image", "both")

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder; with text centring also measure the mean of `SAYINGS` with it."""
        super().load(encoder)
        self.text_mean_: Vector = np.zeros(encoder.info.dim, dtype=np.float32)
        if self.centre in ("text", "both"):
            self.text_mean_ = encoder.encode_texts(SAYINGS).mean(axis=0)
        return self

    def _texts(self, compositions: Sequence[Composition]) -> Matrix:
        """Encode the modifications and centre them if asked, (B, D) unit rows."""
        texts = super()._texts(compositions)
        if self.centre not in ("text", "both"):
            return texts
        return unit(texts - self.text_mean_)
