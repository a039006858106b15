"""What is sewn on: lace, ruffles, belts, bows, drawstrings, slits."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from pointsay.atelier.chance import Chance, between
from pointsay.atelier.colour import distance, lightness, mix
from pointsay.atelier.drawing.canvas import Frame
from pointsay.atelier.drawing.cloth import Cloth, Fold, Panel, under
from pointsay.atelier.drawing.paths import Point, Run, along, number

BELTS = ("#6a4025", "#1d1a1a", "#c79a66")
LACE = "#fbf7ee"


def _walk(points: Run, step: float) -> list[Point]:
    """Return points at even steps along a polyline, both ends included."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    count = max(2, round(sum(lengths) / step))
    result, total = [points[0]], sum(lengths)
    for index in range(1, count):
        goal = total * index / count
        at = 0
        while goal > lengths[at]:
            goal -= lengths[at]
            at += 1
        result.append(along(points[at], points[at + 1], goal / lengths[at]))
    return [*result, points[-1]]


def draw_lace(frame: Frame, cloth: Cloth, hem: Run, depth: float) -> None:
    """Draw a lace border: scallops below the hem, a net of holes and a picot line above it."""
    steps = _walk(hem, depth * 0.72)
    upper = [(x, y - depth * 0.55) for x, y in steps]
    points = [frame.at(point) for point in steps]
    d = f"M{number(frame.at(upper[0])[0])} {number(frame.at(upper[0])[1])}"
    d += "".join(f"L{number(x)} {number(y)}" for x, y in map(frame.at, upper[1:]))
    d += f"L{number(points[-1][0])} {number(points[-1][1])}"
    drop = depth * 0.95 * frame.scale
    for (x1, y1), (x2, y2) in pairwise(reversed(points)):
        d += f"C{number(x1)} {number(y1 + drop)} {number(x2)} {number(y2 + drop)} "
        d += f"{number(x2)} {number(y2)}"
    ink = mix(cloth.base, "#5b4d45", 0.5) if lightness(cloth.base) > 40 else cloth.base
    cloth.canvas.add(
        f'<path d="{d}Z" fill="#000" fill-opacity="0.16" transform="translate(1 4)"/>'
        f'<path d="{d}Z" fill="{LACE}" stroke="#b9ad9c" stroke-width="1.1"/>'
    )
    holes, petals = [], []
    r = depth * 0.17 * frame.scale
    for (x1, y1), (x2, y2) in pairwise(points):
        cx, cy = (x1 + x2) / 2, (y1 + y2) / 2
        holes.append(_dot(cx, cy + drop * 0.34, r * 1.15))
        petals.append(_dot(x1, y1 - drop * 0.02, r * 0.8))
        petals.append(_dot(cx, cy - drop * 0.3, r * 0.8))
    cloth.canvas.add(
        f'<path d="{"".join(holes)}" fill="{ink}" fill-opacity="0.75"/>'
        f'<path d="{"".join(petals)}" fill="{ink}" fill-opacity="0.6"/>'
    )


def _dot(x: float, y: float, r: float) -> str:
    size = number(r)
    return (
        f"M{number(x - r)} {number(y)}a{size} {size} 0 1 0 {number(2 * r)} 0"
        f"a{size} {size} 0 1 0 {number(-2 * r)} 0Z"
    )


def draw_ruffle(frame: Frame, cloth: Cloth, hem: Run, depth: float, chance: Chance) -> None:
    """Draw a gathered flounce that hangs from the hem."""
    steps = _walk(hem, depth * 0.62)
    middle = frame.at((0, 0))[0]
    low: list[Point] = []
    folds: list[Fold] = []
    for index, (x, y) in enumerate(steps):
        wave = depth * (0.16 if index % 2 else -0.1) * between(chance, 0.7, 1.3)
        low.append((x * 1.05 + (2 if x > 0 else -2), y + depth * 0.82 + wave))
        start, end = frame.at((x, y - depth * 0.1)), frame.at(low[-1])
        if index % 2:
            folds.append(Fold(start, end, frame.scale * depth * 0.26, 1.25))
    top = [(x, y - depth * 0.2) for x, y in steps]
    runs: list[Run] = [top, [top[-1], low[-1]], list(reversed(low)), [low[0], top[0]]]
    xs = [frame.at(point)[0] for point in low] + [middle]
    ys = [frame.at(point)[1] for point in (*low, *top)]
    path = frame.outline(runs)
    cloth.canvas.add(under(path, "0 -3", 0.3))
    cloth.paint(Panel(path, (min(xs), min(ys), max(xs), max(ys)), folds))
    cloth.line(frame.curve(top), width=2, opacity=0.7)


