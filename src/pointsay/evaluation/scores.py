"""From the ranks of a record to scores, by the names that protocols and tables use.

A metric is not defined for every query (no candidates, no hard negatives, hidden truth). Such
queries are left out of its score and counted; they never count as zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import UnknownMetric, shorten
from pointsay.evaluation import statistics
from pointsay.evaluation.metrics import (
    average_precision_at,
    best_rank,
    rate_at,
    recall_at,
    reciprocal_rank,
)
from pointsay.evaluation.queries import ALL
from pointsay.evaluation.records import DEPTH, QueryResult

if TYPE_CHECKING:
    from pointsay.evaluation.statistics import Floats, Statistic

MEAN = "MEAN"  # names the mean over kinds, each weighing the same


@dataclass(frozen=True, slots=True)
class Metric:
    """A family of metrics, such as Recall@K for every K.

    Attributes:
        title: For people, with ``{k}`` where the metric has a depth.
        of: (result, K) to the query's score, None where the metric says nothing about the query.
        takes_k: The name ends in ``@K``.
        share: A fraction of 1, shown in per cent; otherwise a rank.
        higher_is_better: Which way is good.
        statistic: How queries are summed up.
        deepest: Largest K that a record can answer; None is any.
    """

    title: str
    of: Callable[[QueryResult, int], float | None]
    takes_k: bool = True
    share: bool = True
    higher_is_better: bool = True
    statistic: Statistic = statistics.mean
    deepest: int | None = None


def _recall(result: QueryResult, k: int) -> float | None:
    return recall_at(result.ranks, k) if result.ranks else None


def _subset_recall(result: QueryResult, k: int) -> float | None:
    return recall_at(result.subset, k) if result.subset else None


def _average_precision(result: QueryResult, k: int) -> float | None:
    return average_precision_at(result.ranks, k, len(result.ranks)) if result.ranks else None


def _reciprocal_rank(result: QueryResult, _: int) -> float | None:
    return reciprocal_rank(result.ranks) if result.ranks else None


def _rank(result: QueryResult, _: int) -> float | None:
    return float(best_rank(result.ranks)) if result.ranks else None


def _hard_rate(result: QueryResult, k: int) -> float | None:
    return rate_at(result.hard, k, result.ranked) if result.has_hard else None


def _violation_rate(result: QueryResult, k: int) -> float | None:
    return rate_at(result.forbidden, k, result.ranked) if result.has_forbidden else None


# Name before the @ -> family.
METRICS: Mapping[str, Metric] = {
    "recall": Metric("Recall@{k}", _recall),
    "subset_recall": Metric("Subset Recall@{k}", _subset_recall),
    "map": Metric("mAP@{k}", _average_precision),
    "mrr": Metric("MRR", _reciprocal_rank, takes_k=False),
    "mean_rank": Metric("Mean rank", _rank, takes_k=False, share=False, higher_is_better=False),
    "median_rank": Metric(
        "Median rank",
        _rank,
        takes_k=False,
        share=False,
        higher_is_better=False,
        statistic=statistics.median,
    ),
    "hard_rate": Metric("Hard negatives@{k}", _hard_rate, higher_is_better=False, deepest=DEPTH),
    "violation_rate": Metric(
        "Violations@{k}", _violation_rate, higher_is_better=False, deepest=DEPTH
    ),
}

_NAME = re.compile(r"(?P<family>[a-z_]+)(?:@(?P<k>[1-9][0-9]*))?")


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric at one depth.

    Attributes:
        name: As it was asked for, ``recall@10``.
        metric: Its family.
        k: Its depth; 0 where the family has none.
    """

    name: str
    metric: Metric
    k: int

    @property
    def title(self) -> str:
        """The name for people, ``Recall@10``."""
        return self.metric.title.format(k=self.k)

    def of(self, results: Sequence[QueryResult]) -> Floats:
        """Return (N,) scores, one a query, NaN where the metric is not defined."""
        scores = (self.metric.of(result, self.k) for result in results)
        return np.array([np.nan if one is None else one for one in scores], dtype=np.float64)

    def summary(self, scores: Floats, kinds: Sequence[str] | None = None) -> float:
        """Return the score over the queries for which it is defined.

        Args:
            scores: (N,) as `of` returns them.
            kinds: (N,) group of each query, to average the groups with equal weight; a group
                without a single score does not take part. Without it, queries are pooled.

        Returns:
            The mean, or the median for a metric that is one; NaN over nothing.
        """
        defined = ~np.isnan(scores)
        if not defined.any():
            return float("nan")
        if kinds is None:
            return float(self.metric.statistic(scores[defined]))
        names = np.asarray(kinds)
        rows = [defined & (names == kind) for kind in dict.fromkeys(kinds)]
        return float(np.mean([self.metric.statistic(scores[row]) for row in rows if row.any()]))


