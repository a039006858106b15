"""What tells that two pictures are the same photo: a hash of its shapes and a grid of its colours.

Shapes alone would not do: one model in two colours, photographed alike, has one shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Images

if TYPE_CHECKING:
    from PIL.Image import Image

_GRID = 4
_SHAPE_BITS = 6  # of 64 that may differ
# Of 255, in the cell that differs most: on average, a white background would hide a colour.
_COLOUR_STEPS = 10


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of one picture.

    Attributes:
        shape: 64 bits as 16 hexadecimal digits: where luminance falls from left to right on a grid
            of 9 x 8 ("difference hash").
        colours: Mean RGB of a grid of 4 x 4, as hexadecimal bytes.
    """

    shape: str
    colours: str

    def near(self, other: Fingerprint) -> bool:
        """Say whether both are of one photo, up to size, compression and slight retouching."""
        if (int(self.shape, 16) ^ int(other.shape, 16)).bit_count() > _SHAPE_BITS:
            return False
        mine, theirs = (
            np.frombuffer(bytes.fromhex(one.colours), np.uint8).astype(np.int16)
            for one in (self, other)
        )
        return int(np.abs(mine - theirs).max()) <= _COLOUR_STEPS


def fingerprint(image: Image) -> Fingerprint:
    """Return the fingerprint of an RGB picture."""
    grey = np.asarray(image.convert("L").resize((9, 8), Images.Resampling.BOX), np.int16)
    falls = np.packbits(grey[:, 1:] < grey[:, :-1])
    colours = image.convert("RGB").resize((_GRID, _GRID), Images.Resampling.BOX)
    return Fingerprint(falls.tobytes().hex(), colours.tobytes().hex())
