"""Sleeves: their outlines, cuffs and creases."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin

from pointsay.atelier.chance import Chance, between
from pointsay.atelier.drawing.cloth import Cloth, Fold, Panel
from pointsay.atelier.drawing.cut import Cut
from pointsay.atelier.drawing.paths import Point

# Length along the arm, then full widths at shares of it (a fold line at the cuff is separate).
SHAPES: dict[str, tuple[float, tuple[Point, ...]]] = {
    "short": (78, ((0, 50), (0.5, 50), (1, 49))),
    "puff": (80, ((0, 46), (0.3, 76), (0.65, 82), (0.9, 58), (1, 46))),
    "three-quarter": (172, ((0, 50), (0.4, 46), (0.75, 40), (1, 36))),
    "long": (246, ((0, 50), (0.35, 45), (0.6, 39), (0.85, 32), (1, 29))),
    "bell": (232, ((0, 48), (0.35, 42), (0.55, 44), (0.8, 70), (1, 96))),
}


@dataclass(frozen=True, slots=True)
class Sleeve:
    """One sleeve, measured along the arm.

    Attributes:
        origin: The middle of the armhole, in body units.
        angle: Degrees between the arm and the vertical; positive is the wearer's left.
        length: From the shoulder to the cuff.
        widths: (share of the length, full width).
        cut: The garment's cut.
    """

    origin: Point
    angle: float
    length: float
    widths: tuple[Point, ...]
    cut: Cut

    def at(self, share: float, side: float) -> Point:
        """Return a point: ``share`` down the arm, ``side`` 1 outer edge, -1 inner edge."""
        turn, hand = radians(abs(self.angle)), 1 if self.angle > 0 else -1
        width = _width(self.widths, share) / 2 * side
        x = self.origin[0] + sin(turn) * self.length * share + cos(turn) * width
        y = self.origin[1] + cos(turn) * self.length * share - sin(turn) * width
        return (x * hand, y)

    def panel(self, start: float = 0.0, end: float = 1.0, swell: float = 0.0) -> Panel:
        """Return the cloth between two shares of the arm."""
        shares = [share for share, _ in self.widths if start < share < end]
        outer = [self.at(share, 1 + swell) for share in (start, *shares, end)]
        inner = [self.at(share, -1 - swell) for share in (end, *reversed(shares), start)]
        bow = self.at(end + 5 / self.length, 0)
        runs = [outer, [outer[-1], bow, inner[0]], inner]
        points = [self.cut.frame.at(point) for run in runs for point in run]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        path = self.cut.frame.outline(runs)
        return Panel(path, (min(xs), min(ys), max(xs), max(ys)), turn=-self.angle)

    def band(self, share: float, bow: float = 5.0) -> list[Point]:
        """Return the line across the sleeve at a share."""
        return [self.at(share, 1), self.at(share + bow / self.length, 0), self.at(share, -1)]


def _width(widths: tuple[Point, ...], share: float) -> float:
    for (s1, w1), (s2, w2) in pairwise(widths):
        if share <= s2:
            return w1 + (w2 - w1) * (share - s1) / (s2 - s1)
    return widths[-1][1]


def make_sleeves(cut: Cut, chance: Chance) -> list[Sleeve]:
    """Measure both sleeves; none for sleeveless garments."""
    if cut.garment.sleeve not in SHAPES:
        return []
    length, widths = SHAPES[cut.garment.sleeve]
    wide = {"oversized": 1.26, "regular": 1.06, "shift": 1.02}.get(cut.garment.silhouette, 0.95)
    if cut.garment.category == "jacket":
        wide *= 1.16
    if cut.garment.audience == "men":
        wide *= 1.08
    if cut.garment.category in ("shirt", "dress") and cut.garment.sleeve == "long":
        widths = (*widths[:-2], (0.86, 38), (1, 27))
    if cut.garment.sleeve == "bell" and cut.garment.category != "dress":
        # Seen larger than a dress: a full bell would leave the sheet.
        wide *= 0.76
    scaled = tuple((share, width * wide) for share, width in widths)
    spread = between(chance, 15, 19) + (3 if cut.garment.silhouette == "oversized" else 0)
    if cut.garment.sleeve in ("short", "puff"):
        spread += 9
    sx, sy = cut.shoulder
    sleeves = []
    for hand in (-1, 1):
        angle = spread + between(chance, -1.2, 1.2)
        half = scaled[0][1] / 2
        origin = (sx + 1.5 - cos(radians(angle)) * half, sy + 1 + sin(radians(angle)) * half)
        sleeves.append(Sleeve(origin, hand * angle, length, scaled, cut))
    return sleeves


def creases(sleeve: Sleeve, chance: Chance) -> list[Fold]:
    """Return the folds of a hanging arm: at the armhole, and at the elbow of a long sleeve."""
    frame = sleeve.cut.frame
    kind = sleeve.cut.garment.sleeve
    if kind == "puff":
        return [
            Fold(
                frame.at(sleeve.at(end, side * 0.72)),
                frame.at(sleeve.at(share, side)),
                frame.scale * 7,
                0.9,
            )
            for end, share in ((0.02, 0.5), (1.0, 0.55))
            for side in (-0.75, -0.4, -0.05, 0.3, 0.65)
        ]
    folds = [
        Fold(
            frame.at(sleeve.at(0.62, -0.1)), frame.at(sleeve.at(0.12, -0.75)), frame.scale * 9, 0.9
        )
    ]
    if kind in ("long", "three-quarter", "bell"):
        elbow = 0.52 if kind != "three-quarter" else 0.7
        for offset, reach in ((-0.07, 0.2), (0.0, -0.1), (0.08, 0.3)):
            share = elbow + offset + between(chance, -0.02, 0.02)
            folds.append(
                Fold(
                    frame.at(sleeve.at(share + 0.05, reach)),
                    frame.at(sleeve.at(share - 0.02, -1)),
                    frame.scale * between(chance, 5, 8),
                    between(chance, 0.7, 1.1),
                )
            )
    if kind == "bell":
        folds += [
            Fold(
                frame.at(sleeve.at(0.6, side * 0.6)),
                frame.at(sleeve.at(1.0, side)),
                frame.scale * 8,
            )
            for side in (-0.5, 0.0, 0.5)
        ]
    return folds


def draw_sleeve(sleeve: Sleeve, cloth: Cloth, chance: Chance) -> None:
    """Paint one sleeve with its cuff or hem."""
    whole = sleeve.panel()
    folds = creases(sleeve, chance)
    cloth.paint(Panel(whole.path, whole.box, folds, whole.turn))
    _finish_end(sleeve, cloth)


def _finish_end(sleeve: Sleeve, cloth: Cloth) -> None:
    """Paint what ends the sleeve: a cuff, a ribbed band or a stitched hem."""
    garment, frame = sleeve.cut.garment, sleeve.cut.frame
    if garment.sleeve == "puff":
        _cuff(sleeve, cloth, 10, 0.03)
    elif garment.category == "sweater" and garment.sleeve != "bell":
        cuff = sleeve.panel(1 - 17 / sleeve.length, 1.0, 0.02)
        cloth.paint(cuff, plain=True)
        ribs(sleeve, cloth, 17)
    elif garment.category == "shirt" and garment.sleeve == "long":
        _cuff(sleeve, cloth, 22, 0.08)
    elif garment.category == "jacket" and garment.material in ("denim", "cotton"):
        _cuff(sleeve, cloth, 17, 0.04)
    else:
        share = 1 - (7 if garment.category != "jacket" else 11) / sleeve.length
        cloth.stitch(frame.curve(sleeve.band(share)))


def _cuff(sleeve: Sleeve, cloth: Cloth, depth: float, swell: float) -> None:
    cuff = sleeve.panel(1 - depth / sleeve.length, 1.0, swell)
    cloth.paint(cuff)
    cloth.stitch(sleeve.cut.frame.curve(sleeve.band(1 - (depth - 3) / sleeve.length)))
    cloth.stitch(sleeve.cut.frame.curve(sleeve.band(1 - 3 / sleeve.length)))


def ribs(sleeve: Sleeve, cloth: Cloth, depth: float) -> None:
    """Draw the ribbing of a knitted cuff."""
    frame, start = sleeve.cut.frame, 1 - depth / sleeve.length
    lines = [
        frame.curve([sleeve.at(start, side), sleeve.at(1 + 3 / sleeve.length, side)])
        for side in (-0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8)
    ]
    cloth.line("".join(lines), width=1.5, opacity=0.45)
