from __future__ import annotations

import numpy as np
import pytest

from index.shops import shop
from pointsay.index.diversity import first_of_families, relevant_and_new


@pytest.mark.parametrize(
    ("families", "kept"),
    [
        ([], []),
        ([4, 4, 4], [0]),
        ([2, 1, 2, 1, 0], [0, 1, 4]),
        ([-1, 3, -1, 3, -1], [0, 1, 2, 4]),
        ([-1, -2, -1], [0, 1, 2]),
    ],
)
def test_the_best_of_each_family_stays(families: list[int], kept: list[int]) -> None:
    assert first_of_families(np.array(families, dtype=np.int64)).tolist() == kept


def by_definition(scores: np.ndarray, vectors: np.ndarray, weight: float) -> list[int]:
    """Carbonell and Goldstein, one candidate at a time."""
    likeness = vectors @ vectors.T
    low, high, worst, top = likeness.min(), likeness.max(), scores.min(), scores.max()
    relevance = low + (scores.astype(float) - worst) / (top - worst) * (high - low)
    chosen: list[int] = []
    while len(chosen) < len(scores):
        rest = [at for at in range(len(scores)) if at not in chosen]

        def gain(at: int) -> float:
            if not chosen:
                return float(relevance[at])
            nearest = max(likeness[at, other] for other in chosen)
            return float(weight * relevance[at] - (1 - weight) * nearest)

        chosen.append(max(rest, key=lambda at: (gain(at), -at)))
    return chosen


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.7, 1.0])
def test_order_is_the_papers(weight: float) -> None:
    vectors = shop(40, dim=6, clusters=5)
    scores = np.sort(vectors @ vectors[0])[::-1].astype(np.float32)
    order = relevant_and_new(scores, vectors, weight)
    assert order.tolist() == by_definition(scores, vectors, weight)


def test_the_same_thing_again_comes_last() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 0, 1, 2]]
    scores = np.array([0.9, 0.89, 0.88, 0.5, 0.4], dtype=np.float32)
    assert relevant_and_new(scores, vectors, 0.4).tolist()[:3] == [0, 3, 4]
    assert relevant_and_new(scores, vectors, 1.0).tolist() == [0, 1, 2, 3, 4]


def test_equal_scores_and_empty_lists_are_fine() -> None:
    vectors = shop(6, dim=4)
    assert sorted(relevant_and_new(np.ones(6, np.float32), vectors, 0.5)) == [0, 1, 2, 3, 4, 5]
    assert len(relevant_and_new(np.empty(0, np.float32), vectors[:0], 0.5)) == 0


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_refuses_a_weight_that_is_none(weight: float) -> None:
    with pytest.raises(ValueError, match="weight of relevance"):
        relevant_and_new(np.ones(2, np.float32), shop(2), weight)
