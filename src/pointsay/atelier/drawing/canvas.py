"""The sheet that one garment is drawn on: definitions, layers and body measures to pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pointsay.atelier.drawing.paths import Point, Run, curve, number, outline, polygon

WIDTH, HEIGHT = 600, 800
Stop = tuple[float, str, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a figure stands on the sheet.

    Attributes:
        scale: Pixels per body unit; a woman's shoulder is 74 units from her middle.
        top: Pixel row of the body's y = 0 (side of the neck, or the waist of skirts and trousers).
        middle: Pixel column of the body's x = 0.
    """

    scale: float
    top: float
    middle: float = WIDTH / 2

    def at(self, point: Point) -> Point:
        """Turn body units into pixels."""
        return (self.middle + point[0] * self.scale, self.top + point[1] * self.scale)

    def outline(self, runs: Sequence[Run]) -> str:
        """Return the closed outline of runs given in body units."""
        return outline([[self.at(point) for point in run] for run in runs])

    def curve(self, run: Run, tension: float = 1 / 6) -> str:
        """Return the open curve through points given in body units."""
        return curve([self.at(point) for point in run], tension)

    def polygon(self, points: Run) -> str:
        """Return the straight-edged shape of points given in body units."""
        return polygon([self.at(point) for point in points])

    def size(self, units: float) -> str:
        """Write a length in body units as pixels."""
        return number(units * self.scale)


@dataclass(slots=True)
class Canvas:
    """Collects SVG; ids count up, so the same calls always give the same text."""

    defs: list[str] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)

    def add(self, *markup: str) -> None:
        """Paint on top of what is there."""
        self.layers.extend(markup)

    def define(self, template: str) -> str:
        """Store a definition once and return its id; ``@id`` in the template becomes the id."""
        if template not in self._ids:
            name = f"d{len(self._ids)}"
            self._ids[template] = name
            self.defs.append(template.replace("@id", name))
        return self._ids[template]

    def clip(self, path: str) -> str:
        """Return the id of a clip to a path."""
        return self.define(f'<clipPath id="@id"><path d="{path}"/></clipPath>')

    def blur(self, spread: float) -> str:
        """Return the id of a soft blur, ``spread`` pixels wide."""
        return self.define(
            '<filter id="@id" x="-4%" y="-4%" width="108%" height="108%" '
            'color-interpolation-filters="sRGB">'
            f'<feGaussianBlur stdDeviation="{number(spread)}"/></filter>'
        )

    def gradient(self, start: Point, end: Point, stops: Sequence[Stop]) -> str:
        """Return the id of a gradient from one pixel to another."""
        (x1, y1), (x2, y2) = start, end
        return self.define(
            f'<linearGradient id="@id" gradientUnits="userSpaceOnUse" x1="{number(x1)}" '
            f'y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}">{_stops(stops)}'
            "</linearGradient>"
        )

    def glow(self, stops: Sequence[Stop]) -> str:
        """Return the id of a radial gradient that fills the shape's box."""
        return self.define(f'<radialGradient id="@id">{_stops(stops)}</radialGradient>')

    def svg(self) -> str:
        """Return the finished picture."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}"><defs>{"".join(self.defs)}</defs>'
            f"{''.join(self.layers)}</svg>"
        )


def _stops(stops: Sequence[Stop]) -> str:
    return "".join(
        f'<stop offset="{offset:g}" stop-color="{colour}" stop-opacity="{opacity:g}"/>'
        for offset, colour, opacity in stops
    )
