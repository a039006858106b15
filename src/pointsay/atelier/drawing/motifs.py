"""Graphic prints: one abstract emblem for the chest, in a box of 100 by 100."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from pointsay.atelier.colour import mix
from pointsay.atelier.drawing.paths import number, outline


def motif(name: str, ground: str, ink: str) -> str:
    """Return the markup of an emblem centred on 0, 0."""
    return _DRAWERS[name](ground, ink, mix(ink, ground, 0.45))


def _sun(_: str, ink: str, half: str) -> str:
    rays = []
    for index in range(16):
        angle = index * pi / 8
        reach, width = (49, 3.4) if index % 2 == 0 else (42, 2.4)
        rays.append(
            f'<path d="M{number(cos(angle) * 29)} {number(sin(angle) * 29)}'
            f'L{number(cos(angle) * reach)} {number(sin(angle) * reach)}" stroke="{ink}" '
            f'stroke-width="{width * 1.5:g}" stroke-linecap="round"/>'
        )
    return f'{"".join(rays)}<circle r="24" fill="{ink}"/><circle r="16.5" fill="{half}"/>'


def _mountain(ground: str, ink: str, half: str) -> str:
    return (
        f'<circle cx="20" cy="-24" r="14" fill="{half}"/>'
        f'<path d="M-50 38L-14 -34L22 38Z" fill="{ink}"/>'
        f'<path d="M-2 38L24 -10L50 38Z" fill="{half}"/>'
        f'<path d="M-14 -34L-25 -12L-17 -17L-12 -9L-6 -16L-3 -12Z" fill="{ground}"/>'
        f'<path d="M-50 46H50" stroke="{ink}" stroke-width="5"/>'
    )


def _wave(_: str, ink: str, half: str) -> str:
    rows = []
    for row, colour in enumerate((ink, half, ink, half)):
        y = -24 + row * 19
        crests = "".join("q8.3 -17 16.6 0t16.6 0" for _ in range(3))
        rows.append(
            f'<path d="M-50 {y}{crests}" fill="none" stroke="{colour}" stroke-width="7.5" '
            f'stroke-linecap="round"/>'
        )
    return "".join(rows)


def _leaf(ground: str, ink: str, half: str) -> str:
    veins = "".join(
        f"M0 {y}L{side * (26 - abs(y) * 0.28):.0f} {y - 15}"
        for y in (-12, 4, 20)
        for side in (-1, 1)
    )
    return (
        f'<path d="M0 -48C34 -26 40 14 0 40C-40 14 -34 -26 0 -48Z" fill="{ink}"/>'
        f'<path d="M0 -48C34 -26 40 14 0 40Z" fill="{half}"/>'
        f'<path d="M0 -36V50{veins}" stroke="{ground}" stroke-width="3.4" fill="none"/>'
        f'<path d="M0 38V50" stroke="{ink}" stroke-width="5"/>'
    )


def _rings(ground: str, ink: str, half: str) -> str:
    bars = "".join(
        f'<path d="M-{w} {y}H{w}" stroke="{ground}" stroke-width="5.5"/>'
        for y, w in ((2, 44), (14, 42), (26, 36), (37, 25))
    )
    return (
        f'<circle r="48" fill="none" stroke="{half}" stroke-width="4"/>'
        f'<circle r="41" fill="{ink}"/>{bars}'
    )


def _cat(ground: str, ink: str, half: str) -> str:
    head = outline(
        [
            [
                (-36, -40),
                (-33, -8),
                (-38, 12),
                (-24, 36),
                (0, 42),
                (24, 36),
                (38, 12),
                (33, -8),
                (36, -40),
            ],
            [(36, -40), (14, -24)],
            [(14, -24), (0, -26), (-14, -24)],
            [(-14, -24), (-36, -40)],
        ]
    )
    whiskers = "".join(
        f"M{s * 14} {y}L{s * 46} {y - 5 + k * 7}" for s in (-1, 1) for k, y in ((0, 16), (1, 21))
    )
    return (
        f'<path d="{head}" fill="{ink}"/><path d="M-28 -30L-20 -21L-27 -14ZM28 -30L20 -21L27 -14Z" '
        f'fill="{half}"/><ellipse cx="-15" cy="1" rx="6" ry="8" fill="{ground}"/>'
        f'<ellipse cx="15" cy="1" rx="6" ry="8" fill="{ground}"/>'
        f'<path d="M-5 15H5L0 21Z" fill="{ground}"/>'
        f'<path d="M0 21Q-5 29 -12 26M0 21Q5 29 12 26" stroke="{ground}" stroke-width="3" '
        'fill="none"/>'
        f'<path d="{whiskers}" stroke="{half}" stroke-width="2.4"/>'
    )


_DRAWERS: dict[str, Callable[[str, str, str], str]] = {
    "cat": _cat,
    "leaf": _leaf,
    "mountain": _mountain,
    "rings": _rings,
    "sun": _sun,
    "wave": _wave,
}