def find_metric(name: str) -> Measure:
    """Return the metric of a name such as ``recall@10`` or ``mrr``.

    Raises:
        UnknownMetric: There is none, or records do not reach its depth.
    """
    match = _NAME.fullmatch(name)
    metric = METRICS.get(match["family"]) if match else None
    if match is None or metric is None or (match["k"] is not None) != metric.takes_k:
        known = ", ".join(f"{one}@K" if METRICS[one].takes_k else one for one in METRICS)
        raise UnknownMetric(
            f"there is no metric {shorten(name)}", hint=f"choose one of: {known} (K from 1)"
        )
    k = int(match["k"] or 0)
    if metric.deepest is not None and k > metric.deepest:
        raise UnknownMetric(
            f"{name} looks deeper than a record, which keeps the first {metric.deepest} results",
            hint=f"choose K from 1 to {metric.deepest}",
        )
    return Measure(name, metric, k)


@dataclass(frozen=True, slots=True)
class Score:
    """A metric over queries.

    Attributes:
        value: A fraction of 1 or a rank; NaN when no query defines it.
        counted: Queries that it is over.
        undefined: Queries left out because the metric says nothing about them.
    """

    value: float
    counted: int
    undefined: int


def per_query(results: Sequence[QueryResult], metric: str) -> Floats:
    """Return (N,) scores, one a query, NaN where the metric is not defined."""
    return find_metric(metric).of(results)


def score(results: Sequence[QueryResult], metric: str) -> Score:
    """Return a metric over all queries, pooled: each query weighs the same."""
    measure = find_metric(metric)
    return _score(measure, measure.of(results), None)


def macro(results: Sequence[QueryResult], metric: str) -> Score:
    """Return the unweighted mean of a metric over kinds (FashionIQ's average of categories)."""
    measure = find_metric(metric)
    return _score(measure, measure.of(results), [result.kind for result in results])


def by_kind(results: Sequence[QueryResult], metric: str) -> dict[str, Score]:
    """Return kind -> score, in order of first appearance."""
    return {kind: score(group, metric) for kind, group in kinds_of(results).items()}


def _score(measure: Measure, scores: Floats, kinds: Sequence[str] | None) -> Score:
    undefined = int(np.count_nonzero(np.isnan(scores)))
    return Score(measure.summary(scores, kinds), len(scores) - undefined, undefined)


def kinds_of(results: Iterable[QueryResult]) -> dict[str, list[QueryResult]]:
    """Return kind -> results, in order of first appearance."""
    kinds: dict[str, list[QueryResult]] = {}
    for result in results:
        kinds.setdefault(result.kind, []).append(result)
    return kinds


def _blocks(
    results: Sequence[QueryResult], metrics: Sequence[str], mean: bool
) -> dict[str, tuple[int, list[Score]]]:
    """Return kind -> its number of queries and scores; all of them last."""
    groups: dict[str, Sequence[QueryResult]] = {**kinds_of(results), ALL: results}
    blocks = {
        kind: (len(group), [score(group, metric) for metric in metrics])
        for kind, group in groups.items()
    }
    if mean:
        blocks[MEAN] = (len(results), [macro(results, metric) for metric in metrics])
    return blocks


def table(
    results: Mapping[str, Sequence[QueryResult]], metrics: Sequence[str], *, mean: bool = False
) -> str:
    """Return a readable table: a block a kind, a line a method; shares in per cent.

    Args:
        results: Method -> its results.
        metrics: Columns.
        mean: Add the mean over kinds as a block ``MEAN``.
    """
    blocks = {name: _blocks(one, metrics, mean) for name, one in results.items()}
    width = max([6, *map(len, results)])
    columns = [max(9, len(metric)) for metric in metrics]
    heads = (f"{metric:>{column}}" for metric, column in zip(metrics, columns, strict=True))
    lines = [f"{'':{width}}      n  " + "  ".join(heads)]
    for kind in dict.fromkeys(kind for one in blocks.values() for kind in one):
        lines.append(kind)
        for method, kinds in blocks.items():
            if kind in kinds:
                count, scores = kinds[kind]
                cells = map(_cell, scores, metrics, columns)
                lines.append(f"{method:{width}}  {count:5d}  " + "  ".join(cells))
    return "\n".join([*lines, *_undefined(results, metrics)])


def _cell(found: Score, metric: str, width: int) -> str:
    if not found.counted:
        return f"{'-':>{width}}"
    return f"{found.value * (100 if find_metric(metric).metric.share else 1):{width}.1f}"


def _undefined(
    results: Mapping[str, Sequence[QueryResult]], metrics: Sequence[str]
) -> Iterable[str]:
    for metric in metrics:
        for method, one in results.items():
            found = score(one, metric)
            if found.undefined:
                yield (
                    f"{method}: {metric} is over {found.counted} queries; "
                    f"it is not defined for {found.undefined}"
                )
