"""Where a method is good: the headline by kind, by language, by number of pointers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation.report.benchmarks import Benchmark
from pointsay.evaluation.report.cells import scored
from pointsay.evaluation.report.document import Cell, Group, Head, Line, Part, Section, Table
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.ordering import best_of, better
from pointsay.evaluation.report.wording import plural, scale, unit

if TYPE_CHECKING:
    from pointsay.evaluation.scores import Measure


def kind_section(benchmark: Benchmark, estimate: Estimator, measure: Measure) -> Section | None:
    """Return a heat table for each way in which the queries fall into several groups."""
    pointers = [plural(result.pointers, "picture") for result in benchmark.results]
    ways = (
        ("kind", benchmark.kinds),
        ("language", [result.language for result in benchmark.results]),
        ("pictures pointed at", pointers),
    )
    parts: list[Part] = [
        _table(benchmark, estimate, measure, way, groups)
        for way, groups in ways
        if len(set(groups)) > 1
    ]
    return Section("Breakdown", parts) if parts else None


def _table(
    benchmark: Benchmark, estimate: Estimator, measure: Measure, way: str, groups: Sequence[str]
) -> Table:
    rows = benchmark.shown
    named = np.array(groups)
    names = list(dict.fromkeys(groups)) if way == "kind" else sorted(set(groups))
    scores = [row.scores(measure) for row in rows]
    found = [[estimate.over(one, measure, named == name) for one in scores] for name in names]
    values = scale(measure) * np.array([[one.value for one in line] for line in found])
    top = 100.0 if measure.metric.share else float(np.nanmax([*values.ravel(), 1.0]))
    lines = []
    for name, line, numbers in zip(names, found, values, strict=True):
        best = best_of(numbers.tolist(), higher_is_better=better(measure))
        cells = [
            scored(
                one, measure, best=at in best, shade=None if np.isnan(value) else float(value / top)
            )
            for at, (one, value) in enumerate(zip(line, numbers, strict=True))
        ]
        count = Cell(f"{line[0].counted:,}")
        lines.append(Line(name, [count, *cells]))
    heads = [Head(way.capitalize()), Head("Queries"), *(Head(row.label) for row in rows)]
    return Table(
        f"{measure.title} by {way}, {unit(measure)}, with 95 % intervals; "
        f"darker is {'higher' if better(measure) else 'worse'}, the best of each row is bold",
        [heads],
        [Group(lines)],
    )
