"""A row's score with its interval, computed once however often a report shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.evaluation import statistics
from pointsay.evaluation.report.benchmarks import Benchmark, Row
from pointsay.evaluation.statistics import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.evaluation.scores import Measure
    from pointsay.evaluation.statistics import Floats, Statistic

_NOWHERE = Interval(float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score and where it lies.

    Attributes:
        value: The score; NaN over nothing.
        interval: Bootstrap over queries, 95 %.
        counted: Queries that it is over.
        undefined: Queries that the metric says nothing about.
    """

    value: float
    interval: Interval
    counted: int
    undefined: int


class Estimator:
    """Scores of one benchmark's rows.

    Args:
        benchmark: Whose rows.
        resamples: Of each bootstrap.
        seed: Of each bootstrap; the same queries are drawn for all rows.
    """

    def __init__(self, benchmark: Benchmark, *, resamples: int, seed: int) -> None:
        self.benchmark = benchmark
        self.resamples = resamples
        self.seed = seed
        self._kinds = np.array(benchmark.kinds)
        self._known: dict[tuple[int, str, str], Estimate] = {}

    def __call__(self, row: Row, measure: Measure, kind: str = "") -> Estimate:
        """Return a row's score over one kind, or over all in the way that the protocol sums up."""
        key = (id(row), measure.name, kind)
        if key not in self._known:
            scores = row.scores(measure)
            if kind:
                self._known[key] = self.over(scores, measure, self._kinds == kind)
            else:
                self._known[key] = self.over(scores, measure, strata=self.benchmark.strata)
        return self._known[key]

    def over(
        self,
        scores: Floats,
        measure: Measure,
        within: NDArray[np.bool_] | None = None,
        *,
        strata: Sequence[str] | None = None,
    ) -> Estimate:
        """Return the summary of per-query scores, with its interval.

        Args:
            scores: (N,) one for each of the benchmark's queries.
            measure: Whose they are.
            within: (N,) the queries that are looked at; all by default.
            strata: (N,) groups that weigh the same; queries are pooled by default.
        """
        looked = np.ones(len(scores), dtype=bool) if within is None else within
        here = looked & ~np.isnan(scores)
        counted = int(np.count_nonzero(here))
        undefined = int(np.count_nonzero(looked)) - counted
        if not counted:
            return Estimate(float("nan"), _NOWHERE, counted, undefined)
        kept = chosen(strata, here)
        draws = self.draws(scores, here, measure.metric.statistic, strata=kept)
        value = measure.summary(scores[here], kept)
        return Estimate(value, statistics.percentile_interval(draws), counted, undefined)

    def draws(
        self,
        scores: Floats,
        here: NDArray[np.bool_],
        statistic: Statistic = statistics.mean,
        *,
        strata: Sequence[str] | None = None,
    ) -> Floats:
        """Return bootstrap draws over the queries that are ``here``.

        Args:
            scores: (N,) one for each of the benchmark's queries.
            here: (N,) those that count.
            statistic: Of each draw.
            strata: Of those that count.
        """
        return statistics.resampled(
            scores[here],
            strata=strata,
            clusters=chosen(self.benchmark.clusters, here),
            statistic=statistic,
            resamples=self.resamples,
            seed=self.seed,
        )


def chosen(names: Sequence[str] | None, here: NDArray[np.bool_]) -> list[str] | None:
    """Return the names of the queries that are ``here``; None stays None."""
    if names is None:
        return None
    return [name for name, one in zip(names, here, strict=True) if one]
