"""How sure a score is, and whether two methods differ: bootstrap, permutation and sign tests.

Queries are what is drawn at random, so they are what is resampled. Every function takes one score
a query; NaNs (queries for which a metric is not defined) must be taken out first. Everything is a
function of its arguments and a seed.

Strata are the groups of queries whose means are averaged with equal weight (FashionIQ's three
categories). They are resampled each on its own, as their sizes are part of the benchmark. Clusters
are queries that are not independent of each other (one wish in several wordings): they are drawn,
and change sign, together, as otherwise intervals are too narrow and p-values too small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Statistic = Callable[[Floats], Floats]

RESAMPLES = 2000
PERMUTATIONS = 10_000
LEVEL = 0.95
_BLOCK = 4_000_000  # elements that are drawn at once: 32 MB
# Sums of the same numbers in another order may differ by rounding; such permutations are ties.
_ROUNDING = 1e-9


def mean(drawn: Floats) -> Floats:
    """Return the means of the last axis; NaNs are padding."""
    padded = bool(np.isnan(drawn).any())
    return np.asarray(np.nanmean(drawn, axis=-1) if padded else drawn.mean(axis=-1))


def median(drawn: Floats) -> Floats:
    """Return the medians of the last axis; NaNs are padding."""
    padded = bool(np.isnan(drawn).any())
    return np.asarray((np.nanmedian if padded else np.median)(drawn, axis=-1))


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a score lies with a given confidence."""

    low: float
    high: float


