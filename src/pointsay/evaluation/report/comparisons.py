"""Whether methods differ from a named baseline on the same queries, and on which queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation import statistics
from pointsay.evaluation.report.benchmarks import Benchmark, Row
from pointsay.evaluation.report.cells import signed
from pointsay.evaluation.report.document import (
    Cell,
    Group,
    Head,
    Line,
    Listing,
    Part,
    Section,
    Table,
)
from pointsay.evaluation.report.estimates import Estimator, chosen
from pointsay.evaluation.report.ordering import better
from pointsay.evaluation.report.wording import chance, plural, scale
from pointsay.evaluation.statistics import Interval, Standing

if TYPE_CHECKING:
    from pointsay.evaluation.scores import Measure
    from pointsay.evaluation.statistics import Floats

_NAMED = 12  # queries that a list names at most


@dataclass(frozen=True, slots=True)
class Comparison:
    """One method against the baseline of its encoder, on the queries that both define.

    Attributes:
        row: The method.
        difference: Method minus baseline.
        interval: Of the difference.
        bootstrap, permutation: Two-sided p of each test.
        mcnemar: The same of McNemar's, NaN where scores are not hits of independent queries.
        standing: Which queries it wins and loses.
    """

    row: Row
    difference: float
    interval: Interval
    bootstrap: float
    permutation: float
    mcnemar: float
    standing: Standing


def comparison_section(
    benchmark: Benchmark, estimate: Estimator, measure: Measure, baseline: str
) -> Section | None:
    """Return the tests against a baseline; None when no encoder has it beside something else.

    Args:
        benchmark: Whose rows.
        estimate: Gives seed and resamples.
        measure: What is compared; a metric whose summary is a mean.
        baseline: Name of a method.
    """
    if measure.metric.statistic is not statistics.mean:
        return None
    found = []
    for row in benchmark.shown:
        base = _baseline(benchmark, row, baseline)
        if base is not None and base is not row:
            found.append(compare(benchmark, estimate, measure, row, base))
    if not found:
        return None
    parts: list[Part] = [_table(benchmark, measure, baseline, found)]
    parts += [_listing(one, baseline) for one in found]
    return Section(f"Against {baseline}", parts)


def _baseline(benchmark: Benchmark, row: Row, name: str) -> Row | None:
    """Return the baseline of the same encoder, by its label or its method's name."""
    kin = [other for other in benchmark.shown if other.encoder == row.encoder]
    exact = [other for other in kin if name in (other.label, other.short)]
    return next(iter(exact or [other for other in kin if other.method == name]), None)


def compare(
    benchmark: Benchmark, estimate: Estimator, measure: Measure, row: Row, base: Row
) -> Comparison:
    """Compare two rows on the queries for which the metric is defined."""
    first, second = row.scores(measure), base.scores(measure)
    here = ~np.isnan(first) & ~np.isnan(second)
    first, second = first[here], second[here]
    strata, clusters = chosen(benchmark.strata, here), chosen(benchmark.clusters, here)
    names = [r.query_id for r, one in zip(benchmark.results, here, strict=True) if one]
    paired = statistics.paired_bootstrap(
        first,
        second,
        strata=strata,
        clusters=clusters,
        resamples=estimate.resamples,
        seed=estimate.seed,
    )
    plain = clusters is None and _hits(first, second)
    return Comparison(
        row,
        paired.difference,
        paired.interval,
        paired.p,
        statistics.sign_flip_test(
            first, second, strata=strata, clusters=clusters, seed=estimate.seed
        ),
        statistics.mcnemar_test(first, second) if plain else float("nan"),
        statistics.standing(names, first, second, higher_is_better=better(measure)),
    )


def _hits(first: Floats, second: Floats) -> bool:
    return bool(np.isin(first, (0, 1)).all() and np.isin(second, (0, 1)).all())


def _table(benchmark: Benchmark, measure: Measure, baseline: str, found: list[Comparison]) -> Table:
    adjusted = statistics.holm([one.permutation for one in found])
    hits = not all(np.isnan(one.mcnemar) for one in found)
    lines = []
    for one, holm in zip(found, adjusted, strict=True):
        cells = [
            signed(one.difference, one.interval, scale(measure)),
            Cell(chance(one.permutation)),
            Cell(chance(holm)),
            Cell(chance(one.bootstrap)),
            *([Cell(chance(one.mcnemar))] if hits else []),
            Cell(f"{len(one.standing.wins):,}"),
            Cell(f"{len(one.standing.losses):,}"),
            Cell(f"{len(one.standing.ties):,}"),
        ]
        lines.append(Line(one.row.label, cells))
    heads = [
        Head("Method"),
        Head(f"Difference, {'points' if measure.metric.share else 'ranks'}"),
        Head("p, permutation"),
        Head("p, Holm"),
        Head("p, bootstrap"),
        *([Head("p, McNemar")] if hits else []),
        Head("Wins"),
        Head("Losses"),
        Head("Ties"),
    ]
    return Table(
        f"{measure.title} minus that of {baseline} on the same queries, with 95 % intervals",
        [heads],
        [Group(lines)],
        _note(benchmark, len(found), hits=hits),
    )


def _note(benchmark: Benchmark, count: int, *, hits: bool) -> str:
    note = (
        "All tests are two-sided and paired by query. Holm: p of the permutation test, adjusted "
        f"for {plural(count, 'comparison')}."
    )
    if benchmark.clusters is not None:
        note += " Wordings of one wish are drawn, and change sign, together."
    if hits and benchmark.macro:
        note += " McNemar counts queries, whatever their kind."
    return note


def _listing(one: Comparison, baseline: str) -> Listing:
    standing = one.standing
    lines = [
        f"{verb}: {', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''}"
        for verb, names in (("wins", standing.wins), ("losses", standing.losses))
        if names
    ]
    return Listing(f"{one.row.label} against {baseline}: clearest wins and losses", lines)
