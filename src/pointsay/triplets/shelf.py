"""Every picture that pairs are mined from: looked at once, with its vector and its fingerprint."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pointsay.catalogue.pipeline import Opening, Refused, Workers, encode_all
from pointsay.media import decode
from pointsay.triplets.coding import Codes
from pointsay.triplets.fingerprint import Fingerprint, fingerprint
from pointsay.triplets.knowing import seen_in
from pointsay.triplets.record import Picture, Seen, seen_of
from pointsay.triplets.shards import Made, Row, batches, fill, read_rows
from pointsay.triplets.store import PICTURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.catalogue.sources import ImageSource
    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix, Vector

NEAREST = 200  # pictures that `Shelf.nearest` tells of each
_BLOCK = 512  # rows of similarities at a time
SHARD = 256  # pictures; what a killed run looks at again at most


@dataclass(frozen=True, slots=True)
class Listed:
    """A picture that is named and not yet looked at.

    Attributes:
        name: In its source.
        product: Id of the product.
        attributes: See `Seen`.
        family: See `Seen`.
        title: See `Seen`.
        category: Pictures of different ones are no pair; empty for no such bound.
        pages: Addresses of the web pages that show it.
    """

    name: str
    product: str
    attributes: Mapping[str, str]
    family: str = ""
    title: str = ""
    category: str = ""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture that was looked at.

    Attributes:
        seen: What is known of it.
        category: See `Listed`.
        pages: See `Listed`.
        side: Its shorter side, pixels.
        print: For telling near-duplicates.
        vector: (D,) unit vector.
    """

    seen: Seen
    category: str
    pages: tuple[str, ...]
    side: int
    print: Fingerprint
    vector: Vector


@dataclass(frozen=True)
class Shelf:
    """All sights of a mined folder, in order."""

    sights: Sequence[Sight]

    def __len__(self) -> int:
        return len(self.sights)

    @cached_property
    def vectors(self) -> Matrix:
        """(N, D) unit vectors."""
        return np.stack([one.vector for one in self.sights])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """SHA-256 of a picture -> its place."""
        return {one.seen.picture.sha256: at for at, one in enumerate(self.sights)}

    @cached_property
    def codes(self) -> Codes:
        """The attributes of all pictures as numbers."""
        return Codes([one.seen.attributes for one in self.sights])

    @cached_property
    def nearest(self) -> NDArray[np.int32]:
        """(N, at most `NEAREST`) places of the pictures most alike to each, nearest first."""
        count = min(NEAREST, len(self) - 1)
        table = np.empty((len(self), count), np.int32)
        for start in range(0, len(self), _BLOCK):
            likeness = self.vectors[start : start + _BLOCK] @ self.vectors.T
            rows = np.arange(len(likeness))
            likeness[rows, start + rows] = -np.inf  # itself
            some = np.argpartition(-likeness, max(count - 1, 0), axis=1)[:, :count]
            order = np.argsort(-np.take_along_axis(likeness, some, 1), axis=1, kind="stable")
            table[start : start + _BLOCK] = np.take_along_axis(some, order, 1)
        return table

    def attributes(self, at: int) -> Mapping[str, str]:
        """Return what is known of a picture."""
        return self.sights[at].seen.attributes

    def told(self, encoder: Encoder, least: float) -> Shelf:
        """Return the shelf with what the encoder itself sees in each picture; see `seen_in`."""
        known = seen_in([one.vector for one in self.sights], encoder, least)
        return Shelf(
            [
                replace(one, seen=replace(one.seen, attributes=attributes))
                for one, attributes in zip(self.sights, known, strict=True)
            ]
        )


def look_at(
    listed: Iterable[Listed],
    source: ImageSource,
    source_name: str,
    encoder: Encoder,
    folder: Path,
    about: Mapping[str, Any],
    *,
    least_side: int,
    report: Callable[[int], None] = lambda pictures: None,
    on: Workers | None = None,
) -> list[Path]:
    """Look at pictures and keep what was seen in shards of ``folder``; a killed run goes on.

    Args:
        listed: The pictures, always in the same order.
        source: Where they lie.
        source_name: As records call it.
        encoder: Makes the vectors.
        folder: Of the mined folder.
        about: What decides ``listed``.
        least_side: Pictures with a shorter side, in pixels, are left out and counted.
        report: Called with the pictures that were looked at, now and then.
        on: Who encodes; see `encode_all`.

    Returns:
        The shards.
    """

    def look(one: Listed) -> Opening[_Look]:
        return partial(_opened, source.read(one.name))

    def make(batch: tuple[Listed, ...]) -> Made:
        counts: Counter[str] = Counter()
        rows = []
        for one in (one for some in encode_all(batch, look, encoder, on=on) for one in some):
            if isinstance(one, Refused):
                counts[f"picture dropped: {one.error.code}"] += 1
            elif one.kept.side < least_side:
                counts["picture dropped: small"] += 1
            elif one.vector is not None:
                counts["pictures"] += 1
                rows.append(_row(source_name, one.item, one.kept, one.vector))
        return rows, counts

    return fill(
        folder / PICTURES,
        PICTURES,
        {**about, "least_side": least_side, "encoder": encoder.info.record()},
        batches(listed, SHARD),
        make,
        report=lambda shards: report(shards * SHARD),
    )


def read_shelf(files: Iterable[Path]) -> Shelf:
    """Read the shards that `look_at` wrote; of pictures with the same bytes only the first.

    Raises:
        BadTriplets: A shard is damaged.
    """
    found: dict[str, Sight] = {}
    for row in (row for file in files for row in read_rows(file, PICTURES)):
        one = _sight(row)
        found.setdefault(one.seen.picture.sha256, one)
    return Shelf(list(found.values()))


@dataclass(frozen=True, slots=True)
class _Look:
    """What is told of an opened picture beside its vector; see `Sight`."""

    sha256: str
    side: int
    print: Fingerprint


def _opened(data: bytes) -> tuple[_Look, Image]:
    image = decode(data)
    return _Look(hashlib.sha256(data).hexdigest(), min(image.size), fingerprint(image)), image


def _row(source: str, one: Listed, look: _Look, vector: Vector) -> Row:
    picture = Picture(source, one.name, look.sha256)
    return {
        "seen": Seen(picture, one.product, one.attributes, one.family, one.title),
        "category": one.category,
        "pages": one.pages,
        "side": look.side,
        "print": [look.print.shape, look.print.colours],
        "vector": base64.b64encode(vector.astype("<f4").tobytes()).decode("ascii"),
    }


def _sight(row: Mapping[str, Any]) -> Sight:
    vector = np.frombuffer(base64.b64decode(row["vector"]), "<f4")
    shape, colours = row["print"]
    return Sight(
        seen_of(row["seen"]),
        row["category"],
        tuple(row["pages"]),
        row["side"],
        Fingerprint(shape, colours),
        vector,
    )


def groups(keys: Iterable[object]) -> Iterator[list[int]]:
    """Yield the places that share a key, groups of at least two, in order of first place."""
    found: dict[object, list[int]] = {}
    for at, key in enumerate(keys):
        if key is not None:
            found.setdefault(key, []).append(at)
    return (places for places in found.values() if len(places) > 1)
