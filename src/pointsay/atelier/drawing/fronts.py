"""What closes or stands on the front: buttons, zips, pockets, prints."""

from __future__ import annotations

from pointsay.atelier.colour import distance, lightness, mix
from pointsay.atelier.drawing.canvas import Frame
from pointsay.atelier.drawing.cloth import Cloth, Panel, under
from pointsay.atelier.drawing.paths import Point, Run, number

METAL = "#c9ccd1"
BRASS = "#cda455"
# Face and rim: mother-of-pearl, dark horn, pale horn.
BUTTONS = (("#f0e9dc", "#6e665b"), ("#453229", "#1f1612"), ("#b9803f", "#5e3d17"))


def draw_placket(frame: Frame, cloth: Cloth, top: float, end: float, half: float = 6.5) -> None:
    """Draw the overlapping edges of a buttoned front."""
    for x in (-half, half):
        cloth.line(frame.curve([(x, top), (x * 1.03, end)]), width=1.5, opacity=0.5)


def draw_buttons(frame: Frame, cloth: Cloth, heights: list[float], radius: float) -> None:
    """Draw a column of buttons down the middle, in a tone that is seen on the cloth."""
    grounds = [cloth.base, *([cloth.accent] if cloth.accent else [])]
    face, rim = max(
        BUTTONS, key=lambda tones: min(distance(tones[0], ground) for ground in grounds)
    )
    if cloth.material == "denim":
        face, rim = BRASS, "#7d5a24"
    for y in heights:
        cx, cy = frame.at((0, y))
        r = radius * frame.scale
        hole = max(0.7, r * 0.14)
        cloth.canvas.add(
            f'<ellipse cx="{number(cx + 1)}" cy="{number(cy + r * 0.35)}" rx="{number(r * 1.05)}" '
            f'ry="{number(r)}" fill="#000" fill-opacity="0.3"/>'
            f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{number(r)}" fill="{face}" '
            f'stroke="{rim}" stroke-width="1"/>'
            f'<circle cx="{number(cx)}" cy="{number(cy)}" r="{number(r * 0.62)}" fill="none" '
            f'stroke="{rim}" stroke-opacity="0.5" stroke-width="0.8"/>'
        )
        for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
            cloth.canvas.add(
                f'<circle cx="{number(cx + dx * r * 0.24)}" cy="{number(cy + dy * r * 0.24)}" '
                f'r="{number(hole)}" fill="{rim}"/>'
            )


def draw_zip(frame: Frame, cloth: Cloth, top: float, end: float) -> None:
    """Draw a metal zip from ``top`` down to ``end``: tape, two rows of teeth, slider and puller."""
    (x, y1), (_, y2) = frame.at((0, top)), frame.at((0, end))
    tape = mix(cloth.base, "#101014", 0.62 if lightness(cloth.base) > 26 else 0.5)
    wide = max(11.0, 9.5 * frame.scale)
    teeth = wide * 0.46
    span = f"M{number(x)} {number(y1)}V{number(y2)}"
    cloth.canvas.add(
        f'<path d="{span}" stroke="{tape}" stroke-width="{number(wide)}"/>'
        f'<path d="{span}" stroke="#6b6e75" stroke-width="{number(teeth)}"/>'
        f'<path d="{span}" stroke="#eef0f3" stroke-width="{number(teeth)}" '
        'stroke-dasharray="2.6 1.8"/>'
        f'<path d="{span}" stroke="#4b4e55" stroke-width="1"/>'
    )
    for side in (-1, 1):
        edge = x + side * (wide / 2 + 2)
        cloth.stitch(f"M{number(edge)} {number(y1)}V{number(y2)}")
    _draw_puller(cloth, x, y1 + 3, wide)


