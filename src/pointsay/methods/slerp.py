"""Spherical interpolation: a point on the arc from picture to sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pointsay.methods.blend import VectorBlend, direction, share
from pointsay.methods.centring import Centre

if TYPE_CHECKING:
    from pointsay.types import Query, Vector

PARALLEL = 0.9995  # |v . t| above which the arc is as good as straight, and 1 / sin(th) explodes


class Slerp(VectorBlend):
    """Score (sin((1 - a) th) v + sin(a th) t) / sin(th) . g, with th = acos(v . t).

    Jang et al., "Spherical Linear Interpolation and Text-Anchoring for Zero-shot Composed Image
    Retrieval", ECCV 2024, arXiv 2405.00571, without its tuning of the image encoder. As in the
    authors' code, vectors with |v . t| > 0.9995 are interpolated linearly; opposite ones have no
    arc between them, and what remains of a half-way sum is nought. The code leaves ``a`` to its
    caller; half-way is our default, not theirs.

    An image is centred after th has been measured, because the gallery's mean is known only then.

    Args:
        weight: Share a of the arc from picture to sentence, 0 to 1.
        centre: See `pointsay.methods.centring.Centring`.

    Raises:
        ValueError: ``weight`` is outside 0 to 1, or ``centre`` is no modality.
    """

    name = "slerp"
    summary = "Searches half-way along the arc from photo to sentence."

    def __init__(self, weight: float = 0.5, centre: Centre = "none") -> None:
        super().__init__(centre)
        self.weight = share(weight)

    def _pair(self, image: Vector, text: Vector) -> Query:
        cosine = float(image @ text)
        if abs(cosine) > PARALLEL:
            return direction(image, 1.0 - self.weight, text, self.weight)
        angle = math.acos(cosine)
        of_image, of_text = math.sin((1.0 - self.weight) * angle), math.sin(self.weight * angle)
        return direction(image, of_image / math.sin(angle), text, of_text / math.sin(angle))
