"""Skirts and trousers; y = 0 is the top of the waistband, in body units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sin

from pointsay.atelier.chance import Chance, between
from pointsay.atelier.drawing import fronts, trims
from pointsay.atelier.drawing.canvas import Frame
from pointsay.atelier.drawing.cloth import Cloth, Fold, Panel, under
from pointsay.atelier.drawing.cut import hem_wave, interpolate, waves
from pointsay.atelier.drawing.paths import Point, Run, mirrored
from pointsay.atelier.garment import Garment

BAND = 17.0
_SKIRT_HEMS = {"mini": 158.0, "knee": 262.0, "midi": 356.0, "maxi": 446.0}
_SKIRT_FRAMES = {
    "mini": (1.9, 210.0),
    "knee": (1.74, 160.0),
    "midi": (1.52, 126.0),
    "maxi": (1.38, 92.0),
}
# (half width, height) down the side.
_SKIRT_SIDES: dict[str, tuple[Point, ...]] = {
    "pencil": ((55, 0), (60, 24), (78, 84), (76, 150), (66, 262), (62, 446)),
    "a-line": ((55, 0), (64, 26), (88, 92), (122, 262), (164, 446)),
    "flared": ((55, 0), (70, 22), (104, 92), (142, 262), (180, 446)),
    "pleated": ((55, 0), (66, 24), (92, 92), (132, 262), (168, 446)),
}
_PLEATS = {"pencil": 0, "a-line": 4, "flared": 8, "pleated": 13}

_TROUSER_HEMS = {"short": 166.0, "knee": 262.0, "cropped": 374.0, "full": 452.0}
_TROUSER_FRAMES = {
    "short": (1.85, 200.0),
    "knee": (1.72, 150.0),
    "cropped": (1.54, 110.0),
    "full": (1.42, 78.0),
}
# Full width of a leg at thigh (140), knee (262) and hem (452).
_LEGS = {
    "skinny": (66, 44, 33),
    "straight": (74, 60, 55),
    "tapered": (82, 60, 40),
    "flared": (68, 49, 92),
    "wide-leg": (86, 92, 102),
}
_CROTCH = 122.0


def frame_of(garment: Garment, chance: Chance) -> Frame:
    """Return where a skirt or a pair of trousers stands on the sheet."""
    table = _SKIRT_FRAMES if garment.category == "skirt" else _TROUSER_FRAMES
    scale, top = table[garment.length]
    return Frame(scale * between(chance, 0.985, 1.01), top + between(chance, -5, 5))


def _panel(
    frame: Frame, runs: Sequence[Run], folds: list[Fold] | None = None, turn: float = 0
) -> Panel:
    points = [frame.at(point) for run in runs for point in run]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    return Panel(frame.outline(runs), box, folds or [], turn)


def _draw_waist(frame: Frame, cloth: Cloth, half: float, *, button: bool) -> None:
    """Paint the waistband with a glimpse of its inside at the back."""
    back: Run = [(-half, 0), (0, -7), (half, 0)]
    front: Run = [(half, 0), (0, 6), (-half, 0)]
    cloth.canvas.add(f'<path d="{frame.outline([back, front])}" fill="{cloth.inside}"/>')
    low: Run = [(half + 3.5, BAND), (0, BAND + 6), (-half - 3.5, BAND)]
    band = _panel(frame, [list(reversed(front)), [(half, 0), low[0]], low, [low[-1], (-half, 0)]])
    cloth.paint(Panel(band.path, band.box, depth=0.6))
    cloth.line(frame.curve(low), width=2)
    cloth.stitch(frame.curve([(x, y + 3) for x, y in front]))
    if button:
        fronts.draw_buttons(frame, cloth, [13.0], 4.4)


def draw_skirt(garment: Garment, cloth: Cloth, frame: Frame, chance: Chance) -> list[str]:
    """Paint a skirt and return the outlines that cast its shadow."""
    hem = _SKIRT_HEMS[garment.length] * between(chance, 0.99, 1.01)
    sides = _SKIRT_SIDES[garment.silhouette]
    half = interpolate(sides, hem)
    full = garment.silhouette != "pencil"
    count = {"pencil": 5, "a-line": 9, "flared": 15, "pleated": 27}[garment.silhouette]
    depth = {"pencil": 0.006, "a-line": 0.022, "flared": 0.04, "pleated": 0.016}[garment.silhouette]
    low = hem_wave(half, hem, waves(Chance(chance.random(), "hem"), count, half * depth))
    side = [*(point for point in sides if point[1] < hem - 12), (half, hem - half * 0.085)]
    waist: Run = [(-55, 0), (0, 6), (55, 0)]
    folds = _skirt_folds(garment, frame, hem, half, Chance(chance.random(), "folds"))
    body = _panel(frame, [side, low, mirrored(side), waist], folds)
    if garment.material == "chiffon" and full:
        _draw_slip(cloth, frame, sides, hem)
    cloth.paint(body)
    _draw_pleats(garment, cloth, frame, hem, half)
    if not garment.has("lace hem"):
        cloth.stitch(frame.curve([(x * 0.995, y - 6) for x, y in low]))
    trim = 26.0 / frame.scale**0.5
    if garment.has("lace hem"):
        trims.draw_lace(frame, cloth, low, trim)
    if garment.has("ruffle hem"):
        trims.draw_ruffle(frame, cloth, low, trim * 1.7, Chance(chance.random(), "ruffle"))
    if garment.has("slit"):
        trims.draw_slit(frame, cloth, half * 0.42, hem - min(150.0, (hem - 70) * 0.6), hem)
    _draw_waist(frame, cloth, 55, button=False)
    _draw_skirt_front(garment, cloth, frame, hem)
    return [body.path]


def _skirt_folds(
    garment: Garment, frame: Frame, hem: float, half: float, chance: Chance
) -> list[Fold]:
    if garment.silhouette == "pencil":
        return [
            Fold(frame.at((s * 22, 60 + dy)), frame.at((s * 74, 78 + dy)), frame.scale * 7, 0.5, 3)
            for s in (-1, 1)
            for dy in (0, 34)
        ]
    count = _PLEATS[garment.silhouette]
    even = garment.silhouette == "pleated"
    folds = []
    for index in range(count):
        jitter = 0.0 if even else between(chance, -0.06, 0.06)
        share = (index + 0.5) / count * 2 - 1 + jitter
        end = sin(share * 1.45)
        top = BAND if even else BAND + between(chance, 2, 60)
        start = frame.at((55 * sin(share * 1.4) * 0.97, top))
        stop = frame.at((half * end, hem + 3 - half * 0.085 * end * end))
        width = frame.scale * half * (0.062 if even else 0.13) * (1.1 - abs(share) * 0.5)
        strength = 1.15 if even else between(chance, 0.75, 1.2)
        folds.append(Fold(start, stop, width, strength, 0 if even else -5 * share))
    return folds


def _draw_pleats(garment: Garment, cloth: Cloth, frame: Frame, hem: float, half: float) -> None:
    """Draw the pressed edges of a pleated skirt."""
    if garment.silhouette != "pleated":
        return
    count = _PLEATS["pleated"]
    lines = []
    for index in range(count):
        share = (index + 0.5) / count * 2 - 1
        end = sin(share * 1.45)
        start = (55 * sin(share * 1.4) * 0.97, BAND + 5)
        lines.append(frame.curve([start, (half * end, hem - 1 - half * 0.085 * end * end)]))
    cloth.line("".join(lines), width=1.6, opacity=0.6)


def _draw_slip(cloth: Cloth, frame: Frame, sides: tuple[Point, ...], hem: float) -> None:
    """Paint the opaque underskirt; it ends above the hem, where light comes through."""
    end = hem * 0.72
    side = [point for point in sides if point[1] < end - 10]
    side = [(x * 0.96, y) for x, y in side]
    side.append((interpolate(sides, end) * 0.94, end))
    runs: list[Run] = [side, [side[-1], (0, end + 5), (-side[-1][0], end)], mirrored(side)]
    cloth.canvas.add(f'<path d="{frame.outline(runs)}" fill="{cloth.base}" fill-opacity="0.75"/>')


def _draw_skirt_front(garment: Garment, cloth: Cloth, frame: Frame, hem: float) -> None:
    if garment.has("pockets"):
        y = min(72.0, hem - 62)
        for hand in (-1, 1):
            fronts.draw_pocket(frame, cloth, (hand * 40, y), (17, 20), tilt=-3 * hand)
    if garment.has("zip"):
        fronts.draw_zip(frame, cloth, 6, hem - 1)
    if garment.has("buttons"):
        fronts.draw_placket(frame, cloth, 6, hem - 1)
        count = max(4, int(hem / 36))
        heights = [14 + (hem - 34) * index / (count - 1) for index in range(count)]
        fronts.draw_buttons(frame, cloth, heights, 5)
    if garment.has("belt"):
        trims.draw_belt(frame, cloth, 58, 3, 13)
    if garment.has("bow"):
        trims.draw_bow(frame, cloth, (0, 14), 25)


def draw_trousers(garment: Garment, cloth: Cloth, frame: Frame, chance: Chance) -> list[str]:
    """Paint a pair of trousers and return the outlines that cast its shadow."""
    hem = _TROUSER_HEMS[garment.length] * between(chance, 0.99, 1.01)
    legs = [_leg(garment, frame, hem, hand, Chance(chance.random(), hand)) for hand in (-1, 1)]
    for panel in legs:
        cloth.paint(panel)
    _draw_seat(cloth, frame)
    for hand in (-1, 1):
        _draw_leg_end(garment, cloth, frame, hem, hand)
    _draw_trouser_front(garment, cloth, frame)
    half = 56.0
    _draw_waist(frame, cloth, half, button=not (garment.has("drawstring") or garment.has("belt")))
    for x in (-38.0, 38.0):
        cloth.line(
            frame.curve([(x - 2, 4), (x - 2, BAND + 6)])
            + frame.curve([(x + 2, 4), (x + 2, BAND + 6)])
        )
    if garment.has("belt"):
        trims.draw_belt(frame, cloth, half + 2.5, 3.5, 13)
    if garment.has("drawstring"):
        trims.draw_drawstring(frame, cloth, (0, 13), 62, 8)
    return [panel.path for panel in legs]


def _leg_sides(garment: Garment, hem: float) -> tuple[list[Point], list[Point]]:
    """Return the outer and the inner edge of the wearer's left leg, from top to hem."""
    thigh, knee, ankle = _LEGS[garment.silhouette]
    roomy = 1.05 if garment.audience == "men" else 1.0
    stations = ((thigh, 140.0), (knee, 262.0), (ankle, 452.0))
    wide = tuple((width * roomy, y) for width, y in stations)
    centre = ((41.0, 140.0), (46.0, 262.0), (52.0, 452.0))
    heights = [y for y in (150.0, 205.0, 262.0, 330.0, 400.0) if y < hem - 14] + [hem]
    hip = max(78.0, 41 + wide[0][0] / 2 - 1)
    outer: list[Point] = [(56, 0), (63, 30), (hip - 4, 68), (hip, 100)]
    inner: list[Point] = [(0.5, _CROTCH)]
    for y in heights:
        middle, width = interpolate(centre, y), interpolate(wide, y)
        middle = max(middle, width / 2 + 2.5)
        outer.append((middle + width / 2, y))
        inner.append((middle - width / 2, y))
    return outer, inner