def resampled(
    scores: Floats,
    *,
    strata: Sequence[str] | None = None,
    clusters: Sequence[str] | None = None,
    statistic: Statistic = mean,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Floats:
    """Return a statistic of bootstrap samples: queries drawn with replacement.

    The same seed, number of scores, strata and clusters draw the same queries, so that what several
    calls return may be combined draw by draw (a difference, a ratio, a maximum).

    Args:
        scores: (N,) one a query, N > 0.
        strata: (N,) group of each query: drawn within each, and the statistic of each averaged.
        clusters: (N,) name of what each query is drawn together with; each is its own by default.
        statistic: Maps (B, n) to (B,), leaving out NaN.
        resamples: How many, R.
        seed: Of the draws.

    Returns:
        (R,) values of the statistic.

    Raises:
        ValueError: There are no scores, or one is NaN.
    """
    values = np.asarray(scores, dtype=np.float64)
    if not len(values) or np.isnan(values).any():
        raise ValueError("a bootstrap needs at least one score, and none that is undefined")
    rng = np.random.default_rng(seed)
    names = None if clusters is None else np.asarray(clusters)
    draws = []
    for rows in _groups(len(values), strata):
        units = _units(values[rows], None if names is None else names[rows].tolist())
        draws.append(_drawn(units, statistic, resamples, rng))
    return np.asarray(np.mean(draws, axis=0))


def _groups(count: int, strata: Sequence[str] | None) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of each stratum, in order of first appearance."""
    if strata is None:
        yield np.arange(count)
        return
    names = np.asarray(strata)
    for name in dict.fromkeys(strata):
        yield np.flatnonzero(names == name)


def _units(values: Floats, clusters: Sequence[str] | None) -> Floats:
    """Return (U, m) what is drawn: the scores of each cluster, padded with NaN to the longest."""
    if clusters is None:
        return values[:, None]
    members = [values[rows] for rows in _groups(len(values), clusters)]
    units = np.full((len(members), max(map(len, members))), np.nan)
    for unit, scores in zip(units, members, strict=True):
        unit[: len(scores)] = scores
    return units


def _drawn(units: Floats, statistic: Statistic, resamples: int, rng: np.random.Generator) -> Floats:
    step = max(1, _BLOCK // units.size)
    blocks = []
    for at in range(0, resamples, step):
        count = min(step, resamples - at)
        chosen = units[rng.integers(len(units), size=(count, len(units)))]
        blocks.append(statistic(chosen.reshape(count, -1)))
    return np.concatenate(blocks)


def percentile_interval(draws: Floats, level: float = LEVEL) -> Interval:
    """Return the middle ``level`` of bootstrap draws (Efron and Tibshirani, 1993, section 13.3)."""
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(draws, (tail, 100 - tail))
    return Interval(float(low), float(high))


def bootstrap_interval(
    scores: Floats,
    *,
    strata: Sequence[str] | None = None,
    clusters: Sequence[str] | None = None,
    statistic: Statistic = mean,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
    seed: int = 0,
) -> Interval:
    """Return the percentile interval of a statistic; arguments as `resampled`."""
    draws = resampled(
        scores,
        strata=strata,
        clusters=clusters,
        statistic=statistic,
        resamples=resamples,
        seed=seed,
    )
    return percentile_interval(draws, level)


@dataclass(frozen=True, slots=True)
class PairedBootstrap:
    """The difference of two methods, first minus second.

    Attributes:
        difference: Of the means.
        interval: Of the difference.
        p: Two-sided: twice the share of draws on the far side of no difference.
    """

    difference: float
    interval: Interval
    p: float


def paired_bootstrap(
    first: Floats,
    second: Floats,
    *,
    strata: Sequence[str] | None = None,
    clusters: Sequence[str] | None = None,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
    seed: int = 0,
) -> PairedBootstrap:
    """Compare two methods on the same queries by resampling the queries.

    The draw itself counts as one of the draws, so that p is never 0.

    Args:
        first: (N,) scores of one method.
        second: (N,) scores of the other for the same queries.
        strata: As in `resampled`.
        clusters: As in `resampled`.
        resamples: As in `resampled`.
        level: Share of draws inside the interval.
        seed: Of the draws.
    """
    apart = _apart(first, second)
    draws = resampled(apart, strata=strata, clusters=clusters, resamples=resamples, seed=seed)
    side = min(np.count_nonzero(draws <= 0), np.count_nonzero(draws >= 0))
    return PairedBootstrap(
        difference=float(apart @ _weights(len(apart), strata)),
        interval=percentile_interval(draws, level),
        p=min(1.0, 2 * (1 + int(side)) / (resamples + 1)),
    )


def sign_flip_test(
    first: Floats,
    second: Floats,
    *,
    strata: Sequence[str] | None = None,
    clusters: Sequence[str] | None = None,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> float:
    """Return the two-sided p of a permutation test on paired scores.

    If the methods did not differ, each query's difference could as well have had the other sign.
    The p-value is the share of sign patterns whose mean difference is at least as large. All 2^n
    patterns are tried when there are no more than ``permutations`` (n counts the queries, or
    clusters, that differ: the others have no sign to flip); otherwise they are drawn, and the
    observed one counts as a draw, which keeps the test exact (Phipson and Smyth, 2010).

    Args:
        first: (N,) scores of one method.
        second: (N,) scores of the other for the same queries.
        strata: As in `resampled`; weighs each difference by its stratum.
        clusters: As in `resampled`; the differences of a cluster flip together.
        permutations: How many patterns are drawn at most.
        seed: Of the draws.
    """
    apart = _apart(first, second)
    parts = apart * _weights(len(apart), strata)
    if clusters is not None:
        parts = np.array([parts[rows].sum() for rows in _groups(len(parts), clusters)])
    parts = parts[parts != 0]
    if not len(parts):
        return 1.0
    least = abs(float(parts.sum())) - _ROUNDING * float(np.abs(parts).sum())
    if 2 ** len(parts) <= permutations:
        patterns = np.arange(2 ** len(parts))[:, None] >> np.arange(len(parts)) & 1
        return float(np.mean(np.abs((2 * patterns - 1) @ parts) >= least))
    rng = np.random.default_rng(seed)
    extreme = 1
    step = max(1, _BLOCK // len(parts))
    for at in range(0, permutations, step):
        size = (min(step, permutations - at), len(parts))
        signs = rng.integers(2, size=size, dtype=np.int8) * 2 - 1
        extreme += int(np.count_nonzero(np.abs(signs @ parts) >= least))
    return extreme / (permutations + 1)


def mcnemar_test(first: Floats, second: Floats) -> float:
    """Return the two-sided p of McNemar's exact test on hits (scores of 0 or 1).

    Of the queries that only one method answers, each should answer half if they did not differ
    (McNemar, 1947; the exact binomial form).

    Raises:
        ValueError: A score is neither 0 nor 1.
    """
    apart = _apart(first, second)
    if not (np.isin(first, (0, 1)).all() and np.isin(second, (0, 1)).all()):
        raise ValueError("McNemar's test is for hits: every score must be 0 or 1")
    wins, losses = int(np.count_nonzero(apart > 0)), int(np.count_nonzero(apart < 0))
    discordant = wins + losses
    term = tail = 1  # whole numbers: 2^-n underflows where n exceeds a thousand queries
    for chosen in range(min(wins, losses)):
        term = term * (discordant - chosen) // (chosen + 1)
        tail += term
    return float(min(1.0, 2 * tail / 2**discordant))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for there being several (Holm, 1979), in the given order.

    Example:
        >>> holm([0.01, 0.5, 0.02])
        [0.03, 0.5, 0.04]
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for place, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[at]))
        adjusted[at] = largest
    return adjusted


@dataclass(frozen=True, slots=True)
class Standing:
    """Which queries one method answers better than another.

    Attributes:
        wins: Names of queries, the largest differences first.
        losses: The same, of those that it answers worse.
        ties: In the order of the queries.
    """

    wins: tuple[str, ...]
    losses: tuple[str, ...]
    ties: tuple[str, ...]


def standing(
    names: Sequence[str], first: Floats, second: Floats, *, higher_is_better: bool = True
) -> Standing:
    """Return where the first method wins against the second, query by query."""
    apart = _apart(first, second) * (1 if higher_is_better else -1)
    order = np.argsort(-np.abs(apart), kind="stable")
    return Standing(
        wins=tuple(names[at] for at in order if apart[at] > 0),
        losses=tuple(names[at] for at in order if apart[at] < 0),
        ties=tuple(name for name, by in zip(names, apart, strict=True) if by == 0),
    )


def _apart(first: Floats, second: Floats) -> Floats:
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != other.shape or not len(one):
        raise ValueError(f"paired scores must be of the same queries: {one.shape}, {other.shape}")
    return one - other


def _weights(count: int, strata: Sequence[str] | None) -> Floats:
    """Return the weight of each query in the mean of the strata's means; they add up to 1."""
    weights = np.empty(count)
    groups = list(_groups(count, strata))
    for rows in groups:
        weights[rows] = 1 / (len(groups) * len(rows))
    return weights
