"""What the learned composers share: a picture's vector and a sentence's become one query vector."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from pointsay.methods.base import pooled_reference
from pointsay.methods.learned import Learned
from pointsay.methods.raw_vectors import NORM, Space, check_space, raw_images, raw_texts
from pointsay.types import Composition, Modality, Query, Term

if TYPE_CHECKING:
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.types import Matrix

GALLERY_BATCH = 1024  # rows of a gallery that are mapped at once


class Composer(Learned):
    """Base of the composers: score N(f(v, t)) . g, f learned from triplets.

    Without a modification the query is what the gallery would keep of the reference. Without a
    reference the modification is encoded alone, where that can be compared with the gallery.

    A query is one vector, with picture and words in it inseparably; its score is told as the text's
    where something was said.

    Args:
        space: What f reads: ``unit`` vectors, as weights that are trained here do, or ``raw`` ones,
            as published weights do; see `pointsay.methods.raw_vectors`.
        norm: Mean length of the encoder's raw vectors; read with ``raw`` only.

    Raises:
        ValueError: An argument is none of these.
    """

    trained_with: ClassVar[tuple[str, ...]] = ("space",)

    def __init__(self, space: Space = "unit", norm: float = NORM) -> None:
        check_space(space, norm)
        self.space = space
        self.norm = norm

    @abstractmethod
    def join(self, weights: Weights, images: Array, texts: Array) -> Array:
        """Return f(v, t) at unit length, (B, D), in the library of ``images``."""

    def shown(self, weights: Weights, images: Array, silence: Array) -> Array:
        """Return what queries are compared with in the place of (N, D) pictures, (N, D).

        Args:
            weights: Of the method.
            images: Pictures as f reads them.
            silence: (1, D) the empty text, likewise.
        """
        return images

    def texts(self, modification: str) -> Sequence[str]:
        """Return the modification itself, unless its raw vector is read."""
        return (modification,) if self.space == "unit" else ()

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        parts = [(bool(one.references), bool(one.modification.strip())) for one in compositions]
        rows = np.zeros((len(compositions), self.encoder.info.dim), dtype=np.float32)
        for same in set(parts):
            at = [number for number, has in enumerate(parts) if has == same]
            rows[at] = self._rows([compositions[one] for one in at], *same)
        modality: tuple[Modality, Modality] = ("image", "text")
        return [
            Query((Term(row, 1.0, modality[says]),))
            for row, (_, says) in zip(rows, parts, strict=True)
        ]

    def _rows(self, compositions: Sequence[Composition], points: bool, says: bool) -> Matrix:
        """Return the query vectors of compositions that all have the same parts, (B, D)."""
        if not points:
            return self._texts(compositions)
        if not says:
            return self.gallery(np.stack([pooled_reference(one) for one in compositions]))
        images = self._images(compositions)
        said = self._read([one.modification for one in compositions])
        joined: Matrix = self.join(self.tensors, images, said)
        return joined

    def _images(self, compositions: Sequence[Composition]) -> Matrix:
        """Return the mean reference of each composition as f reads it, (B, D)."""
        if self.space == "unit":
            return np.stack([pooled_reference(one) for one in compositions])
        raw = [raw_images(self.encoder, one.references, self.norm) for one in compositions]
        return np.stack([rows.mean(axis=0) for rows in raw])

    def _read(self, texts: Sequence[str]) -> Matrix:
        """Return texts as f reads them, (B, D)."""
        if self.space == "raw":
            return raw_texts(self.encoder, texts, self.norm)
        return self.encoder.encode_texts(texts)
