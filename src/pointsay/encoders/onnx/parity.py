"""How close two encoders are: the same pictures and texts through both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.encoders.base import Encoder

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.types import Matrix

TOP = 10


@dataclass(frozen=True, slots=True)
class Parity:
    """What an export changed. Cosines of 1 and an agreement of 1 mean nothing.

    Attributes:
        images: Pictures compared; they are also the gallery.
        texts: Texts compared.
        image_cosine_min: Least cosine of a picture's two vectors.
        image_cosine_mean: Mean of them.
        text_cosine_min: Least cosine of a text's two vectors.
        text_cosine_mean: Mean of them.
        top: How many first places are looked at, at most 10.
        rank_agreement: Share of the first ``top`` that both encoders name, over searches of the
            gallery with every picture and every text; 1 is best.
    """

    images: int
    texts: int
    image_cosine_min: float
    image_cosine_mean: float
    text_cosine_min: float
    text_cosine_mean: float
    top: int
    rank_agreement: float

    def lines(self) -> list[str]:
        """Return the report as lines of text."""
        return [
            f"pictures  {self.images:5}  cosine min {self.image_cosine_min:.5f}  "
            f"mean {self.image_cosine_mean:.5f}",
            f"texts     {self.texts:5}  cosine min {self.text_cosine_min:.5f}  "
            f"mean {self.text_cosine_mean:.5f}",
            f"rankings  {self.images + self.texts:5}  first {self.top} in common "
            f"{self.rank_agreement:.1%}",
        ]


def compare(one: Encoder, other: Encoder, images: Sequence[Image], texts: Sequence[str]) -> Parity:
    """Compare two encoders of one space.

    Args:
        one: The original.
        other: What was made of it.
        images: At least two pictures; also the gallery that is ranked.
        texts: At least one text.

    Raises:
        ValueError: There is too little to compare.
    """
    if len(images) < 2 or not texts:
        raise ValueError("parity needs at least two pictures and one text")
    seen, seen_other = one.encode_images(images), other.encode_images(images)
    said, said_other = one.encode_texts(texts), other.encode_texts(texts)
    image_cosines = (seen * seen_other).sum(axis=1)
    text_cosines = (said * said_other).sum(axis=1)
    top = min(TOP, len(images) - 1)  # with a gallery of ten every first ten would agree
    first = _first(np.concatenate([seen, said]), seen, top)
    second = _first(np.concatenate([seen_other, said_other]), seen_other, top)
    shared = [len(set(a) & set(b)) / top for a, b in zip(first, second, strict=True)]
    return Parity(
        images=len(images),
        texts=len(texts),
        image_cosine_min=float(image_cosines.min()),
        image_cosine_mean=float(image_cosines.mean()),
        text_cosine_min=float(text_cosines.min()),
        text_cosine_mean=float(text_cosines.mean()),
        top=top,
        rank_agreement=float(np.mean(shared)),
    )


def _first(queries: Matrix, gallery: Matrix, top: int) -> list[list[int]]:
    """Return the gallery rows nearest to each query; equal ones in the gallery's order."""
    order = np.argsort(-(queries @ gallery.T), axis=1, kind="stable")
    ranked: list[list[int]] = order[:, :top].tolist()
    return ranked
