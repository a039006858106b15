"""From any of Pillow's pixel modes to 8-bit RGB."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WIDE_MODES: Final = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I", "F"})
_MAX_16: Final = 65535
# 65535 / 255 = 257 exactly, so adding half of it before dividing rounds to nearest.
_TO_8_BITS: Final = ((np.arange(_MAX_16 + 1) + 128) // 257).astype(np.uint8)
_WHITE: Final = (255, 255, 255, 255)


def to_rgb(image: Image.Image) -> Image.Image:
    """Convert a loaded picture to RGB, transparent parts on white; never returns the argument."""
    if image.mode in _WIDE_MODES:
        return Image.fromarray(_wide_to_grey(image)).convert("RGB")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, _WHITE), shown).convert("RGB")
    # convert copies when the mode is RGB already, which detaches the picture from its file.
    return image.convert("RGB")


def rescale_transparency(image: Image.Image, depth: int) -> None:
    """Bring the transparent colour of a PNG to the 8 bits that Pillow brought its pixels to.

    Pillow scales greyscale samples of 2 and 4 bits up and cuts colour samples of 16 bits down, but
    hands on the transparent colour as the file states it, so the two would never meet.

    Args:
        image: A PNG of which everything has been read; its ``info`` is changed.
        depth: Bits per sample, from the file's header.
    """
    colour = image.info.get("transparency")
    if image.mode == "RGB" and depth == 16 and isinstance(colour, tuple):
        image.info["transparency"] = tuple(part >> 8 for part in colour)
    elif image.mode == "L" and depth in (2, 4) and isinstance(colour, int):
        image.info["transparency"] = min(colour * 255 // ((1 << depth) - 1), 255)


def _wide_to_grey(image: Image.Image) -> NDArray[np.uint8]:
    """Scale samples wider than 8 bits; Pillow's own conversion clips them, mostly to white."""
    values = np.asarray(image)
    if image.mode == "F":
        return _scale_floats(values)
    if image.mode == "I" and (values.min() < 0 or values.max() > _MAX_16):
        return _stretch(values.astype(np.float64))
    grey: NDArray[np.uint8] = _TO_8_BITS[values]
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        grey[values == transparent] = 255
    return grey


def _scale_floats(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Read floats as 0..1 or as 0..255, the two customs there are; stretch anything else."""
    finite: NDArray[np.float32] = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(finite.min()), float(finite.max())
    if low < 0 or high > 255:
        return _stretch(finite.astype(np.float64))
    scaled: NDArray[np.float32] = np.rint(finite * np.float32(255 if high <= 1 else 1))
    return scaled.astype(np.uint8)


def _stretch(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Map the smallest value to black and the largest to white: their unit is unknown."""
    low, high = values.min(), values.max()
    span = max(float(high - low), np.finfo(np.float64).tiny)
    scaled: NDArray[np.float64] = np.rint((values - low) / span * 255)
    return scaled.astype(np.uint8)
