"""The grain of each material as a small tile of light and dark threads."""

from __future__ import annotations

from collections.abc import Callable

from pointsay.atelier.chance import Chance
from pointsay.atelier.colour import lightness
from pointsay.atelier.drawing.patterns import flecks

Tile = tuple[float, float, str]


def texture(material: str, base: str, chance: Chance) -> Tile | None:
    """Return width, height and markup of the grain; None for smooth cloth."""
    drawer = _DRAWERS.get(material)
    return drawer(base, chance) if drawer else None


def _tones(base: str, dark: float, light: float) -> tuple[str, str]:
    """Return a dark and a light thread, sheer enough that a pattern stays what it is.

    Near-black cloth is told apart by its lighter threads, near-white cloth by its darker ones.
    """
    level = lightness(base)
    light *= 0.8 if level < 28 else 1.4
    return (
        f"rgba(6,5,12,{dark * (0.6 if level > 88 else 0.85):.2f})",
        f"rgba(255,255,255,{light:.2f})",
    )


def _knit(base: str, _: Chance) -> Tile:
    dark, light = _tones(base, 0.3, 0.2)
    stitch = "M0 1L6 7L12 1"
    return (
        12,
        9,
        f'<g fill="none" stroke-width="2.4" stroke-linecap="round">'
        f'<path d="{stitch}M0 10L6 16L12 10M0 -8L6 -2L12 -8" stroke="{dark}"/>'
        f'<path d="M0 4L6 10L12 4M0 -5L6 1L12 -5" stroke="{light}" stroke-width="1.5"/></g>',
    )


def _denim(base: str, _: Chance) -> Tile:
    dark, light = _tones(base, 0.24, 0.2)
    return (
        6,
        6,
        f'<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{light}" stroke-width="1.5"/>'
        f'<path d="M-1 4L4 -1M2 7L7 2" stroke="{dark}" stroke-width="1.2"/>',
    )


def _corduroy(base: str, _: Chance) -> Tile:
    dark, light = _tones(base, 0.42, 0.16)
    return (
        11,
        20,
        f'<rect width="3.6" height="20" fill="{dark}"/>'
        f'<rect x="6" width="3" height="20" fill="{light}"/>',
    )


def _tweed(base: str, chance: Chance) -> Tile:
    dark, light = _tones(base, 0.42, 0.3)
    return 64, 64, flecks(chance, 64, 150, (dark, light, "rgba(176,106,58,0.5)"), 4)


def _wool(base: str, chance: Chance) -> Tile:
    dark, light = _tones(base, 0.16, 0.13)
    return 56, 56, flecks(chance, 56, 110, (dark, light), 4)


def _linen(base: str, chance: Chance) -> Tile:
    dark, light = _tones(base, 0.15, 0.2)
    across = flecks(chance, 72, 34, (dark, light), 2)
    slubs = "".join(
        f'<rect x="{chance.random() * 72:.1f}" y="{chance.random() * 72:.1f}" '
        f'width="{w}" height="{h}" fill="{colour}"/>'
        for colour in (dark, light)
        for w, h in ((26, 1.3), (18, 1.2), (34, 1.3), (1.3, 24), (1.2, 32), (1.3, 18)) * 2
    )
    return 72, 72, across + slubs


_DRAWERS: dict[str, Callable[[str, Chance], Tile]] = {
    "corduroy": _corduroy,
    "denim": _denim,
    "knit": _knit,
    "linen": _linen,
    "tweed": _tweed,
    "wool": _wool,
}
