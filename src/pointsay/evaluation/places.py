"""The pictures of a dataset as vectors: whole ones and parts of them, kept once encoded."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from pointsay.catalogue.pipeline import Opening, Refused, Workers, encode_all
from pointsay.engine.rerank import Sight
from pointsay.errors import ImageGone
from pointsay.evaluation.datasets.base import Crop, Places
from pointsay.evaluation.features import FeatureCache, Key, content_key
from pointsay.evaluation.pictures import Pictures
from pointsay.media import decode

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.types import Matrix, Vector

MISSING = "there is no such picture"


_Known = tuple[Key, "Vector | None"]  # how a picture is known, and its vector where that was kept


def encode_places(
    places: Places,
    ids: Sequence[str],
    encoder: Encoder,
    *,
    cache: FeatureCache | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    on: Workers | None = None,
) -> Pictures:
    """Return the vectors of pictures; those that cannot be had are named with a reason.

    Args:
        places: Where the pictures lie.
        ids: Which; each is encoded once.
        encoder: Makes the vectors.
        cache: Of the same encoder. What is new is kept batch by batch, so that a run that was
            stopped does not start anew.
        progress: Called with (done, total).
        on: Who encodes; see `encode_all`.
    """
    wanted = list(dict.fromkeys(ids))
    unreadable = {one: MISSING for one in wanted if one not in places.places}
    here = [one for one in wanted if one not in unreadable]

    def look(picture_id: str) -> tuple[_Known, None] | Opening[_Known]:
        sight = find_picture(places, picture_id)
        known = cache.get([sight.key]).get(sight.key) if cache else None
        if known is not None:
            return (sight.key, known), None
        return partial(_opened, (sight.key, None), sight.open)

    found: list[str] = []
    vectors: list[Vector] = []
    done = 0
    for batch in encode_all(here, look, encoder, on=on):
        new = {}
        for one in batch:
            if isinstance(one, Refused):
                unreadable[one.item] = one.error.message
                continue
            key, known = one.kept
            vector = known if one.vector is None else one.vector
            assert vector is not None  # noqa: S101 - a look without a picture had a vector
            if one.vector is not None:
                new[key] = one.vector
            found.append(one.item)
            vectors.append(vector)
        if cache and new:
            cache.put(new)
        done += len(batch)
        progress(done, len(here))
    matrix: Matrix = np.zeros((0, encoder.info.dim), np.float32)
    if vectors:
        matrix = np.stack(vectors).astype(np.float32)
    return Pictures(found, matrix, unreadable)


def _opened(known: _Known, open_: Callable[[], Image.Image]) -> tuple[_Known, Image.Image]:
    return known, open_()


def find_picture(places: Places, picture_id: str) -> Sight:
    """Return a picture, or the part of one, that is not opened yet.

    Raises:
        ImageGone: There is no such picture.
    """
    if picture_id not in places.places:
        raise ImageGone(MISSING, hint="give the pictures' folder or zip")
    place = places.places[picture_id]
    data = _read(places, place)
    part = "" if isinstance(place, str) else json.dumps(asdict(place))
    return Sight(content_key(data, part), partial(_open, data, place))


def cut(image: Image.Image, crop: Crop) -> Image.Image:
    """Return the part of a picture that a crop names, on a black square.

    GeneCIS (Vaze et al., CVPR 2023) moves a box left and up by 0.7 of its size and makes it 1.7
    times as large from there, so that at the left and upper edges it grows the other way; figures
    on its attribute tasks can be compared only when the same is done here.
    """
    x, y, width, height = crop.box
    left, top = max(0.0, x - crop.dilate * width), max(0.0, y - crop.dilate * height)
    grown = 1.0 + crop.dilate
    right, bottom = min(image.width, left + grown * width), min(image.height, top + grown * height)
    box = (round(left), round(top), round(right), round(bottom))
    part = image.crop((*box[:2], max(box[0] + 1, box[2]), max(box[1] + 1, box[3])))
    side = max(part.size)
    return ImageOps.pad(part, (side, side), color="black")


def _read(places: Places, place: str | Crop) -> bytes:
    if places.source is None:
        raise ImageGone("no pictures are at hand", hint="give the pictures' folder or zip")
    return places.source.read(place if isinstance(place, str) else place.name)


def _open(data: bytes, place: str | Crop) -> Image.Image:
    image = decode(data)
    return image if isinstance(place, str) else cut(image, place)
