"""What the methods share that join picture and sentence."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from pointsay.methods.base import pooled_reference
from pointsay.methods.centring import Centring
from pointsay.types import Composition, Fusion, Modality, Query, Term

if TYPE_CHECKING:
    from pointsay.types import Vector

SHORT = 1e-6  # a sum shorter than this has no direction that could be scaled to unit length


class Blend(Centring):
    """Base of the methods that join references with a modification.

    With one part missing the other decides alone; subclasses say how both are joined.

    Class attributes:
        alone: Fusion of a query of one part; keeps its scores on the scale of the whole ones.
    """

    alone: ClassVar[Fusion] = "cosine"

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        spoken = [one for one in compositions if one.modification.strip()]
        joined = iter(self._join([one for one in spoken if one.references]))
        texts = iter(self._texts([one for one in spoken if not one.references]))
        queries = []
        for composition in compositions:
            if not composition.modification.strip():
                query = self._only(pooled_reference(composition), "image")
            elif not composition.references:
                query = self._only(next(texts), "text")
            else:
                query = next(joined)
            queries.append(replace(query, centred=self.centres_images))
        return queries

    def _only(self, vector: Vector, modality: Modality) -> Query:
        return Query((Term(vector, 1.0, modality),), self.alone)

    @abstractmethod
    def _join(self, compositions: Sequence[Composition]) -> list[Query]:
        """Compose compositions that have both parts."""


class VectorBlend(Blend):
    """Base of the methods that need one vector of each part."""

    def texts(self, modification: str) -> Sequence[str]:
        """Return the modification itself."""
        return (modification,)

    def _join(self, compositions: Sequence[Composition]) -> list[Query]:
        return [
            self._pair(pooled_reference(composition), text)
            for composition, text in zip(compositions, self._texts(compositions), strict=True)
        ]

    @abstractmethod
    def _pair(self, image: Vector, text: Vector) -> Query:
        """Join the pooled reference with the modification, unit vectors (D,) both."""


def share(weight: float) -> float:
    """Return a weight that is a share.

    Raises:
        ValueError: It is outside 0 to 1.
    """
    if not 0.0 <= weight <= 1.0:
        raise ValueError(f"weight must be between 0 and 1, not {weight}")
    return weight


def direction(image: Vector, of_image: float, text: Vector, of_text: float) -> Query:
    """Return the query N(a v + b t), in two terms so that hits can be explained by modality.

    Where the sum vanishes (opposite vectors, equal weights) it has no direction and stays as it is.
    """
    length = float(np.linalg.norm(of_image * image + of_text * text))
    scale = 1.0 / length if length > SHORT else 1.0
    return Query((Term(image, of_image * scale, "image"), Term(text, of_text * scale, "text")))
