"""Small pictures of a dataset, inside the page."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from pointsay.errors import ImageGone, MediaError
from pointsay.evaluation.places import cut
from pointsay.media import decode

if TYPE_CHECKING:
    from pointsay.evaluation.datasets.base import Places

SIDE = 150  # pixels of the longer side
_QUALITY = 78


def thumbnail(places: Places, picture_id: str) -> str:
    """Return a picture as a data URI; empty when it is missing or cannot be opened."""
    place = places.places.get(picture_id)
    if place is None or places.source is None:
        return ""
    name = place if isinstance(place, str) else place.name
    try:
        image = decode(places.source.read(name))
    except (ImageGone, MediaError):
        return ""
    if not isinstance(place, str):
        image = cut(image, place)
    image.thumbnail((SIDE, SIDE))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")
