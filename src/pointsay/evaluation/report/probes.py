"""What one accuracy does not say: composing, wording, hard negatives, negation, several pointers.

Each table is there only when the records hold what it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.metrics import (
    Spread,
    composition_gap,
    multi_reference_drop,
    paraphrase_spread,
)
from pointsay.evaluation.report.benchmarks import Benchmark, Row
from pointsay.evaluation.report.cells import scored, signed
from pointsay.evaluation.report.document import Cell, Group, Head, Line, Part, Section, Table
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.wording import between, number, plural, scale, shown
from pointsay.evaluation.scores import find_metric
from pointsay.evaluation.statistics import percentile_interval, resampled

if TYPE_CHECKING:
    from pointsay.evaluation.scores import Measure
    from pointsay.evaluation.statistics import Floats

ALONE = ("image_only", "text_only")
_RATES = ("hard_rate@10", "violation_rate@10")
_SPREADS = ("recall@10", "map@10")


def probe_section(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Section | None:
    """Return every probe that the records allow; None when there is none."""
    tables = (
        _gap_table(benchmark, estimate, measure),
        _spread_table(benchmark, estimate),
        _rate_table(benchmark, estimate),
        _drop_table(benchmark, estimate, measure),
    )
    parts: list[Part] = [table for table in tables if table is not None]
    return Section("Probes", parts) if parts else None


def _gap_table(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Table | None:
    lines = []
    for encoder in benchmark.encoders:
        rows = [row for row in benchmark.shown if row.encoder == encoder]
        alone = [row for row in rows if row.method in ALONE]
        if {row.method for row in alone} != set(ALONE) or not measure.metric.share:
            continue
        for row in rows:
            if row not in alone:
                lines.append(_gap_line(row, alone, measure, estimate))
    if not lines:
        return None
    better = Head("Better single modality")
    return Table(
        f"Composition gap of {measure.title} in points, over all queries: composed minus the "
        "better single modality",
        [[Head("Method"), Head("Composed"), better, Head("Gap")]],
        [Group(lines)],
        "An interval that holds 0: the benchmark does not show that the method composes. After "
        "CIRCUS (arXiv 2605.14787), not normalised; queries are pooled.",
    )


def _gap_line(row: Row, alone: Sequence[Row], measure: Measure, estimate: Estimator) -> Line:
    scores = [one.scores(measure) for one in (row, *alone)]
    here = np.asarray(~np.isnan(scores).any(axis=0))
    composed, *single = (one[here] for one in scores)
    gap = composition_gap(composed, *single)
    first, *others = (estimate.draws(one, here) for one in scores)
    draws = first - np.max(others, axis=0)
    means = [float(one.mean()) for one in single]
    best = int(np.argmax(means))
    return Line(
        row.label,
        [
            Cell(shown(float(composed.mean()), measure)),
            Cell(shown(means[best], measure), alone[best].method),
            signed(gap, percentile_interval(draws), scale(measure)),
        ],
    )


def _spread_table(benchmark: Benchmark, estimate: Estimator) -> Table | None:
    wishes = [result.same_wish for result in benchmark.results]
    measures = [one for one in map(find_metric, _SPREADS) if benchmark.defines(one)]
    said = [wish for wish in dict.fromkeys(wishes) if wish and wishes.count(wish) > 1]
    if not said or not measures:
        return None
    lines = []
    for row in benchmark.shown:
        cells = []
        for measure in measures:
            scores = row.scores(measure)
            here = ~np.isnan(scores)
            told = [wish for wish, one in zip(wishes, here, strict=True) if one]
            cells += _spread_cells(paraphrase_spread(scores[here], told), estimate)
        lines.append(Line(row.label, cells))
    heads = [
        [Head("Method", rows=2), *(Head(one.title, columns=2) for one in measures)],
        [head for _ in measures for head in (Head("Absolute, points"), Head("Relative, per cent"))],
    ]
    return Table(
        f"Paraphrase spread over {plural(len(said), 'wish', 'wishes')} said in several ways: best "
        "wording minus worst; lower is better",
        heads,
        [Group(lines)],
        "Relative: the mean spread divided by the mean score. Cf. PinPoint (arXiv 2603.04598).",
    )


def _spread_cells(spread: Spread, estimate: Estimator) -> list[Cell]:
    widths, levels = (
        resampled(values, resamples=estimate.resamples, seed=estimate.seed)
        for values in (spread.widths, spread.levels)
    )
    cells = []
    with np.errstate(invalid="ignore", divide="ignore"):
        for value, draws in ((spread.absolute, widths), (spread.relative, widths / levels)):
            known = draws[np.isfinite(draws)]
            interval = between(*_ends(known), 100.0) if len(known) else ""
            cells.append(Cell(number(100 * value), interval))
    return cells


def _ends(draws: Floats) -> tuple[float, float]:
    interval = percentile_interval(draws)
    return interval.low, interval.high


def _rate_table(benchmark: Benchmark, estimate: Estimator) -> Table | None:
    measures = [one for one in map(find_metric, _RATES) if benchmark.defines(one)]
    if not measures:
        return None
    lines = []
    for row in benchmark.shown:
        found = [estimate.over(row.scores(measure), measure) for measure in measures]
        lines.append(Line(row.label, list(map(scored, found, measures))))
    counts = [estimate.over(benchmark.shown[0].scores(one), one).counted for one in measures]
    heads = [
        Head(f"{measure.title}, {plural(count, 'query', 'queries')}")
        for measure, count in zip(measures, counts, strict=True)
    ]
    return Table(
        "What should not be found: share of the first ten results in per cent, with 95 % "
        "intervals; lower is better",
        [[Head("Method"), *heads]],
        [Group(lines)],
        "Hard negatives look right to one modality. Violations show what the sentence excludes.",
    )


def _drop_table(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Table | None:
    pointers = np.array([result.pointers for result in benchmark.results])
    if not (pointers > 1).any() or (pointers > 1).all() or not measure.metric.share:
        return None
    lines = []
    for row in benchmark.shown:
        scores = row.scores(measure)
        here = ~np.isnan(scores)
        groups = [here & some for some in (pointers == 1, pointers > 1)]
        if not all(group.any() for group in groups):
            continue
        found = [estimate.over(scores, measure, group) for group in groups]
        drop = multi_reference_drop(scores[here], pointers[here].tolist())
        cells = [scored(one, measure) for one in found]
        lines.append(Line(row.label, [*cells, Cell(number(100 * drop))]))
    if not lines:
        return None
    heads = [Head("Method"), Head("One picture"), Head("Several"), Head("Drop, per cent")]
    return Table(
        f"{measure.title} in per cent when queries point at one picture and at several",
        [heads],
        [Group(lines)],
        "The two groups are different queries, so the drop also holds how hard they are.",
    )
