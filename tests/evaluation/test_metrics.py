from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointsay.evaluation.metrics import (
    average_precision_at,
    best_rank,
    composition_gap,
    multi_reference_drop,
    paraphrase_spread,
    rate_at,
    recall_at,
    reciprocal_rank,
)


def recall_by_hand(relevant: list[bool], k: int) -> float:
    return 1.0 if sum(relevant[:k]) > 0 else 0.0


def average_precision_by_hand(relevant: list[bool], k: int, targets: int) -> float:
    """CIRCO's AP@K from its words: the precision at each relevant place, over min(K, targets)."""
    total = 0.0
    for place in range(1, min(k, len(relevant)) + 1):
        if relevant[place - 1]:
            total += sum(relevant[:place]) / place
    return total / min(k, targets)


@given(
    relevant=st.lists(st.booleans(), max_size=30),
    k=st.integers(1, 40),
    missing=st.integers(0, 3),
    seed=st.integers(0, 99),
)
def test_equal_the_plain_definitions(relevant: list[bool], k: int, missing: int, seed: int) -> None:
    ranks = [place for place, right in enumerate(relevant, start=1) if right]
    np.random.default_rng(seed).shuffle(ranks)  # the order of the list means nothing
    assert recall_at(ranks, k) == recall_by_hand(relevant, k)
    targets = len(ranks) + missing
    if targets:
        truth = average_precision_by_hand(relevant, k, targets)
        assert average_precision_at(ranks, k, targets) == pytest.approx(truth)
        assert 0.0 <= truth <= 1.0
    if True in relevant:
        first = relevant.index(True) + 1
        assert best_rank(ranks) == first
        assert reciprocal_rank(ranks) == 1 / first
    if relevant:  # the same pictures, had they been wrong ones
        assert rate_at(ranks, k, len(relevant)) == pytest.approx(np.mean(relevant[:k]))


@pytest.mark.parametrize("k", [1, 3, 10, 50])
@pytest.mark.parametrize("targets", [1, 3, 10, 12])
def test_a_perfect_ranking_scores_one(k: int, targets: int) -> None:
    ranks = list(range(1, targets + 1))
    assert average_precision_at(ranks, k, targets) == pytest.approx(1.0)
    assert recall_at(ranks, k) == 1.0
    assert reciprocal_rank(ranks) == 1.0


def test_nothing_found_scores_nought() -> None:
    assert recall_at([], 10) == 0.0
    assert average_precision_at([], 10, 3) == 0.0
    assert average_precision_at([11], 10, 1) == 0.0
    assert reciprocal_rank([]) == 0.0
    assert rate_at([], 10, 50) == 0.0
    with pytest.raises(ValueError, match="not ranked"):
        best_rank([])


def test_the_edge_of_k_counts() -> None:
    assert recall_at([10], 10) == 1.0
    assert recall_at([11], 10) == 0.0
    assert rate_at([10, 11], 10, 50) == 0.1


def test_a_gallery_smaller_than_k_is_all_that_is_looked_at() -> None:
    assert rate_at([1, 4], k=10, ranked=4) == 0.5
    assert recall_at([4], 10) == 1.0
    assert average_precision_at([4], 10, 1) == 0.25
    with pytest.raises(ValueError, match="ranked nothing"):
        rate_at([], 10, 0)


@pytest.mark.parametrize("targets", [0, -1])
def test_a_query_without_targets_is_refused(targets: int) -> None:
    with pytest.raises(ValueError, match="without targets"):
        average_precision_at([1], 10, targets)


def spread_by_hand(scores: list[float], wishes: list[str]) -> tuple[float, float]:
    widths, levels = [], []
    for wish in sorted({one for one in wishes if one}):
        said = [score for score, one in zip(scores, wishes, strict=True) if one == wish]
        if len(said) >= 2:
            pairs = itertools.combinations(said, 2)
            widths.append(max(abs(one - other) for one, other in pairs))
            levels.append(np.mean(said))
    width, level = float(np.mean(widths)), float(np.mean(levels))
    return width, width / level if level else math.nan


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.sampled_from(["", "a", "b", "c"])),
        max_size=20,
    )
)
def test_paraphrase_spread(rows: list[tuple[float, str]]) -> None:
    scores, wishes = [row[0] for row in rows], [row[1] for row in rows]
    if not any(wishes.count(wish) > 1 for wish in "abc"):
        with pytest.raises(ValueError, match="more than one way"):
            paraphrase_spread(scores, wishes)
        return
    spread = paraphrase_spread(scores, wishes)
    absolute, relative = spread_by_hand(scores, wishes)
    assert spread.absolute == pytest.approx(absolute)
    assert spread.relative == pytest.approx(relative, nan_ok=True)


def test_wording_that_does_not_matter_has_no_spread() -> None:
    spread = paraphrase_spread([0.5, 0.5, 1.0, 1.0], ["a", "a", "b", "b"])
    assert (spread.absolute, spread.relative) == (0.0, 0.0)


def test_the_order_of_wordings_means_nothing() -> None:
    """Means by position would call both of these the same; the spread over a wish does not."""
    crossed = paraphrase_spread([1.0, 0.0, 0.0, 1.0], ["a", "a", "b", "b"])
    assert crossed.absolute == 1.0
    assert crossed.relative == 2.0


def test_composition_gap() -> None:
    composed, image, text = [1.0, 1.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]
    assert composition_gap(composed, image, text) == pytest.approx(0.75 - 0.5)
    assert composition_gap(image, text, composed) == pytest.approx(0.25 - 0.75)
    assert composition_gap(composed, composed) == 0.0


def test_multi_reference_drop() -> None:
    scores, pointers = [1.0, 1.0, 0.0, 1.0, 0.0, 0.5], [1, 1, 1, 1, 2, 3]
    assert multi_reference_drop(scores, pointers) == pytest.approx((0.75 - 0.25) / 0.75)
    assert multi_reference_drop([0.5, 1.0], [1, 2]) == -1.0
    assert math.isnan(multi_reference_drop([0.0, 1.0], [1, 2]))
    for same in ([1, 1], [2, 3]):
        with pytest.raises(ValueError, match="one pointer and queries with several"):
            multi_reference_drop([1.0, 1.0], same)
