"""The cut of an upper garment: where neck, shoulder, side seams and hem lie, in body units.

The figure is symmetrical about x = 0; y = 0 is the side of the neck. A women's figure has its waist
at 190, hips at 270, knees at 450 and ankles at 640.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi

from pointsay.atelier.chance import Chance, between
from pointsay.atelier.drawing.canvas import Frame
from pointsay.atelier.drawing.paths import Point, mirrored
from pointsay.atelier.garment import Garment

WAIST = 190.0

# Hem heights. A jacket is worn over other things, so each of its lengths ends lower.
HEMS = {
    "dress": {"mini": 338.0, "knee": 440.0, "midi": 536.0, "maxi": 634.0},
    "jacket": {"cropped": 218.0, "regular": 292.0, "long": 396.0},
    "upper": {"cropped": 196.0, "regular": 278.0, "long": 350.0},
}

# Half widths at heights down the side: (y, half width).
SIDES: dict[str, tuple[Point, ...]] = {
    "sheath": ((110, 68), (190, 55), (270, 76), (330, 75), (450, 67), (640, 64)),
    "shift": ((110, 71), (190, 71), (270, 80), (450, 88), (640, 97)),
    "a-line": ((110, 68), (190, 60), (270, 86), (450, 130), (640, 172)),
    "fit-and-flare": ((110, 68), (186, 54), (215, 74), (270, 118), (450, 184), (640, 226)),
    "fitted": ((110, 69), (190, 57), (270, 75), (400, 80)),
    "regular": ((110, 74), (190, 70), (270, 77), (400, 84)),
    "oversized": ((110, 90), (190, 92), (270, 92), (400, 96)),
}

# Half width at the shoulder, depth of the neckline at the middle.
NECKS: dict[str, Point] = {
    "crew": (31, 25),
    "v-neck": (32, 92),
    "scoop": (42, 66),
    "square": (44, 58),
    "boat": (60, 17),
    "turtleneck": (29, 14),
    "straps": (47, 62),
}


@dataclass(frozen=True, slots=True)
class Cut:
    """Measures of one upper garment.

    Attributes:
        garment: What is cut.
        frame: Where it stands on the sheet.
        neck: Half width of the neck opening and its depth at the middle.
        shoulder: The tip of the shoulder.
        armpit: Where the side seam starts.
        hem: Height of the hem at the middle.
        side: Half widths down the side seam, from the armpit to the hem.
        drops: Heights of the hem's wave, from the wearer's right to left, relative to ``hem``.
    """

    garment: Garment
    frame: Frame
    neck: Point
    shoulder: Point
    armpit: Point
    hem: float
    side: tuple[Point, ...]
    drops: tuple[float, ...]

    def half_width(self, y: float) -> float:
        """Return how far the side seam is from the middle at a height."""
        stations = (self.armpit, *self.side)
        return interpolate(stations, y)

    def hem_points(self) -> list[Point]:
        """Return the hem from the wearer's left (x > 0) to right."""
        return hem_wave(self.half_width(self.hem), self.hem, self.drops)

    def neckline(self) -> list[list[Point]]:
        """Return the front neckline as runs from the wearer's right (x < 0) to left."""
        return neckline_runs(self.garment.neckline, self.garment.sleeve == "straps", self.neck)

    def body(self) -> list[list[Point]]:
        """Return the outline of the front as runs, from the wearer's left shoulder on."""
        (nx, _), (ax, ay) = self.neck, self.armpit
        side = [self.armpit, *self.side]
        if self.garment.sleeve == "straps":
            upper: list[list[Point]] = [[(nx, 40.0), (nx + 7, 62.0), self.armpit]]
        else:
            sx, sy = self.shoulder
            slope = [(nx, 0.0), ((nx + sx) / 2, sy * 0.42), (sx, sy)]
            hollow = [(sx, sy), (min(sx, ax) - 2.5, (sy + ay) * 0.56), (ax, ay)]
            upper = [slope, hollow]
        left = [*upper, side]
        right = [mirrored(run) for run in reversed(left)]
        return [*left, self.hem_points(), *right, *self.neckline()]


