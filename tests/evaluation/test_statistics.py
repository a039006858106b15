from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pointsay.evaluation.statistics import (
    bootstrap_interval,
    holm,
    mcnemar_test,
    mean,
    median,
    paired_bootstrap,
    percentile_interval,
    resampled,
    sign_flip_test,
    standing,
)

Floats = NDArray[np.float64]


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Means of 80 exponential draws: 95 % intervals must hold the true mean about 95 % of times."""
    rng = np.random.default_rng(11)
    covered = 0
    for trial in range(400):
        found = bootstrap_interval(rng.exponential(2.0, size=80), resamples=400, seed=trial)
        covered += found.low <= 2.0 <= found.high
    assert 0.90 <= covered / 400 <= 0.98


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    hits = np.repeat([1.0, 0.0], [300, 700])
    found = bootstrap_interval(hits, resamples=20_000)
    width = 1.959964 * math.sqrt(0.3 * 0.7 / 1000)
    assert found.low == pytest.approx(0.3 - width, abs=2e-3)
    assert found.high == pytest.approx(0.3 + width, abs=2e-3)


def test_bootstrap_of_two_scores_has_the_known_distribution() -> None:
    draws = resampled(np.array([0.0, 1.0]), resamples=40_000, seed=3)
    values, counts = np.unique(draws, return_counts=True)
    assert values.tolist() == [0.0, 0.5, 1.0]
    assert counts / 40_000 == pytest.approx([0.25, 0.5, 0.25], abs=0.01)


def test_strata_are_drawn_each_on_its_own_and_weigh_the_same() -> None:
    scores = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
    strata = ["a", "a", "a", "b", "b"]
    draws = resampled(scores, strata=strata, resamples=50)
    assert (draws == 0.5).all()  # no draw can take a query of another stratum
    assert resampled(scores, resamples=50).std() > 0
    mixed = np.array([0.0, 1.0, 0.0, 1.0, 0.0])
    truth = 0.5 * np.mean([0, 1, 0]) + 0.5 * np.mean([1, 0])
    assert resampled(mixed, strata=strata, resamples=40_000).mean() == pytest.approx(
        truth, abs=5e-3
    )


def test_equal_seeds_draw_equal_queries() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.random(50), rng.random(50)
    apart = resampled(one, seed=5) - resampled(other, seed=5)
    assert apart == pytest.approx(resampled(one - other, seed=5))
    assert (resampled(one, seed=5) == resampled(one, seed=5)).all()
    assert (resampled(one, seed=5) != resampled(one, seed=6)).any()


def test_a_median_is_resampled_as_a_median() -> None:
    ranks = np.arange(1.0, 102.0)
    found = bootstrap_interval(ranks, statistic=median)
    assert found.low < 51 < found.high
    outliers = np.where(ranks > 95, 1e9, ranks)
    assert bootstrap_interval(outliers, statistic=median).high < 1e3


def test_what_belongs_together_is_drawn_together() -> None:
    """Four equal wordings of each wish say no more than one: the same draws, not narrower ones."""
    scores = np.random.default_rng(3).random(40)
    wishes = [f"wish {at}" for at in range(40)]
    four = resampled(np.repeat(scores, 4), clusters=np.repeat(wishes, 4).tolist())
    assert four == pytest.approx(resampled(scores))
    assert four.std() > 1.8 * resampled(np.repeat(scores, 4)).std()


@pytest.mark.parametrize(("statistic", "middle"), [(mean, np.mean), (median, np.median)])
def test_clusters_of_different_sizes(
    statistic: Callable[[Floats], Floats], middle: Callable[[list[float]], float]
) -> None:
    groups = {"a": [0.1, 0.2, 0.9], "b": [0.5], "c": [0.7, 0.3]}
    scores = np.array([0.1, 0.5, 0.2, 0.7, 0.9, 0.3])
    draws = resampled(scores, clusters=list("abacac"), statistic=statistic)
    possible = {
        round(float(middle([score for name in names for score in groups[name]])), 9)
        for names in itertools.product("abc", repeat=3)
    }
    assert {round(float(draw), 9) for draw in draws} == possible


def test_clusters_change_sign_together() -> None:
    first, second = np.array([1.0, 0.5, 0.9, 0.2, 0.1]), np.array([0.0, 0.1, 0.2, 0.6, 0.0])
    apart = first - second
    together = [float(apart[0] + apart[1]), float(apart[2] + apart[3]), float(apart[4])]
    truth = flip_by_hand(together, [1 / 5] * 3)
    assert sign_flip_test(first, second, clusters=list("aabbc")) == pytest.approx(truth)
    wide = paired_bootstrap(np.repeat(first, 9), np.repeat(second, 9), clusters=list("abcde") * 9)
    assert wide.difference == pytest.approx(float(apart.mean()))


def test_percentile_interval() -> None:
    found = percentile_interval(np.arange(101.0), level=0.9)
    assert (found.low, found.high) == pytest.approx((5.0, 95.0))


@pytest.mark.parametrize("scores", [[], [1.0, float("nan")]])
def test_undefined_scores_are_refused(scores: list[float]) -> None:
    with pytest.raises(ValueError, match="undefined"):
        resampled(np.array(scores))


def flip_by_hand(apart: list[float], weights: list[float]) -> float:
    observed = abs(sum(w * d for w, d in zip(weights, apart, strict=True)))
    patterns = list(itertools.product([1, -1], repeat=len(apart)))
    extreme = 0
    for signs in patterns:
        total = sum(w * s * d for w, s, d in zip(weights, signs, apart, strict=True))
        extreme += abs(total) >= observed - 1e-9
    return extreme / len(patterns)


SCORES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.sampled_from([0.0, 0.1, 0.5, 1.0])),
    min_size=1,
    max_size=9,
)


@given(SCORES)
def test_few_sign_patterns_are_all_tried(pairs: list[tuple[float, float]]) -> None:
    first, second = np.array(pairs).T
    apart = (first - second).tolist()
    truth = flip_by_hand(apart, [1 / len(apart)] * len(apart))
    assert sign_flip_test(first, second) == pytest.approx(truth)
    assert sign_flip_test(second, first) == pytest.approx(truth)


def test_strata_weigh_the_differences_they_hold() -> None:
    first, second = np.array([1.0, 0.5, 0.9, 0.2, 0.1]), np.array([0.0, 0.1, 0.2, 0.6, 0.0])
    strata = ["a", "a", "a", "a", "b"]
    weights = [1 / 8] * 4 + [1 / 2]
    truth = flip_by_hand((first - second).tolist(), weights)
    assert sign_flip_test(first, second, strata=strata) == pytest.approx(truth)
    compared = paired_bootstrap(first, second, strata=strata)
    means = [np.mean((first - second)[:4]), (first - second)[4]]
    assert compared.difference == pytest.approx(np.mean(means))


def test_drawn_sign_patterns_come_close_to_all_of_them() -> None:
    rng = np.random.default_rng(4)
    first, second = rng.random(14) + 0.15, rng.random(14)
    truth = sign_flip_test(first, second, permutations=2**14)
    assert truth == pytest.approx(flip_by_hand((first - second).tolist(), [1 / 14] * 14))
    assert 0.01 < truth < 0.9
    assert sign_flip_test(first, second, permutations=8000, seed=1) == pytest.approx(
        truth, abs=0.02
    )


def test_methods_that_do_not_differ_are_seldom_told_apart() -> None:
    """Under no difference, p < 0.1 in about a tenth of trials, for both tests."""
    rng = np.random.default_rng(8)
    flips, boots = [], []
    for trial in range(200):
        first, second = rng.random((2, 60))
        flips.append(sign_flip_test(first, second, permutations=200, seed=trial))
        boots.append(paired_bootstrap(first, second, resamples=200, seed=trial).p)
    assert 0.04 <= np.mean(np.array(flips) < 0.1) <= 0.17
    assert 0.04 <= np.mean(np.array(boots) < 0.1) <= 0.17


def test_methods_that_differ_are_told_apart() -> None:
    rng = np.random.default_rng(2)
    second = rng.random(300)
    first = second + rng.normal(0.1, 0.2, 300)
    compared = paired_bootstrap(first, second)
    assert compared.interval.low < compared.difference < compared.interval.high
    assert compared.interval.low > 0.0
    assert compared.p == 2 / 2001
    assert sign_flip_test(first, second) == 1 / 10_001
    same = paired_bootstrap(second, second)
    assert (same.difference, same.p, sign_flip_test(second, second)) == (0.0, 1.0, 1.0)


def mcnemar_by_hand(wins: int, losses: int) -> float:
    total = wins + losses
    chances = [math.comb(total, one) / 2**total for one in range(total + 1)]
    observed = chances[wins]
    return float(sum(chance for chance in chances if chance <= observed * (1 + 1e-12)))


@given(wins=st.integers(0, 30), losses=st.integers(0, 30), both=st.integers(1, 5))
def test_mcnemar_is_the_exact_binomial(wins: int, losses: int, both: int) -> None:
    first = np.repeat([1.0, 0.0, 1.0], [wins, losses, both])
    second = np.repeat([0.0, 1.0, 1.0], [wins, losses, both])
    assert mcnemar_test(first, second) == pytest.approx(mcnemar_by_hand(wins, losses))


def test_mcnemar_over_thousands_of_queries() -> None:
    first, second = np.repeat([1.0, 0.0], [3100, 2900]), np.repeat([0.0, 1.0], [3100, 2900])
    normal = math.erfc((200 - 1) / math.sqrt(6000) / math.sqrt(2))
    assert mcnemar_test(first, second) == pytest.approx(normal, rel=0.02)
    with pytest.raises(ValueError, match="0 or 1"):
        mcnemar_test(np.array([0.5]), np.array([1.0]))


def test_pairs_must_be_pairs() -> None:
    for first, second in ([1.0], [1.0, 0.0]), ([], []):
        with pytest.raises(ValueError, match="same queries"):
            sign_flip_test(np.array(first), np.array(second))


def test_holm_by_hand() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_standing_names_queries_by_how_much_they_differ() -> None:
    names = ["a", "b", "c", "d", "e"]
    first, second = np.array([1.0, 0.2, 0.5, 0.0, 0.0]), np.array([0.5, 0.9, 0.5, 1.0, 0.9])
    found = standing(names, first, second)
    assert found.wins == ("a",)
    assert found.losses == ("d", "e", "b")
    assert found.ties == ("c",)
    ranks = standing(names, first, second, higher_is_better=False)
    assert (ranks.wins, ranks.losses) == (found.losses, found.wins)
