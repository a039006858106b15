"""Curves through points, as SVG path data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Run = Sequence[Point]


def number(value: float) -> str:
    """Write a coordinate with one decimal: a sixth of a pixel at the largest size we render."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _segments(run: Run, tension: float) -> Iterable[str]:
    """Turn a run into cubic Bezier segments (Catmull-Rom tangents, one-sided at both ends)."""
    last = len(run) - 1
    for index in range(last):
        before, here = run[max(index - 1, 0)], run[index]
        there, after = run[index + 1], run[min(index + 2, last)]
        one = (
            here[0] + (there[0] - before[0]) * tension,
            here[1] + (there[1] - before[1]) * tension,
        )
        two = (there[0] - (after[0] - here[0]) * tension, there[1] - (after[1] - here[1]) * tension)
        yield f"C{_pair(one)} {_pair(two)} {_pair(there)}"


def curve(run: Run, tension: float = 1 / 6) -> str:
    """Return an open smooth curve through the points."""
    return f"M{_pair(run[0])}" + "".join(_segments(run, tension))


def outline(runs: Sequence[Run]) -> str:
    """Return a closed outline; each run is smooth and runs meet in corners.

    A run continues from the last point of the one before, so its first point may repeat that one.
    """
    parts = [f"M{_pair(runs[0][0])}"]
    end = runs[0][0]
    for run in runs:
        points = run if _same(run[0], end) else (end, *run)
        parts.extend(_segments(points, 1 / 6))
        end = points[-1]
    return "".join(parts) + "Z"


def _same(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < 0.05 and abs(one[1] - other[1]) < 0.05


def polygon(points: Run) -> str:
    """Return a closed path with straight edges."""
    return "M" + "L".join(_pair(point) for point in points) + "Z"


def mirrored(run: Run) -> list[Point]:
    """Return the run on the other side of x = 0, walked backwards so that outlines close."""
    return [(-x, y) for x, y in reversed(run)]


def along(start: Point, end: Point, share: float) -> Point:
    """Return the point at ``share`` of the way."""
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
