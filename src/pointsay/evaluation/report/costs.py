"""Accuracy against what it costs: query latency and training, with the Pareto front drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.report.benchmarks import Benchmark, Row
from pointsay.evaluation.report.document import (
    Cell,
    Drawing,
    Group,
    Head,
    Line,
    Section,
    Table,
    slug,
)
from pointsay.evaluation.report.drawing import INK, QUIET, figure, finish, log_axis, style
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.ordering import better
from pointsay.evaluation.report.placing import make_room, name_points
from pointsay.evaluation.report.wording import ABSENT, figures, scale, shown, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pointsay.evaluation.scores import Measure

QUERY, TRAINING = "query_ms", "train_seconds"
_TITLES = {
    QUERY: ("Query latency", "one composed query, milliseconds (log)"),
    TRAINING: ("Training cost", "training, seconds (log)"),
}

Point = tuple[float, float]


def cost_section(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Section | None:
    """Return the Pareto picture and its numbers; None when fewer than two costs are known."""
    panels = {
        cost: [row for row in benchmark.shown if not np.isnan(cost_of(row, cost))]
        for cost in (QUERY, TRAINING)
    }
    drawn = {
        cost: rows
        for cost, rows in panels.items()
        if len(rows) > 1 and any(cost_of(row, cost) > 0 for row in rows)
    }
    if not drawn:
        return None
    return Section(
        "Accuracy and cost",
        [_picture(benchmark, estimate, measure, drawn), _table(benchmark, estimate, measure)],
    )


def cost_of(row: Row, cost: str) -> float:
    """Return a row's cost; methods that were not trained on anything cost no training."""
    known = row.cost(cost)
    if cost == TRAINING and np.isnan(known) and not row.trained_on:
        return 0.0
    return known


def pareto_front(points: Sequence[Point], *, higher_is_better: bool = True) -> list[int]:
    """Return the places of points that no other beats in both, by rising cost.

    Args:
        points: (cost, score); less cost is better.
        higher_is_better: Of the score.
    """
    sign = 1 if higher_is_better else -1
    front: list[int] = []
    best = -np.inf
    for at in sorted(range(len(points)), key=lambda one: (points[one][0], -sign * points[one][1])):
        if sign * points[at][1] > best:
            front.append(at)
            best = sign * points[at][1]
    return front


@dataclass(frozen=True)
class _Panel:
    """One cost.

    Attributes:
        axes: Where it is drawn.
        rows: Methods whose cost is known.
        points: (cost, score), what costs nothing moved to ``nothing``.
        nothing: Where on the axis no cost is; less than ``least``.
        least: The smallest cost that is one.
    """

    axes: Axes
    rows: list[Row]
    points: list[Point]
    nothing: float
    least: float

    @property
    def names(self) -> list[str]:
        return [row.label for row in self.rows]


def _picture(
    benchmark: Benchmark, estimate: Estimator, measure: Measure, costs: dict[str, list[Row]]
) -> Drawing:
    with figure(3.9 if len(costs) > 1 else 4.2) as drawn:
        axes = drawn.subplots(1, len(costs), sharey=True, squeeze=False)[0]
        panels = []
        for one, (cost, rows) in zip(axes, costs.items(), strict=True):
            scores = [scale(measure) * estimate(row, measure).value for row in rows]
            panels.append(_panel(one, cost, rows, scores))
        axes[0].set_ylabel(f"{measure.title}, {unit(measure)}")
        _set_heights(axes[0], [score for panel in panels for _, score in panel.points])
        if not better(measure):
            axes[0].invert_yaxis()
        for panel in panels:  # all, before any name is placed: they share an axis
            make_room(panel.axes, panel.points, panel.names)
            _mark_nothing(panel)
        for panel in panels:
            _draw(panel, pareto_front(panel.points, higher_is_better=better(measure)))
        trained = any(row.trained_on for row in benchmark.shown)
        return finish(
            drawn,
            f"{slug(benchmark.title)}-pareto",
            alt=f"{measure.title} against {' and '.join(_TITLES[c][0].lower() for c in costs)} "
            "on logarithmic axes; the numbers are in the table below.",
            caption="Filled and joined: on the Pareto front, no other method is both cheaper and "
            "better." + (" Squares: trained for the task." if trained else ""),
        )


