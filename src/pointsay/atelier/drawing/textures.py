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
    """Draw stocking stitch: columns of V, with a furrow between columns."""
    dark, light = _tones(base, 0.34, 0.2)
    leaves = "".join(
        f"M8 {y + 8}Q2 {y + 6} 2.5 {y}Q7.5 {y + 1} 8 {y + 8}"
        f"Q8.5 {y + 1} 13.5 {y}Q14 {y + 6} 8 {y + 8}"
        for y in (-9, 2, 13)
    )
    return (
        16,
        11,
        f'<path d="M0 0V11M16 0V11" stroke="{dark}" stroke-width="3.6"/>'
        f'<path d="{leaves}" fill="{light}" stroke="{dark}" stroke-width="1.3"/>',
    )


def _denim(base: str, _: Chance) -> Tile:
    dark, light = _tones(base, 0.22, 0.15)
    return (
        8,
        8,
        f'<path d="M-1 1L1 -1M0 8L8 0M7 9L9 7" stroke="{light}" stroke-width="2.2"/>'
        f'<path d="M-1 5L5 -1M3 9L9 3" stroke="{dark}" stroke-width="1.8"/>',
    )


def _corduroy(base: str, _: Chance) -> Tile:
    dark, light = _tones(base, 0.42, 0.16)
    return (
        13,
        20,
        f'<rect width="4.2" height="20" fill="{dark}"/>'
        f'<rect x="7" width="3.6" height="20" fill="{light}"/>',
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