def _leg(garment: Garment, frame: Frame, hem: float, hand: int, chance: Chance) -> Panel:
    outer, inner = _leg_sides(garment, hem)
    end: Run = [outer[-1], ((outer[-1][0] + inner[-1][0]) / 2, hem + 4), inner[-1]]
    runs: list[Run] = [
        outer,
        end,
        list(reversed(inner)),
        [(0.5, _CROTCH), (0, 60), (0, 6)],
        [(0, 6), (56, 0)],
    ]
    runs = [[(x * hand, y) for x, y in run] for run in runs]
    panel = _panel(frame, runs, _leg_folds(garment, frame, hem, hand, chance), turn=-2.0 * hand)
    # A leg is narrow: shaded like a whole body it would lose the cloth's colour.
    return replace(panel, depth=0.72)


def _leg_folds(garment: Garment, frame: Frame, hem: float, hand: int, chance: Chance) -> list[Fold]:
    """Return whiskers at the crotch, a long fold down the leg and breaks at knee and ankle."""
    outer, inner = _leg_sides(garment, hem)
    folds = []
    for drop, reach in ((0.0, 44.0), (16.0, 36.0), (32.0, 24.0)):
        start, end = (hand * reach, _CROTCH - 16 + drop * 0.8), (hand * 3, _CROTCH - 12 + drop)
        folds.append(Fold(frame.at(start), frame.at(end), frame.scale * 7, 0.6, 3))
    middle = (outer[-1][0] + inner[-1][0]) / 2
    width = outer[-1][0] - inner[-1][0]
    if garment.silhouette in ("wide-leg", "flared", "straight", "tapered"):
        for share in (-0.2, 0.16) if garment.silhouette == "wide-leg" else (0.0,):
            start = (hand * (40 + share * 20), 70 + between(chance, 0, 50))
            stop = (hand * (middle + width * share), hem + 4)
            folds.append(Fold(frame.at(start), frame.at(stop), frame.scale * width * 0.12, 0.45, 3))
    for y in (255.0, 272.0, hem - 34, hem - 20):
        if not 170 < y < hem - 8 or garment.silhouette == "wide-leg":
            continue
        left = interpolate(tuple(inner), y)
        stop = (hand * left, y)
        start = (hand * (left + width * 0.62), y + between(chance, -12, 12))
        folds.append(Fold(frame.at(start), frame.at(stop), frame.scale * 6, 0.7, 2))
    return folds