def draw_belt(frame: Frame, cloth: Cloth, half: float, y: float, depth: float) -> None:
    """Draw a leather belt with a buckle around the waist."""
    leather = max(BELTS, key=lambda colour: distance(colour, cloth.base))
    sag = half * 0.075
    top: Run = [(-half, y - sag), (0, y), (half, y - sag)]
    low: Run = [(half, y + depth - sag), (0, y + depth), (-half, y + depth - sag)]
    path = frame.outline([top, [top[-1], low[0]], low])
    left, right = frame.at((-half, y)), frame.at((half, y))
    sheen = cloth.canvas.gradient(
        left,
        right,
        [
            (0, "#000", 0.5),
            (0.3, "#fff", 0.22),
            (0.5, "#fff", 0.0),
            (0.8, "#000", 0.15),
            (1, "#000", 0.55),
        ],
    )
    (cx, cy), side = frame.at((0, y + depth / 2)), frame.scale * depth
    rim = mix(leather, "#000000", 0.45)
    cloth.canvas.add(
        f'<path d="{path}" fill="#000" fill-opacity="0.25" transform="translate(0 4)"/>'
        f'<path d="{path}" fill="{leather}" stroke="{rim}" stroke-width="1.2"/>'
        f'<path d="{path}" fill="url(#{sheen})"/>'
        f'<rect x="{number(cx - side * 0.75)}" y="{number(cy - side * 0.68)}" '
        f'width="{number(side * 1.5)}" height="{number(side * 1.36)}" rx="{number(side * 0.2)}" '
        f'fill="none" stroke="#6d5018" stroke-width="{number(side * 0.3)}"/>'
        f'<rect x="{number(cx - side * 0.75)}" y="{number(cy - side * 0.68)}" '
        f'width="{number(side * 1.5)}" height="{number(side * 1.36)}" rx="{number(side * 0.2)}" '
        f'fill="none" stroke="#e6c46a" stroke-width="{number(side * 0.21)}"/>'
        f'<path d="M{number(cx - side * 0.7)} {number(cy)}h{number(side * 0.95)}" '
        f'stroke="#e6c46a" stroke-width="{number(side * 0.15)}"/>'
    )


