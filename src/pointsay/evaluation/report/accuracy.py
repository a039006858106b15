"""The accuracy table and its bars: every method on one benchmark, zero-shot ones apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pointsay.evaluation.report.bars import accuracy_bars
from pointsay.evaluation.report.benchmarks import Benchmark, Row
from pointsay.evaluation.report.cells import scored
from pointsay.evaluation.report.document import (
    Cell,
    Group,
    Head,
    Line,
    Part,
    Section,
    Table,
)
from pointsay.evaluation.report.estimates import Estimator
from pointsay.evaluation.report.ordering import best_of, better, titled, training_groups
from pointsay.evaluation.report.wording import plural, unit

if TYPE_CHECKING:
    from pointsay.evaluation.scores import Measure

_MOST_KINDS = 4  # that a table shows in columns of their own

Column = tuple["Measure", str]  # a metric and the kind that it is over, empty for all


def accuracy_section(benchmark: Benchmark, estimate: Estimator) -> Section | None:
    """Return the table and the bars; None when no metric is defined."""
    if not benchmark.measures:
        return None
    parts: list[Part] = [_table(benchmark, estimate), accuracy_bars(benchmark, estimate)]
    return Section("Accuracy", parts)


def _table(benchmark: Benchmark, estimate: Estimator) -> Table:
    heads, columns = _columns(benchmark)
    groups = [
        Group(_lines(rows, columns, estimate, encoder=len(benchmark.encoders) > 1), title)
        for title, rows in training_groups(benchmark.shown)
    ]
    return Table(_caption(benchmark), heads, groups, _note(benchmark, estimate))


def _lines(
    rows: Sequence[Row], columns: Sequence[Column], estimate: Estimator, *, encoder: bool
) -> list[Line]:
    found = [[estimate(row, *column) for row in rows] for column in columns]
    best = [
        best_of([one.value for one in scores], higher_is_better=better(measure))
        for scores, (measure, _) in zip(found, columns, strict=True)
    ]
    lines = []
    for place, row in enumerate(rows):
        cells = [Cell(row.encoder, number=False)] if encoder else []
        for scores, (measure, _), winners in zip(found, columns, best, strict=True):
            cells.append(scored(scores[place], measure, best=place in winners))
        lines.append(Line(row.short, cells))
    return lines


def _columns(benchmark: Benchmark) -> tuple[list[list[Head]], list[Column]]:
    measures = benchmark.measures
    kinds = list(dict.fromkeys(benchmark.kinds))
    if not benchmark.macro or not 1 < len(kinds) <= _MOST_KINDS:
        heads = [[Head("Method"), *_encoder_head(benchmark), *(Head(titled(m)) for m in measures)]]
        return heads, [(measure, "") for measure in measures]
    first = [Head("Method", rows=2), *_encoder_head(benchmark, rows=2)]
    first += [Head(kind, columns=len(measures)) for kind in (*kinds, "Average")]
    columns = [(measure, kind) for kind in (*kinds, "") for measure in measures]
    return [first, [Head(titled(measure)) for measure, _ in columns]], columns


def _encoder_head(benchmark: Benchmark, rows: int = 1) -> list[Head]:
    return [Head("Encoder", rows=rows)] if len(benchmark.encoders) > 1 else []


def _caption(benchmark: Benchmark) -> str:
    units = {unit(measure) for measure in benchmark.measures}
    said = "per cent" if units == {"per cent"} else "shares in per cent"
    over = "the average weighs kinds equally" if benchmark.macro else "over all queries"
    count = plural(len(benchmark.results), "query", "queries")
    return f"{benchmark.title}: {said}, {over}, {count}; below each score its 95 % interval"


def _note(benchmark: Benchmark, estimate: Estimator) -> str:
    notes = []
    if benchmark.macro and len(set(benchmark.kinds)) > _MOST_KINDS:
        notes.append("Scores are averages over kinds; the kinds have their own table.")
    if benchmark.clusters is not None:
        notes.append("Intervals are over wishes: the wordings of one wish are drawn together.")
    if any(not better(measure) for measure in benchmark.measures):
        notes.append("↓: lower is better.")
    for measure in benchmark.measures:
        found = estimate(benchmark.shown[0], measure)
        if found.undefined:
            counted = plural(found.counted, "query", "queries")
            notes.append(
                f"{measure.title} is over {counted}; it says nothing about the other "
                f"{found.undefined:,}."
            )
    if any(len(row.runs) > 1 for row in benchmark.shown):
        seeds = ", ".join(
            f"{row.label} of {len(row.runs)}" for row in benchmark.shown if len(row.runs) > 1
        )
        notes.append(f"Means over seeds: {seeds}.")
    if len(benchmark.shown) < len(benchmark.rows):
        notes.append(
            "Of methods that were run at several noise levels or sizes of the training set, the "
            "least noise and the largest set are shown; the others are under their own figures."
        )
    return " ".join(notes)