def _panel(axes: Axes, cost: str, rows: list[Row], scores: Sequence[float]) -> _Panel:
    costs = [cost_of(row, cost) for row in rows]
    least, most = min(one for one in costs if one > 0), max(costs)
    nothing = least / max(4.0, (most / least) ** 0.35)
    points = [(one or nothing, score) for one, score in zip(costs, scores, strict=True)]
    first = min(one for one, _ in points)
    room = max(1.8, (most / first) ** 0.2)
    axes.set_xlim(first / room, most * room)
    log_axis(axes, "x")
    title, label = _TITLES[cost]
    axes.set_title(title)
    axes.set_xlabel(label)
    return _Panel(axes, rows, points, nothing, least)


def _set_heights(axes: Axes, scores: Sequence[float]) -> None:
    span = max(scores) - min(scores) or 1.0
    axes.set_ylim(min(scores) - 0.14 * span, max(scores) + 0.14 * span)


def _mark_nothing(panel: _Panel) -> None:
    """Set what costs nothing apart, which a logarithmic axis has no place for."""
    if not any(cost == panel.nothing for cost, _ in panel.points):
        return
    axes = panel.axes
    low, high = axes.get_xlim()
    between = (panel.nothing * panel.least) ** 0.5
    axes.axvline(between, color=QUIET, linewidth=1, linestyle=(0, (1, 2)))
    apart = (high / low) ** 0.17  # so that numbers at ticks do not touch
    ticks = [panel.nothing]
    for tick in axes.get_xticks():
        if panel.least <= tick <= high and tick >= apart * ticks[-1]:
            ticks.append(float(tick))
    axes.set_xticks(ticks, ["none", *map(figures, ticks[1:])])
    axes.minorticks_off()


def _draw(panel: _Panel, front: Sequence[int]) -> None:
    steps = _steps([panel.points[at] for at in front])
    for (x0, y0), (x1, y1) in steps:
        panel.axes.plot((x0, x1), (y0, y1), color=style(0).colour, linewidth=1.4)
    for at, (point, row) in enumerate(zip(panel.points, panel.rows, strict=True)):
        panel.axes.plot(
            *point,
            marker="s" if row.trained_on else "o",
            markerfacecolor=style(0).colour if at in front else "white",
            markeredgecolor=style(0).colour if at in front else INK,
            markeredgewidth=1.4,
            linestyle="none",
        )
    name_points(panel.axes, panel.points, panel.names, steps)


def _steps(front: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Join the front by steps: between two points only the cheaper one can be had."""
    steps: list[tuple[Point, Point]] = []
    for (x0, y0), (x1, y1) in pairwise(front):
        steps += [((x0, y0), (x1, y0)), ((x1, y0), (x1, y1))]
    return steps


def _table(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Table:
    def cell(row: Row, cost: str) -> Cell:
        value = cost_of(row, cost)
        return Cell("none" if value == 0 else ABSENT if np.isnan(value) else figures(value))

    lines = [
        Line(
            row.label,
            [
                Cell(shown(estimate(row, measure).value, measure)),
                cell(row, QUERY),
                cell(row, TRAINING),
                Cell(row.learned_from or ABSENT, number=False),
            ],
        )
        for row in benchmark.shown
    ]
    heads = [
        Head("Method"),
        Head(f"{measure.title}, {unit(measure)}"),
        Head("Query, ms"),
        Head("Training, s"),
        Head("Learned from"),
    ]
    return Table(
        "Cost of each method; a query is composed and encoded, without the index",
        [heads],
        [Group(lines)],
    )
