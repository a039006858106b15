"""The room the garment hangs in: backdrop, floor and the shadow it casts."""

from __future__ import annotations

from pointsay.atelier.chance import Chance, between, pick
from pointsay.atelier.drawing.canvas import HEIGHT, WIDTH, Canvas

_TINTS = ("#f1f0ee", "#eef0f2", "#f3efe9", "#ecebe8", "#eff1ee", "#f2eef0")


def draw_backdrop(canvas: Canvas, chance: Chance) -> None:
    """Paint a paper backdrop that is lit from the upper left and turns softly into the floor."""
    tint = pick(chance, _TINTS)
    bend = HEIGHT * between(chance, 0.68, 0.74)
    floor = canvas.gradient(
        (0, bend),
        (0, HEIGHT),
        [
            (0, "#8d8a88", 0),
            (0.42, "#8d8a88", 0.13),
            (0.58, "#8d8a88", 0.07),
            (1, "#ffffff", 0.2),
        ],
    )
    # A gradient over the floor only: one over the whole sheet takes as long as a garment.
    canvas.add(
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{tint}"/>'
        f'<rect y="{bend:.1f}" width="{WIDTH}" height="{HEIGHT - bend:.1f}" fill="url(#{floor})"/>'
    )


def shadow(canvas: Canvas, outlines: list[str], bottom: float, half: float) -> list[str]:
    """Return the markup of the shadow on the wall and on the floor; it goes below the garment."""
    pool = canvas.glow([(0, "#2a2630", 0.34), (0.55, "#2a2630", 0.13), (1, "#2a2630", 0)])
    floor = min(HEIGHT - 22.0, bottom + 34)
    # Copies in a row, away from the lamp, fade out like a blur of the silhouette but draw in a
    # quarter of its time.
    d = "".join(outlines)
    wall = "".join(
        f'<path d="{d}" fill="#2a2630" fill-opacity="0.058" '
        f'transform="translate({step * 3.7:.1f} {step * 5.4:.1f})"/>'
        for step in (1, 2, 3, 4)
    )
    return [
        wall,
        f'<ellipse cx="{WIDTH / 2 + 6:g}" cy="{floor:.1f}" rx="{half * 1.15:.1f}" ry="17" '
        f'fill="url(#{pool})"/>',
    ]
