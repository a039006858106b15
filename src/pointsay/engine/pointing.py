"""From what a shopper points at to references as methods see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.keeping import Kept
from pointsay.engine.question import Known, Photo
from pointsay.media import decode
from pointsay.methods.views import Box, cut
from pointsay.types import Reference

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.catalogue import Catalogue
    from pointsay.types import Vector

Key = tuple[bytes, Box | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture, or the part of it that is meant, and its vector."""

    image: Image
    vector: Vector

    @property
    def bytes(self) -> int:
        """Of its pixels and numbers."""
        width, height = self.image.size
        return width * height * len(self.image.getbands()) + int(self.vector.nbytes)


class References:
    """Looks at what is pointed at. Thread-safe.

    A picture is known by the SHA-256 of its bytes and by the part that is meant: shoppers say
    several things of one photo, one after the other.

    Args:
        catalogue: Knows products, and encodes.
        kept_bytes: What may be held of pictures that were seen.
    """

    def __init__(self, catalogue: Catalogue, kept_bytes: int) -> None:
        self._catalogue = catalogue
        self.kept: Kept[Key, Looked] = Kept(kept_bytes, lambda one: one.bytes)

    def look(self, given: Sequence[Photo | Known]) -> tuple[list[Reference], list[int]]:
        """Return references, and the store rows of those that are products.

        Raises:
            QueryError, MediaError: Subclasses say why one cannot be looked at.
        """
        found: list[Reference] = []
        own: list[int] = []
        seen: dict[int, tuple[Key, Looked | Image]] = {}  # by the place of the reference
        blank = np.zeros(self._catalogue.encoder.info.dim, np.float32)
        for one in given:
            if isinstance(one, Known):
                product, row, vector = self._catalogue.locate(one.product_id)
                own.append(row)
                known = Reference(vector, attributes=product.attributes, role=one.role)
            else:
                known = Reference(blank, role=one.role)
            if isinstance(one, Photo) or one.box is not None:
                seen[len(found)] = self._picture(one)
            found.append(known)
        for at, looked in self._encoded(seen).items():
            found[at] = replace(found[at], vector=looked.vector, image=looked.image)
        return found, own

    def _picture(self, one: Photo | Known) -> tuple[Key, Looked | Image]:
        """Return what is known of the picture, or the picture, cut to what is meant."""
        data = one.data if isinstance(one, Photo) else self._catalogue.image(one.product_id)
        key = sha256(data).digest(), one.box
        known = self.kept.get(key)
        if known is not None:
            return key, known
        image = decode(data)
        return key, image if one.box is None else cut(image, one.box)

    def _encoded(self, seen: dict[int, tuple[Key, Looked | Image]]) -> dict[int, Looked]:
        known = {at: one for at, (_, one) in seen.items() if isinstance(one, Looked)}
        new = {at: (key, one) for at, (key, one) in seen.items() if not isinstance(one, Looked)}
        vectors = self._catalogue.encoder.encode_images([image for _, image in new.values()])
        for (at, (key, image)), vector in zip(new.items(), vectors, strict=True):
            known[at] = Looked(image, vector.copy())
            self.kept.put(key, known[at])
        return known