def _draw_puller(cloth: Cloth, x: float, y: float, wide: float) -> None:
    body, tab = wide * 0.52, wide * 0.3
    cloth.canvas.add(
        f'<rect x="{number(x - body)}" y="{number(y)}" width="{number(body * 2)}" '
        f'height="{number(wide * 1.1)}" rx="3" fill="{METAL}" stroke="#5b5e66" stroke-width="1"/>'
        f'<rect x="{number(x - tab)}" y="{number(y + wide * 1.0)}" width="{number(tab * 2)}" '
        f'height="{number(wide * 2.1)}" rx="{number(tab)}" fill="#e6e8ec" stroke="#5b5e66" '
        f'stroke-width="1.1"/>'
        f'<circle cx="{number(x)}" cy="{number(y + wide * 2.6)}" r="{number(tab * 0.5)}" '
        f'fill="#5b5e66"/>'
    )


def draw_open_edge(frame: Frame, cloth: Cloth, top: float, end: float) -> None:
    """Draw two front edges that meet but do not close, with a sliver of dark lining between."""
    gap = frame.polygon([(-0.6, top), (0.6, top), (5.5, end + 1), (-5.5, end + 1)])
    cloth.canvas.add(f'<path d="{gap}" fill="{cloth.inside}"/>')
    for side in (-1, 1):
        cloth.line(frame.curve([(side * 0.8, top), (side * 5.5, end)]), width=1.6, opacity=0.8)
        cloth.stitch(frame.curve([(side * 4.5, top + 3), (side * 9.5, end)]))


def draw_pocket(
    frame: Frame, cloth: Cloth, middle: Point, size: Point, *, flap: bool = False, tilt: float = 0
) -> None:
    """Draw a patch pocket, its opening at the top, with or without a flap."""
    (cx, cy), (w, h) = middle, size
    low: Run = [(cx - w, cy + h * 0.72), (cx, cy + h), (cx + w, cy + h * 0.72)]
    corners: list[Run] = [
        [(cx - w, cy - h), (cx + w, cy - h + tilt)],
        [(cx + w, cy - h + tilt), low[2]],
        [low[2], low[1]],
        [low[1], low[0]],
    ]
    _patch(frame, cloth, corners)
    inset = [(x * 0.86 + cx * 0.14, y * 0.9 + cy * 0.1) for x, y in low]
    top_left, top_right = (cx - w * 0.86, cy - h * 0.62), (cx + w * 0.86, cy - h * 0.62 + tilt)
    cloth.stitch(frame.polygon([top_left, top_right, *reversed(inset)]))
    if flap:
        depth = h * 0.62
        _patch(
            frame,
            cloth,
            [
                [(cx - w - 1.5, cy - h - 2), (cx + w + 1.5, cy - h - 2 + tilt)],
                [(cx + w + 1.5, cy - h - 2 + tilt), (cx + w + 1, cy - h + depth * 0.7)],
                [(cx + w + 1, cy - h + depth * 0.7), (cx, cy - h + depth)],
                [(cx, cy - h + depth), (cx - w - 1, cy - h + depth * 0.7)],
            ],
        )


def _patch(frame: Frame, cloth: Cloth, runs: list[Run]) -> None:
    points = [frame.at(point) for run in runs for point in run]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    panel = Panel(frame.outline(runs), (min(xs), min(ys), max(xs), max(ys)), depth=0.35)
    cloth.canvas.add(under(panel.path, "1 4", 0.3))
    cloth.paint(panel)
    cloth.edge(panel.path, 1.9, 0.85)


def draw_kangaroo(frame: Frame, cloth: Cloth, top: float, end: float) -> None:
    """Draw the one wide pocket of a pullover, open at both slanting sides."""
    half, shoulder = 50.0, 33.0
    side: Run = [(shoulder, top), (half, top + (end - top) * 0.55)]
    _patch(
        frame,
        cloth,
        [
            [(-shoulder, top), (shoulder, top)],
            side,
            [side[-1], (half, end)],
            [(half, end), (-half, end)],
            [(-half, end), (-half, side[-1][1])],
        ],
    )
    for hand in (-1, 1):
        cloth.stitch(frame.curve([((x - 4) * hand, y + 3) for x, y in side]))
