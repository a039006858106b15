"""A picture as it is sent: small, without metadata, as a data URL."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

_QUALITY: Final = 85


def data_url(image: Image, side: int) -> str:
    """Return the picture as a JPEG in a data URL.

    Args:
        image: RGB; not changed.
        side: Longest side in pixels; smaller pictures are not enlarged.
    """
    small = image.convert("RGB")
    small.thumbnail((side, side))
    small.info.clear()
    file = io.BytesIO()
    small.save(file, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