def _draw_seat(cloth: Cloth, frame: Frame) -> None:
    """Draw the middle seam and the stitched curve of the fly."""
    cloth.line(frame.curve([(0, BAND), (0.5, _CROTCH)]), width=2.2, opacity=0.85)
    cloth.stitch(frame.curve([(15, BAND + 4), (14, 68), (8, 88), (1, 97)]))
    for hand in (-1, 1):
        mouth = [(hand * 34, BAND + 4), (hand * 47, 44), (hand * 69, 62)]
        cloth.line(frame.curve(mouth), width=2.2, opacity=0.8)
        cloth.stitch(frame.curve([(x - 3 * hand, y + 4) for x, y in mouth]))


def _draw_leg_end(garment: Garment, cloth: Cloth, frame: Frame, hem: float, hand: int) -> None:
    outer, inner = _leg_sides(garment, hem)
    if cloth.material == "denim":
        cloth.stitch(frame.curve([((x - 4) * hand, y) for x, y in outer[2:]]))
    left, right = inner[-1], outer[-1]
    low: Run = [left, ((left[0] + right[0]) / 2, hem + 4), right]
    if not garment.has("turn-ups"):
        cloth.stitch(frame.curve([(x * hand, y - 7) for x, y in low]))
        return
    rise = 21.0
    high: Run = [
        (right[0] + 2, right[1] - rise),
        ((left[0] + right[0]) / 2, hem + 3 - rise),
        (left[0] - 2, left[1] - rise),
    ]
    wide: Run = [(left[0] - 2, hem), ((left[0] + right[0]) / 2, hem + 5), (right[0] + 2, hem)]
    runs = [[(x * hand, y) for x, y in run] for run in (wide, [wide[-1], high[0]], high)]
    panel = _panel(frame, runs)
    cloth.canvas.add(under(panel.path, "0 -3", 0.3))
    cloth.paint(panel)
    cloth.canvas.add(f'<path d="{panel.path}" fill="#fff" fill-opacity="0.14"/>')
    cloth.edge(panel.path, 1.8, 0.85)


def _draw_trouser_front(garment: Garment, cloth: Cloth, frame: Frame) -> None:
    if not garment.has("pockets"):
        return
    outer, _ = _leg_sides(garment, 400.0)
    y = 126.0 if garment.length == "short" else 190.0
    x = interpolate(tuple(outer), y) - 17
    for hand in (-1, 1):
        fronts.draw_pocket(frame, cloth, (hand * x, y), (17, 22), flap=True)
