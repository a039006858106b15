from __future__ import annotations

import math

import numpy as np
import pytest

from pointsay.errors import UnknownMetric
from pointsay.evaluation.records import DEPTH, QueryResult
from pointsay.evaluation.scores import (
    METRICS,
    by_kind,
    find_metric,
    macro,
    per_query,
    score,
    table,
)

NAMES = [f"{name}@5" if METRICS[name].takes_k else name for name in METRICS]


def one(query_id: str, kind: str, *ranks: int, **rest: object) -> QueryResult:
    return QueryResult(query_id, kind, ranks, ranked=20, **rest)  # type: ignore[arg-type]


RESULTS = [
    one("q1", "colour", 1, 4, hard=(2, 3), has_hard=True),
    one("q2", "colour", 7, subset=(2,), has_hard=True),
    one("q3", "sleeve", 3, subset=(1, 5), forbidden=(1, 6), has_forbidden=True),
    one("q4", "hidden"),  # the truth of a test split
]


def random_results(count: int, seed: int) -> list[QueryResult]:
    """Draw rankings of small galleries: targets, hard negatives and forbidden ones among them."""
    rng = np.random.default_rng(seed)
    results = []
    for at in range(count):
        ranked = int(rng.integers(1, 30))
        labels = rng.choice(
            ["target", "hard", "forbidden", "other"], ranked, p=[0.2, 0.2, 0.1, 0.5]
        )
        places = {
            name: tuple(int(place) + 1 for place in np.flatnonzero(labels == name))
            for name in ("target", "hard", "forbidden")
        }
        results.append(
            QueryResult(
                query_id=str(at),
                kind="abc"[at % 3],
                ranks=places["target"],
                hard=places["hard"],
                forbidden=places["forbidden"],
                has_hard=bool(places["hard"]),
                has_forbidden=bool(places["forbidden"]),
                subset=tuple(sorted(rng.choice(6, at % 3, replace=False) + 1)),
                ranked=ranked,
            )
        )
    return results


def by_hand(result: QueryResult, family: str, k: int) -> float | None:
    """Each metric from its words, on a list that says what is at each place."""
    right = [place in result.ranks for place in range(1, result.ranked + 1)]
    if family == "subset_recall":
        return max(float(rank <= k) for rank in result.subset) if result.subset else None
    if family in ("hard_rate", "violation_rate"):
        wrong = result.hard if family == "hard_rate" else result.forbidden
        if not wrong:
            return None
        return float(np.mean([place in wrong for place in range(1, result.ranked + 1)][:k]))
    if not any(right):
        return None
    first = right.index(True) + 1
    if family == "recall":
        return float(any(right[:k]))
    if family == "map":
        precisions = [np.mean(right[: at + 1]) for at in range(min(k, len(right))) if right[at]]
        return float(sum(precisions) / min(k, sum(right)))
    return 1 / first if family == "mrr" else float(first)


@pytest.mark.parametrize("family", list(METRICS))
@pytest.mark.parametrize("k", [1, 3, 10, 50])
def test_every_metric_equals_its_words(family: str, k: int) -> None:
    results = random_results(60, seed=k)
    name = f"{family}@{k}" if METRICS[family].takes_k else family
    truth = [by_hand(result, family, k) for result in results]
    found = per_query(results, name)
    assert found == pytest.approx(
        [np.nan if value is None else value for value in truth], nan_ok=True
    )
    defined = [value for value in truth if value is not None]
    assert len(defined) < len(truth)  # the sample has queries that say nothing
    whole = score(results, name)
    assert (whole.counted, whole.undefined) == (len(defined), len(truth) - len(defined))
    middle = np.median if family == "median_rank" else np.mean
    assert whole.value == pytest.approx(middle(defined))
    kinds = {
        kind: [v for v, r in zip(truth, results, strict=True) if r.kind == kind and v is not None]
        for kind in "abc"
    }
    for kind, values in by_kind(results, name).items():
        assert values.counted == len(kinds[kind])
        assert values.value == pytest.approx(
            middle(kinds[kind]) if kinds[kind] else math.nan, nan_ok=True
        )
    means = [middle(values) for values in kinds.values() if values]
    assert macro(results, name).value == pytest.approx(np.mean(means))


def test_undefined_queries_are_counted_and_never_nought() -> None:
    assert score(RESULTS, "recall@5").value == pytest.approx(2 / 3)
    assert score(RESULTS, "recall@5").undefined == 1
    assert score(RESULTS, "subset_recall@1").counted == 2
    assert score(RESULTS, "hard_rate@4").value == pytest.approx(0.25)
    assert score(RESULTS, "violation_rate@1").value == 1.0
    nothing = score(RESULTS[3:], "recall@5")
    assert math.isnan(nothing.value)
    assert (nothing.counted, nothing.undefined) == (0, 1)


def test_kinds_weigh_the_same_in_the_mean_over_them() -> None:
    assert by_kind(RESULTS, "recall@5")["colour"].value == 0.5
    assert macro(RESULTS, "recall@5").value == pytest.approx((0.5 + 1.0) / 2)
    assert list(by_kind(RESULTS, "mrr")) == ["colour", "sleeve", "hidden"]


@pytest.mark.parametrize(
    "name", ["", "recal@5", "recall", "recall@0", "recall@-1", "recall@05", "mrr@5", "recall@5 "]
)
def test_unknown_names_are_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UnknownMetric) as refused:
        find_metric(name)
    for known in METRICS:
        assert known in refused.value.hint


def test_rates_end_where_records_end() -> None:
    assert find_metric(f"hard_rate@{DEPTH}").k == DEPTH
    with pytest.raises(UnknownMetric, match=f"first {DEPTH} results"):
        find_metric(f"violation_rate@{DEPTH + 1}")
    assert find_metric(f"recall@{DEPTH + 1}").k == DEPTH + 1  # ranks of targets are all kept


def test_titles() -> None:
    assert [find_metric(name).title for name in ("recall@10", "map@5", "mrr", "median_rank")] == [
        "Recall@10",
        "mAP@5",
        "MRR",
        "Median rank",
    ]


def test_table() -> None:
    text = table({"sum": RESULTS, "image_only": RESULTS[:1]}, ["recall@5", "mean_rank"], mean=True)
    assert text.splitlines() == [
        "                n   recall@5  mean_rank",
        "colour",
        "sum             2       50.0        4.0",
        "image_only      1      100.0        1.0",
        "sleeve",
        "sum             1      100.0        3.0",
        "hidden",
        "sum             1          -          -",
        "ALL",
        "sum             4       66.7        3.7",
        "image_only      1      100.0        1.0",
        "MEAN",
        "sum             4       75.0        3.5",
        "image_only      1      100.0        1.0",
        "sum: recall@5 is over 3 queries; it is not defined for 1",
        "sum: mean_rank is over 3 queries; it is not defined for 1",
    ]


def test_nothing_at_all_scores_nothing() -> None:
    for name in NAMES:
        assert score([], name).counted == 0
        assert per_query([], name).shape == (0,)
