"""PDV: the direction in which a modification moves a text, given to text and picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pointsay.methods.base import pooled_reference
from pointsay.methods.blend import SHORT, Blend, share
from pointsay.methods.centring import Centre
from pointsay.types import Composition, Query, Reference, Term

if TYPE_CHECKING:
    from pointsay.types import Vector

NEUTRAL = "a photo of a product"
MOST_VALUES = 8  # more, or longer ones, would push the modification out of the text tower's reach
LONGEST_VALUE = 40  # characters


class Pdv(Blend):
    """Score ((1 - f) N(v + b D) + f N(T(plain) + a D)) . g, with D = T(composed) - T(plain).

    Tursun et al., "PDV: Prompt Directional Vectors for Zero-shot Composed Image Retrieval", WACV
    2026, arXiv 2502.07215: scaled text (PDV-T, ``a``), picture moved along the text's direction
    (PDV-I, ``b``), and their weighted fusion (PDV-F, ``f``).

    Departures: the paper puts PDV on top of a method that captions the reference or maps it to a
    pseudo-word. Here the plain prompt is made of the reference's attributes where a method may see
    them and is the same neutral words for every other, and the composed prompt is the plain one,
    a comma and the modification. Both queries are scaled to unit length before they are fused. The
    paper tunes its three numbers for each base method and dataset; the defaults here are neutral:
    directions as long as they come, and both queries alike.

    Several references count alike: each has its prompts, and their vectors are averaged. An image
    is centred after N has been taken; text centring leaves D as it is.

    Args:
        text_scale: Length a of the direction in the text query.
        image_scale: Length b of the direction in the image query.
        weight: Share f of the text query, 0 to 1.
        centre: See `pointsay.methods.centring.Centring`.

    Raises:
        ValueError: A scale is not finite, ``weight`` is outside 0 to 1, or ``centre`` is no
            modality.
    """

    name = "pdv"
    summary = "Moves photo and description in the direction that the sentence gives."

    def __init__(
        self,
        text_scale: float = 1.0,
        image_scale: float = 1.0,
        weight: float = 0.5,
        centre: Centre = "none",
    ) -> None:
        super().__init__(centre)
        if not (math.isfinite(text_scale) and math.isfinite(image_scale)):
            raise ValueError(f"scales must be finite, not {text_scale} and {image_scale}")
        self.text_scale = text_scale
        self.image_scale = image_scale
        self.weight = share(weight)

    def _join(self, compositions: Sequence[Composition]) -> list[Query]:
        plain = [[plain_prompt(one) for one in each.references] for each in compositions]
        composed = [
            [f"{prompt}, {each.modification.strip()}" for prompt in prompts]
            for each, prompts in zip(compositions, plain, strict=True)
        ]
        wanted = list(dict.fromkeys(text for few in (*plain, *composed) for text in few))
        vectors = dict(zip(wanted, self.encoder.encode_texts(wanted), strict=True))

        def mean(texts: Sequence[str]) -> Vector:
            found: Vector = np.mean([vectors[text] for text in texts], axis=0)
            return found

        return [
            self._fused(pooled_reference(each), mean(before), mean(after))
            for each, before, after in zip(compositions, plain, composed, strict=True)
        ]

    def _fused(self, image: Vector, before: Vector, after: Vector) -> Query:
        """Split the fused vector into what comes from the picture and what from texts."""
        step = after - before
        text_query = before - self.text_mean_ + self.text_scale * step
        of_image = (1.0 - self.weight) * _scale(image + self.image_scale * step)
        texts = of_image * self.image_scale * step + self.weight * _scale(text_query) * text_query
        length = float(np.linalg.norm(texts))
        words = (
            Term((texts / length).astype(np.float32), length, "text")
            if length > SHORT
            else Term((after * _scale(after)).astype(np.float32), 0.0, "text")
        )
        return Query((Term(image, of_image, "image"), words))


def plain_prompt(reference: Reference) -> str:
    """Describe a reference in words, from its attributes where there are any.

    Example:
        >>> import numpy as np
        >>> plain_prompt(Reference(np.ones(1), attributes={"kind": "dress", "colour": "red"}))
        'a photo of a product: dress, red'
        >>> plain_prompt(Reference(np.ones(1)))
        'a photo of a product'
    """
    values = [one.strip() for one in reference.attributes.values() if isinstance(one, str)]
    short = [one for one in values if 0 < len(one) <= LONGEST_VALUE][:MOST_VALUES]
    return f"{NEUTRAL}: {', '.join(short)}" if short else NEUTRAL


def _scale(vector: Vector) -> float:
    """Return what brings a vector to unit length; 1 where it has no direction."""
    length = float(np.linalg.norm(vector))
    return 1.0 / length if length > SHORT else 1.0
