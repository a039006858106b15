"""What surrounds the neck: the inside of the back, bands, roll necks, collars, hoods and straps."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.atelier.drawing.cloth import Cloth, Panel, under
from pointsay.atelier.drawing.cut import Cut
from pointsay.atelier.drawing.paths import Point, Run, along, mirrored


def panel_of(cut: Cut, runs: Sequence[Run], *, turn: float = 0.0, depth: float = 1.0) -> Panel:
    """Return a panel with this outline in body units."""
    points = [cut.frame.at(point) for run in runs for point in run]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    return Panel(cut.frame.outline(runs), box, turn=turn, depth=depth)


def draw_inside(cut: Cut, cloth: Cloth) -> None:
    """Paint the inner side of the back, seen through the neck opening, and its label."""
    nx, _ = cut.neck
    straps = cut.garment.sleeve == "straps"
    back: Run = [(-nx, 44), (0, 60), (nx, 44)] if straps else [(-nx, 0), (0, 6), (nx, 0)]
    if cut.garment.has("collar"):
        back = [(-nx, 0), (-nx + 4, -14), (0, -19), (nx - 4, -14), (nx, 0)]
    front = [mirrored([(-x, y + 5) for x, y in run]) for run in reversed(cut.neckline())]
    path = cut.frame.outline([back, [back[-1], front[0][0]], *front])
    top, low = cut.frame.at((0, -16)), cut.frame.at((0, cut.neck[1] + 8))
    fill = cloth.canvas.gradient(
        top, low, [(0, cloth.inside, 1), (0.45, cloth.inside, 1), (1, "#0d0b12", 1)]
    )
    cloth.canvas.add(f'<path d="{path}" fill="url(#{fill})"/>')
    cloth.line(cut.frame.curve(back), opacity=0.5)
    if not straps and cut.garment.neckline != "boat":
        _draw_label(cut, cloth)


def _draw_label(cut: Cut, cloth: Cloth) -> None:
    top = -9 if cut.garment.has("collar") else 10
    x, y = cut.frame.at((-8, top))
    size = cut.frame.size
    cloth.canvas.add(
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{size(16)}" height="{size(7.5)}" rx="1.5" '
        'fill="#f1ede4" fill-opacity="0.9"/>'
    )


def draw_straps(cut: Cut, cloth: Cloth) -> None:
    """Paint two thin straps over the shoulders, their back part in shade."""
    nx = cut.neck[0]
    for hand in (-1, 1):
        front = [(hand * (nx + 1), 43), (hand * (nx - 1), 22), (hand * (nx - 7), 2)]
        back = [(hand * (nx - 7), 2), (hand * (nx - 8), 24), (hand * (nx - 5), 52)]
        width = cut.frame.size(6)
        for run, colour in ((back, cloth.inside), (front, cloth.seam), (front, cloth.base)):
            inner = cut.frame.size(4.6) if colour == cloth.base else width
            cloth.canvas.add(
                f'<path d="{cut.frame.curve(run)}" fill="none" stroke="{colour}" '
                f'stroke-width="{inner}" stroke-linecap="round"/>'
            )


def draw_neck_edge(cut: Cut, cloth: Cloth) -> None:
    """Paint the ribbed band of knits and T-shirts, or the stitched edge of other garments."""
    if cut.garment.has("collar") or cut.garment.neckline == "turtleneck":
        return
    paths = "".join(cut.frame.curve(run) for run in cut.neckline())
    ribbed = cut.garment.category in ("t-shirt", "sweater") and cut.garment.sleeve != "straps"
    if not ribbed:
        lower = [[(x * 0.97, y + 5) for x, y in run] for run in cut.neckline()]
        cloth.stitch("".join(cut.frame.curve(run) for run in lower))
        return
    wide = 9.0 if cut.garment.category == "sweater" else 6.0
    full, rib = cut.frame.size(wide), cut.frame.size(wide - 1.2)
    cloth.canvas.add(
        f'<path d="{paths}" fill="none" stroke="{cloth.seam}" stroke-width="{full}"/>'
        f'<path d="{paths}" fill="none" stroke="{cloth.base}" stroke-width="{rib}"/>'
        f'<path d="{paths}" fill="none" stroke="{cloth.seam}" stroke-opacity="0.3" '
        f'stroke-width="{rib}" stroke-dasharray="1.5 3"/>'
    )


def draw_roll(cut: Cut, cloth: Cloth) -> None:
    """Paint a roll neck, or the stand-up collar of a jacket."""
    nx = cut.neck[0]
    tall = 24.0 if cut.garment.category == "jacket" else 36.0
    top = nx - 3
    opening = cut.frame.outline(
        [
            [(-top, -tall), (0, -tall - 6), (top, -tall)],
            [(top, -tall), (0, -tall + 9), (-top, -tall)],
        ]
    )
    rim: Run = [(-top, -tall), (0, -tall + 7), (top, -tall)]
    right: Run = [(top, -tall), (nx + 1, -tall * 0.5), (nx + 4, 6)]
    base: Run = [(nx + 4, 6), (nx * 0.55, 18), (0, 22), (-nx * 0.55, 18), (-nx - 4, 6)]
    ribbed = cut.garment.category != "jacket"
    cloth.canvas.add(f'<path d="{opening}" fill="{cloth.inside}"/>')
    cloth.paint(panel_of(cut, [rim, right, base, mirrored(right)], depth=0.9), plain=ribbed)
    if not ribbed:
        cloth.stitch(cut.frame.curve([(x, y + 4) for x, y in rim]))
        return
    lines = [
        cut.frame.curve([(top * share, -tall + 6), ((nx + 3) * share, 20 - 12 * share * share)])
        for share in (-0.86, -0.64, -0.42, -0.21, 0.0, 0.21, 0.42, 0.64, 0.86)
    ]
    cloth.line("".join(lines), width=1.5, opacity=0.4)


def _draw_leaf(cut: Cut, cloth: Cloth, runs: Sequence[Run]) -> None:
    """Paint one side of a collar on both sides of the neck, each with a soft shadow below it."""
    for hand in (-1, 1):
        sided = [[(x * hand, y) for x, y in run] for run in runs]
        panel = panel_of(cut, sided, turn=-18 * hand, depth=0.5)
        cloth.canvas.add(under(panel.path, "1.5 4", 0.32))
        cloth.paint(panel)
        cloth.edge(panel.path, 1.8, 0.8)


def draw_collar(cut: Cut, cloth: Cloth) -> None:
    """Paint the collar that fits the garment: pointed, rounded, open or with lapels."""
    if cut.garment.neckline == "v-neck":
        if cut.garment.category == "jacket":
            _draw_lapels(cut, cloth)
        else:
            _draw_open_collar(cut, cloth)
    elif cut.garment.category == "dress":
        _draw_round_collar(cut, cloth)
    else:
        _draw_pointed_collar(cut, cloth)


def _rise(cut: Cut) -> list[Point]:
    """Return the inner edge of a closed collar from the middle front up to the back."""
    nx, depth = cut.neck
    return [(1.0, depth), (nx * 0.55, depth * 0.78), (nx - 4, 0.0), (nx - 5, -15.0)]


def _draw_pointed_collar(cut: Cut, cloth: Cloth) -> None:
    nx, depth = cut.neck
    long = 10.0 if cut.garment.category == "jacket" else 0.0
    tip = (nx + 1 + long * 0.6, depth + 32 + long * 0.5)
    fall: Run = [(nx - 5, -15), (nx + 7, -6), (nx + 12, 10)]
    _draw_leaf(cut, cloth, [_rise(cut), fall, [fall[-1], tip], [tip, (1.0, depth)]])


def _draw_round_collar(cut: Cut, cloth: Cloth) -> None:
    nx, depth = cut.neck
    fall: Run = [(nx - 5, -15), (nx + 12, -2), (nx + 20, 16), (nx + 8, depth + 20)]
    low: Run = [fall[-1], (nx * 0.62, depth + 27), (nx * 0.2, depth + 20), (1.0, depth)]
    _draw_leaf(cut, cloth, [_rise(cut), [*fall[:-1], *low]])


def _draw_open_collar(cut: Cut, cloth: Cloth) -> None:
    nx, depth = cut.neck
    low = along((nx, 0.0), (0.0, depth), 0.6)
    inner: Run = [low, along((nx, 0.0), (0.0, depth), 0.2), (nx - 5, -15)]
    tip = (nx + 12, depth * 0.52 + 14)
    fall: Run = [(nx - 5, -15), (nx + 8, -5), (nx + 13, 12)]
    _draw_leaf(cut, cloth, [inner, fall, [fall[-1], tip], [tip, low]])


def _draw_lapels(cut: Cut, cloth: Cloth) -> None:
    nx, depth = cut.neck
    notch = along((nx, 0.0), (0.0, depth), 0.34)
    peak = (nx + 25, notch[1] + 6)
    edge: Run = [notch, (notch[0] * 0.5, (notch[1] + depth) / 2), (-3.0, depth + 2)]
    roll: Run = [(-3.0, depth + 2), (nx * 0.78, (peak[1] + depth) * 0.55), peak]
    _draw_leaf(cut, cloth, [edge, roll, [peak, notch]])
    inner: Run = [notch, along((nx, 0.0), (0.0, depth), 0.12), (nx - 5, -15)]
    fall: Run = [(nx - 5, -15), (nx + 10, -3), (nx + 24, notch[1] - 9)]
    _draw_leaf(cut, cloth, [inner, fall, [fall[-1], notch]])


def draw_hood_back(cut: Cut, cloth: Cloth) -> None:
    """Paint the hood that lies behind the neck, with its dark opening."""
    nx, depth = cut.neck
    half: Run = [(0, -66), (nx, -58), (nx + 19, -28), (nx + 17, 10)]
    cloth.paint(panel_of(cut, [mirrored(half), half, [half[-1], (0, depth), (-nx - 17, 10)]]))
    hole: Run = [(0, -50), (nx - 8, -44), (nx + 3, -20), (nx - 2, 8), (0, depth + 6)]
    path = cut.frame.outline([hole, [(-x, y) for x, y in reversed(hole)]])
    cloth.canvas.add(f'<path d="{path}" fill="{cloth.inside}"/>')
    cloth.line(path, opacity=0.5)


def draw_hood_front(cut: Cut, cloth: Cloth) -> None:
    """Paint the front edges of the hood, which cross below the throat."""
    nx, depth = cut.neck
    inner: Run = [(-2, depth + 5), (nx * 0.6, depth * 0.7), (nx, -8), (nx - 4, -38)]
    outer: Run = [
        (nx - 4, -38),
        (nx + 15, -22),
        (nx + 19, 8),
        (nx * 0.9, depth + 8),
        (-3, depth + 22),
    ]
    _draw_leaf(cut, cloth, [inner, outer, [outer[-1], inner[0]]])
