from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pointsay.evaluation import average_precision_at, recall_at


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


@pytest.mark.parametrize("k", [1, 3, 10, 50])
@pytest.mark.parametrize("targets", [1, 3, 10, 12])
def test_a_perfect_ranking_scores_one(k: int, targets: int) -> None:
    ranks = list(range(1, targets + 1))
    assert average_precision_at(ranks, k, targets) == pytest.approx(1.0)
    assert recall_at(ranks, k) == 1.0


def test_nothing_found_scores_nought() -> None:
    assert recall_at([], 10) == 0.0
    assert average_precision_at([], 10, 3) == 0.0
    assert average_precision_at([11], 10, 1) == 0.0


def test_the_edge_of_k_counts() -> None:
    assert recall_at([10], 10) == 1.0
    assert recall_at([11], 10) == 0.0


@pytest.mark.parametrize("targets", [0, -1])
def test_a_query_without_targets_is_refused(targets: int) -> None:
    with pytest.raises(ValueError, match="without targets"):
        average_precision_at([1], 10, targets)
