"""Scores over a level that was varied: the noise of training, the number of training items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.report.benchmarks import ITEMS, NOISE, Benchmark, Row
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
from pointsay.evaluation.report.drawing import figure, finish, log_axis, style
from pointsay.evaluation.report.placing import spread_out
from pointsay.evaluation.report.wording import figures, number, plural, scale, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pointsay.evaluation.scores import Measure

_WIDE = 20.0  # ratio of levels from which an axis is logarithmic


@dataclass(frozen=True, slots=True)
class _Sweep:
    title: str
    axis: str
    level: str
    always_log: bool


_SWEEPS = {
    NOISE: _Sweep("Noise", "noise added in training", "Noise", always_log=False),
    ITEMS: _Sweep("Data scale", "training items", "Items", always_log=True),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """One method over the levels of a sweep.

    Attributes:
        label: Names it.
        levels: Rising.
        means: Scores as shown, means over seeds.
        deviations: Standard deviations over seeds; NaN where there was one.
        seeds: How many.
    """

    label: str
    levels: list[float]
    means: list[float]
    deviations: list[float]
    seeds: list[int]


def curve_sections(benchmark: Benchmark, measure: Measure) -> list[Section]:
    """Return a section for each cost that some method was run at several levels of."""
    sections = []
    for cost, sweep in _SWEEPS.items():
        other = ITEMS if cost == NOISE else NOISE
        curves = _curves(benchmark, measure, cost, other)
        if curves:
            picture = _picture(benchmark, measure, sweep, curves)
            sections.append(Section(sweep.title, [picture, _table(measure, sweep, curves)]))
    return sections


def _curves(benchmark: Benchmark, measure: Measure, cost: str, other: str) -> list[Curve]:
    found = []
    for family in benchmark.families:
        by_other: dict[float, list[Row]] = {}
        for row in family:
            if not np.isnan(row.cost(cost)):
                by_other.setdefault(float(np.nan_to_num(row.cost(other), nan=-1)), []).append(row)
        for held, rows in by_other.items():
            if len({row.cost(cost) for row in rows}) > 1:
                said = f" ({_held(other, held)})" if len(by_other) > 1 else ""
                found.append(_curve(benchmark, measure, cost, rows, _name(rows[0]) + said))
    return found


def _held(cost: str, value: float) -> str:
    return f"noise {figures(value)}" if cost == NOISE else f"{figures(value)} items"


def _name(row: Row) -> str:
    """Return the label without what the curve varies."""
    told = [f"{key}={value}" for key, value in row.options.items() if f"{key}=" in row.label]
    encoder = row.label[len(row.short) :]
    return f"{row.method} ({', '.join(told)}){encoder}" if told else row.method + encoder


def _curve(
    benchmark: Benchmark, measure: Measure, cost: str, rows: Sequence[Row], label: str
) -> Curve:
    rows = sorted(rows, key=lambda row: row.cost(cost))
    runs = [
        [
            scale(measure) * measure.summary(measure.of(run.results), benchmark.strata)
            for run in row.runs
        ]
        for row in rows
    ]
    return Curve(
        label,
        [row.cost(cost) for row in rows],
        [float(np.mean(scores)) for scores in runs],
        [float(np.std(scores, ddof=1)) if len(scores) > 1 else float("nan") for scores in runs],
        [len(scores) for scores in runs],
    )


def _picture(
    benchmark: Benchmark, measure: Measure, sweep: _Sweep, curves: Sequence[Curve]
) -> Drawing:
    with figure(3.9) as drawn:
        axes = drawn.subplots()
        for at, curve in enumerate(curves):
            look = style(at)
            axes.errorbar(
                curve.levels,
                curve.means,
                yerr=np.nan_to_num(curve.deviations),
                color=look.colour,
                marker=look.marker,
                linestyle=look.line,
                capsize=3,
                elinewidth=1.1,
            )
        axes.set_xlabel(sweep.axis)
        axes.set_ylabel(f"{measure.title}, {unit(measure)}")
        levels = [level for curve in curves for level in curve.levels]
        if min(levels) > 0 and (sweep.always_log or max(levels) > _WIDE * min(levels)):
            axes.set_xlabel(f"{sweep.axis} (log)")
            log_axis(axes, "x")
        _name_ends(axes, curves)
        seeds = max(count for curve in curves for count in curve.seeds)
        return finish(
            drawn,
            f"{slug(benchmark.title)}-{slug(sweep.title)}",
            alt=f"{measure.title} over {sweep.axis} for {plural(len(curves), 'method')}; "
            "the numbers are in the table below.",
            caption=f"{measure.title} over {sweep.axis}."
            + (" Bars: standard deviation over seeds." if seeds > 1 else ""),
        )


def _name_ends(axes: Axes, curves: Sequence[Curve]) -> None:
    """Write each curve's name at its right end, moved apart where ends are close."""
    drawn = axes.get_figure(root=True)
    if drawn is None:
        return
    drawn.draw_without_rendering()
    low, high = axes.get_ylim()
    least = 14 / 72 * drawn.dpi / axes.get_window_extent().height * (high - low)
    heights = spread_out([curve.means[-1] for curve in curves], least)
    for at, (curve, height) in enumerate(zip(curves, heights, strict=True)):
        axes.annotate(
            curve.label,
            (curve.levels[-1], curve.means[-1]),
            (1.015, height),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            annotation_clip=False,
            color="#1a1a1a",
            fontsize=9.5,
            arrowprops={"arrowstyle": "-", "linewidth": 0.7, "color": style(at).colour},
        )


def _table(measure: Measure, sweep: _Sweep, curves: Sequence[Curve]) -> Table:
    groups = []
    for curve in curves:
        lines = [
            Line(
                figures(level, 6),
                [
                    Cell(number(mean)),
                    Cell(number(deviation)),
                    Cell(str(seeds)),
                ],
            )
            for level, mean, deviation, seeds in zip(
                curve.levels, curve.means, curve.deviations, curve.seeds, strict=True
            )
        ]
        groups.append(Group(lines, curve.label))
    heads = [
        Head(sweep.level),
        Head(f"{measure.title}, {unit(measure)}"),
        Head("Deviation"),
        Head("Seeds"),
    ]
    return Table(
        f"{measure.title} over {sweep.axis}: mean and standard deviation over seeds",
        [heads],
        groups,
    )