def interpolate(stations: tuple[Point, ...], y: float) -> float:
    """Return the half width at a height, straight between stations of (half width, height)."""
    for (x1, y1), (x2, y2) in pairwise(stations):
        if y <= y2:
            return x1 + (x2 - x1) * max(0.0, y - y1) / max(y2 - y1, 1e-6)
    return stations[-1][0]


def hem_wave(half: float, y: float, drops: tuple[float, ...]) -> list[Point]:
    """Return a hem of ``len(drops)`` points whose sides ride up, as on a round body."""
    count = len(drops) - 1
    points = []
    for index, drop in enumerate(drops):
        share = index / count * 2 - 1
        # Folds near the side are seen edge-on and crowd together.
        x = -half * (0.35 * share + 0.65 * (share * 1.5 - share**3 * 0.5))
        points.append((x, y - half * 0.085 * share * share + drop))
    return points


def waves(chance: Chance, count: int, depth: float) -> tuple[float, ...]:
    """Return the drops of a hem with ``count`` points that goes up and down by ``depth``."""
    drops = [depth * cos(pi * index) * between(chance, 0.6, 1.2) for index in range(count)]
    drops[0] = drops[-1] = 0.0
    return tuple(drops)


def neckline_runs(name: str, straps: bool, neck: Point) -> list[list[Point]]:
    """Return the front neckline as runs from left of the picture to right."""
    nx, depth = neck
    top = 40.0 if straps else 0.0
    if name == "v-neck":
        down: list[Point] = [(-nx, top), (-nx * 0.52, top + (depth - top) * 0.5), (0.0, depth)]
        return [down, mirrored(down)]
    if name == "square":
        inner = nx - 3
        return [
            [(-nx, top), (-inner, depth)],
            [(-inner, depth), (0.0, depth + 3), (inner, depth)],
            [(inner, depth), (nx, top)],
        ]
    left = [(-nx, top), (-nx * 0.86, top + (depth - top) * 0.48), (-nx * 0.52, depth * 0.88)]
    return [[*left, (0.0, depth), *mirrored(left)]]


def make_cut(garment: Garment, frame: Frame, chance: Chance) -> Cut:
    """Measure an upper garment; the chance moves measures by a few hundredths only."""
    straps = garment.sleeve == "straps"
    nx, depth = NECKS["straps"] if straps else NECKS[garment.neckline]
    if straps and garment.neckline == "v-neck":
        depth = 96.0
    if garment.category in ("jacket", "shirt") and garment.neckline == "v-neck":
        depth *= 1.38 if garment.category == "jacket" else 0.9
    broad = 1.07 if garment.audience == "men" else 1.0
    sides = SIDES[garment.silhouette]
    straight = 6.0 if garment.audience == "men" else 0.0
    ease = {"jacket": 7.0, "sweater": 3.0}.get(garment.category, 0.0)
    hem = HEMS.get(garment.category, HEMS["upper"])[garment.length] * between(chance, 0.99, 1.01)
    roomy = garment.silhouette == "oversized"
    sx = (88.0 if roomy else 74.0) * broad + ease * 0.6
    if garment.sleeve in ("sleeveless",):
        sx -= 8
    ax = interpolate(tuple((half, y) for y, half in sides), 110.0) * broad + ease - 2
    armpit = (ax - (4 if garment.sleeve == "straps" else 0), 104.0 if roomy else 90.0)
    stations = [
        (half * broad + ease + _waist(y) * straight, y) for y, half in sides if y < hem - 12
    ]
    stations.append((interpolate(tuple((h * broad + ease, y) for y, h in sides), hem), hem))
    half = stations[-1][0]
    stations[-1] = (half, hem - half * 0.085)
    full = garment.silhouette in ("a-line", "fit-and-flare") and garment.category == "dress"
    drops = waves(chance, 13 if full else 7, half * (0.035 if full else 0.012))
    return Cut(
        garment,
        frame,
        (nx * between(chance, 0.97, 1.04), depth * between(chance, 0.96, 1.05)),
        (sx, 29.0 if roomy else 25.0),
        armpit,
        hem,
        tuple(stations),
        drops,
    )


def _waist(y: float) -> float:
    """Return how much of the waist's curve is at a height: 1 at the waist, 0 at bust and hip."""
    return max(0.0, 1 - abs(y - WAIST) / 70)