def draw_bow(frame: Frame, cloth: Cloth, middle: Point, size: float) -> None:
    """Draw a tied bow: two loops, a knot and two tails, in a deeper tone of the cloth."""
    tone = (
        mix(cloth.base, "#ffffff", 0.2)
        if lightness(cloth.base) < 30
        else mix(cloth.base, "#14060c", 0.2)
    )
    deep = mix(tone, "#000000", 0.45)
    x, y = middle

    def at(dx: float, dy: float) -> Point:
        return (x + dx * size, y + dy * size)

    shapes = []
    for hand in (-1, 1):
        tail: list[Run] = [
            [at(0, 0), at(hand * 0.22, 0.7), at(hand * 0.34, 1.65)],
            [at(hand * 0.34, 1.65), at(hand * 0.52, 1.45), at(hand * 0.7, 1.5)],
            [at(hand * 0.7, 1.5), at(hand * 0.42, 0.6), at(hand * 0.1, 0)],
        ]
        loop: list[Run] = [
            [at(0, -0.1), at(hand * 0.55, -0.62), at(hand * 1.08, -0.5), at(hand * 1.12, 0.1)],
            [at(hand * 1.12, 0.1), at(hand * 1.02, 0.5), at(hand * 0.5, 0.36), at(0, 0.12)],
        ]
        shapes += [frame.outline(tail), frame.outline(loop)]
    knot = frame.outline(
        [
            [at(-0.2, -0.2), at(0.2, -0.2)],
            [at(0.2, -0.2), at(0.24, 0.22)],
            [at(0.24, 0.22), at(-0.24, 0.22)],
        ]
    )
    cloth.canvas.add(
        *(
            f'<path d="{d}" fill="#000" fill-opacity="0.2" transform="translate(1.5 4)"/>'
            for d in (*shapes, knot)
        ),
        *(f'<path d="{d}" fill="{tone}" stroke="{deep}" stroke-width="1.5"/>' for d in shapes),
        f'<path d="{knot}" fill="{mix(tone, deep, 0.3)}" stroke="{deep}" stroke-width="1.5"/>',
    )
    for hand in (-1, 1):
        gathers = [
            frame.curve([at(hand * 0.2, dy * 0.3), at(hand * 0.75, dy)])
            for dy in (-0.28, 0.02, 0.26)
        ]
        cloth.canvas.add(
            f'<path d="{"".join(gathers)}" fill="none" stroke="{deep}" stroke-opacity="0.55" '
            'stroke-width="1.6" stroke-linecap="round"/>'
        )


def draw_drawstring(frame: Frame, cloth: Cloth, middle: Point, length: float, apart: float) -> None:
    """Draw two cords that hang from eyelets, pale on dark cloth and dark on pale cloth."""
    cord = "#f4f1ea" if lightness(cloth.base) < 72 else "#3b3a40"
    edge = mix(cord, "#777777", 0.6)
    x, y = middle
    for hand in (-1, 1):
        run: Run = [
            (x + hand * apart, y),
            (x + hand * (apart + 1.5), y + length * 0.5),
            (x + hand * (apart - 1), y + length * (1.0 if hand > 0 else 0.92)),
        ]
        d = frame.curve(run)
        (ex, ey), (tx, ty) = frame.at(run[0]), frame.at(run[-1])
        cloth.canvas.add(
            f'<path d="{d}" fill="none" stroke="#000" stroke-opacity="0.25" '
            f'stroke-width="{frame.size(3.4)}" transform="translate(2 3)"/>'
            f'<circle cx="{number(ex)}" cy="{number(ey)}" r="{frame.size(3.2)}" fill="#d9dbdf" '
            f'stroke="#6c6f76" stroke-width="1"/>'
            f'<path d="{d}" fill="none" stroke="{edge}" stroke-width="{frame.size(3.4)}" '
            f'stroke-linecap="round"/><path d="{d}" fill="none" stroke="{cord}" '
            f'stroke-width="{frame.size(2.5)}" stroke-linecap="round"/>'
            f'<circle cx="{number(tx)}" cy="{number(ty)}" r="{frame.size(2.3)}" fill="{edge}"/>'
        )


def draw_slit(frame: Frame, cloth: Cloth, x: float, top: float, hem: float) -> None:
    """Draw an open slit: a wedge through which the dark inside of the back is seen."""
    half = (hem - top) * 0.085 + 3
    lean = x * 0.1
    runs: list[Run] = [
        [(x, top), (x - half * 0.7 + lean * 0.6, (top + hem) / 2), (x - half + lean, hem + 3)],
        [(x - half + lean, hem + 3), (x + half + lean, hem + 1)],
        [(x + half + lean, hem + 1), (x + half * 0.8 + lean * 0.6, (top + hem) / 2), (x, top)],
    ]
    start, end = frame.at((x, top)), frame.at((x, hem))
    fill = cloth.canvas.gradient(start, end, [(0, "#0b0910", 0.95), (1, cloth.inside, 1)])
    path = frame.outline(runs)
    cloth.canvas.add(f'<path d="{path}" fill="url(#{fill})"/>')
    cloth.line(frame.curve(runs[0]), width=2, opacity=0.9)
    cloth.line(frame.curve(runs[2]), width=2, opacity=0.9)
