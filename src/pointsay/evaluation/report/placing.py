"""Names beside points, where they cover neither points nor each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

Point = tuple[float, float]

# Offsets in points with alignments, best first.
_PLACES = (
    (8, 0, "left", "center"),
    (-8, 0, "right", "center"),
    (0, 8, "center", "bottom"),
    (0, -8, "center", "top"),
    (7, 7, "left", "bottom"),
    (7, -7, "left", "top"),
    (-7, 7, "right", "bottom"),
    (-7, -7, "right", "top"),
    (8, 16, "left", "bottom"),
    (8, -16, "left", "top"),
    (-8, 16, "right", "bottom"),
    (-8, -16, "right", "top"),
    (8, 30, "left", "bottom"),
    (8, -30, "left", "top"),
    (-8, 30, "right", "bottom"),
    (-8, -30, "right", "top"),
)
_MOST = 0.7  # of the axes' width that a name may need
_FAR = 10  # points; a name further away gets a line to its point
_HALF = 5.0  # pixels around a point that names keep free


def name_points(
    axes: Axes,
    points: Sequence[Point],
    names: Sequence[str],
    lines: Sequence[tuple[Point, Point]] = (),
) -> None:
    """Write names beside points of axes whose limits are settled.

    Args:
        axes: With everything else in them.
        points: (x, y) in data.
        names: One a point.
        lines: Level or upright lines, by their ends, that names should not cross.
    """
    from matplotlib.transforms import Bbox

    drawn = axes.get_figure(root=True)
    if drawn is None:
        return
    drawn.draw_without_rendering()
    inside = axes.get_window_extent()
    pixels = [tuple(axes.transData.transform(point)) for point in points]
    taken = [Bbox([[x - _HALF, y - _HALF], [x + _HALF, y + _HALF]]) for x, y in pixels]
    taken += [_around(axes, line) for line in lines]
    # From the top down, so that equal inputs are placed equally.
    for at in sorted(range(len(points)), key=lambda one: (-points[one][1], points[one][0])):
        taken.append(_place(axes, points[at], names[at], taken, taken[at], inside))


def make_room(axes: Axes, points: Sequence[Point], names: Sequence[str]) -> None:
    """Move the right end of a logarithmic axis until every name fits to the right of its point.

    Args:
        axes: With limits; their width on paper is settled here.
        points: (x, y) in data, x > 0.
        names: One a point; one that needs most of the width is left to be placed elsewhere.
    """
    drawn = axes.get_figure(root=True)
    if drawn is None:
        return
    drawn.draw_without_rendering()
    width = axes.get_window_extent().width
    low, high = (math.log(end) for end in axes.get_xlim())
    for (x, _), name in zip(points, names, strict=True):
        text = axes.text(x, 1, name, fontsize=9.5)
        needed = (text.get_window_extent().width + 4 * _HALF) / width
        text.remove()
        if needed < _MOST:
            high = max(high, low + (math.log(x) - low) / (1 - needed))
    axes.set_xlim(math.exp(low), math.exp(high))


def _around(axes: Axes, line: tuple[Point, Point]) -> Bbox:
    from matplotlib.transforms import Bbox

    (x0, y0), (x1, y1) = sorted(tuple(axes.transData.transform(end)) for end in line)
    low, high = sorted((y0, y1))
    return Bbox([[x0 - 1, low - 1], [x1 + 1, high + 1]])


def _place(
    axes: Axes,
    point: Point,
    name: str,
    taken: Sequence[Bbox],
    own: Bbox,
    inside: Bbox,
) -> Bbox:
    best: tuple[float, Bbox, int] | None = None
    for at, (x, y, across, along) in enumerate(_PLACES):
        text = axes.annotate(
            name, point, (x, y), textcoords="offset points", ha=across, va=along, fontsize=9.5
        )
        box = text.get_window_extent()
        text.remove()
        clash = sum(_shared(box, other) for other in taken if other is not own)
        clash += box.width * box.height - _shared(box, inside)
        if best is None or clash < best[0] - 1e-6:
            best = (clash, box, at)
        if clash == 0:
            break
    assert best is not None  # noqa: S101 - there is always a place to try
    x, y, across, along = _PLACES[best[2]]
    far = abs(y) > _FAR
    axes.annotate(
        name,
        point,
        (x, y),
        textcoords="offset points",
        ha=across,
        va=along,
        fontsize=9.5,
        bbox={"facecolor": "white", "alpha": 0.85, "pad": 0.8, "linewidth": 0},
        arrowprops={"arrowstyle": "-", "linewidth": 0.7, "color": "#595959"} if far else None,
    )
    return best[1]


def _shared(one: Bbox, other: Bbox) -> float:
    """Return the area that two boxes share, in square pixels."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(max(0.0, width) * max(0.0, height))


def spread_out(heights: Sequence[float], least: float) -> list[float]:
    """Return heights moved apart as little as a simple rule allows, so that lines of text fit.

    Args:
        heights: Where names want to be.
        least: Smallest distance between two.
    """
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    moved = list(heights)
    for before, at in pairwise(order):
        moved[at] = max(moved[at], moved[before] + least)
    shift = sum(moved[at] - heights[at] for at in order) / len(order) if order else 0.0
    return [height - shift for height in moved]
