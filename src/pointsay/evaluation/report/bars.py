"""Accuracy as bars, one panel a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.report.benchmarks import Benchmark
from pointsay.evaluation.report.document import Drawing, slug
from pointsay.evaluation.report.drawing import INK, figure, finish
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.ordering import titled, training_groups
from pointsay.evaluation.report.wording import plural, scale, shown, unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pointsay.evaluation.report.benchmarks import Row
    from pointsay.evaluation.scores import Measure

_MOST_PANELS = 4
_ZERO_SHOT = {"color": "#0072B2", "edgecolor": INK, "hatch": None}
_TRAINED = {"color": "#56B4E9", "edgecolor": INK, "hatch": "////"}


def accuracy_bars(benchmark: Benchmark, estimate: Estimator) -> Drawing:
    """Return bars with intervals; the number stands at the end of each."""
    rows = [row for _, group in training_groups(benchmark.shown) for row in group]
    shares = [measure for measure in benchmark.measures if measure.metric.share]
    measures = (shares or benchmark.measures)[:_MOST_PANELS]
    with figure(0.9 + 0.36 * len(rows)) as drawn:
        panels = drawn.subplots(1, len(measures), sharey=True, squeeze=False)[0]
        drawn_to = [
            _panel(axes, measure, rows, estimate)
            for axes, measure in zip(panels, measures, strict=True)
        ]
        for axes, measure, own in zip(panels, measures, drawn_to, strict=True):
            # One scale for all shares, so that panels can be compared; room for the numbers.
            end = max(drawn_to) if measure.metric.share else own
            axes.set_xlim(0, 1.32 * end)
            axes.set_xticks([tick for tick in axes.get_xticks() if tick <= 1.05 * end])
        panels[0].set_yticks(np.arange(len(rows)), [row.label for row in rows])
        panels[0].invert_yaxis()
        hatched = any(row.trained_on for row in rows)
        return finish(
            drawn,
            f"{slug(benchmark.title)}-accuracy",
            alt=f"Bars of {', '.join(measure.title for measure in measures)} for "
            f"{plural(len(rows), 'method')}; the numbers are in the table above.",
            caption="Accuracy with 95 % intervals (bootstrap over queries)."
            + (" Hatched: trained for the task." if hatched else ""),
        )


def _panel(axes: Axes, measure: Measure, rows: list[Row], estimate: Estimator) -> float:
    """Draw the bars of one metric; return where the longest interval ends."""
    found = [estimate(row, measure) for row in rows]
    values, low, high = (
        scale(measure)
        * np.array([(one.value, one.interval.low, one.interval.high) for one in found]).T
    )
    for at, row in enumerate(rows):
        look = _TRAINED if row.trained_on else _ZERO_SHOT
        axes.barh(at, values[at], height=0.62, linewidth=0.8, **look)
    reach = np.clip([values - low, high - values], 0, None)
    places = np.arange(len(rows))
    axes.errorbar(values, places, xerr=reach, fmt="none", ecolor=INK, elinewidth=1.1, capsize=2.5)
    most = float(np.nanmax([*high, 1e-9]))
    for at, one in enumerate(found):
        if one.counted:
            end = high[at] + 0.03 * most
            axes.text(end, at, shown(one.value, measure), va="center", fontsize=9.5)
    axes.set_title(titled(measure))
    axes.set_xlabel(unit(measure))
    axes.grid(visible=False, axis="y")
    return most
