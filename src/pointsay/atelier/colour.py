"""Colours as numbers: mixing, lightness and how far two of them are apart to the eye."""

from __future__ import annotations

from functools import lru_cache

RGB = tuple[float, float, float]


def to_rgb(colour: str) -> RGB:
    """Read ``#rrggbb`` as three numbers from 0 to 255."""
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def to_hex(rgb: RGB) -> str:
    """Write three numbers from 0 to 255 as ``#rrggbb``; values outside are clipped."""
    r, g, b = (min(255, max(0, round(channel))) for channel in rgb)
    return f"#{r:02x}{g:02x}{b:02x}"


def mix(one: str, other: str, share: float) -> str:
    """Return ``one`` with ``share`` (0 to 1) of it replaced by ``other``."""
    first, second = to_rgb(one), to_rgb(other)
    r, g, b = (x + (y - x) * share for x, y in zip(first, second, strict=True))
    return to_hex((r, g, b))


def deepened(colour: str) -> str:
    """Return a colour multiplied with itself: darker and more saturated, white stays white."""
    r, g, b = (channel * channel / 255 for channel in to_rgb(colour))
    return to_hex((r, g, b))


def _linear(channel: float) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116


@lru_cache(maxsize=512)
def to_lab(colour: str) -> RGB:
    """Turn sRGB into CIE L*a*b* (D65), where distance is close to what the eye sees."""
    r, g, b = (_linear(channel) for channel in to_rgb(colour))
    x = _root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
    y = _root(0.2126 * r + 0.7152 * g + 0.0722 * b)
    z = _root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def lightness(colour: str) -> float:
    """Return L*: 0 is black, 100 is white."""
    return to_lab(colour)[0]


def distance(one: str, other: str) -> float:
    """Return the CIE 1976 difference; about 2 is just visible, 20 is plainly another colour."""
    pairs = zip(to_lab(one), to_lab(other), strict=True)
    return float(sum((x - y) ** 2 for x, y in pairs) ** 0.5)
