"""Transport distances against loops that follow the definitions and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pointsay.methods.transport import conditional, costs, sinkhorn

Numbers = NDArray[np.float64]


def draw(seed: int, n: int, k: int, m: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """Costs of random sets, some views missing, the first one never."""
    rng = np.random.default_rng(seed)
    present = rng.random((n, m)) < 0.7
    present[:, 0] = True
    return rng.uniform(0.0, 2.0, (n, k, m)), present


def plain_conditional(cost: Numbers, temperature: float) -> float:
    """One candidate, (K, m), nothing missing."""
    rows, columns = cost.shape
    there = 0.0
    for i in range(rows):
        weights = [math.exp(-cost[i, j] / temperature) for j in range(columns)]
        there += sum(w * cost[i, j] for j, w in enumerate(weights)) / sum(weights) / rows
    back = 0.0
    for j in range(columns):
        weights = [math.exp(-cost[i, j] / temperature) for i in range(rows)]
        back += sum(w * cost[i, j] for i, w in enumerate(weights)) / sum(weights) / columns
    return (there + back) / 2


def plain_sinkhorn(cost: Numbers, temperature: float) -> tuple[float, Numbers]:
    """One candidate, (K, m): textbook scaling of the kernel, without logarithms, to convergence."""
    rows, columns = cost.shape
    kernel = [[math.exp(-cost[i, j] / temperature) for j in range(columns)] for i in range(rows)]
    u, v = [1.0] * rows, [1.0] * columns
    for _ in range(5_000):
        u = [1 / rows / sum(kernel[i][j] * v[j] for j in range(columns)) for i in range(rows)]
        v = [1 / columns / sum(kernel[i][j] * u[i] for i in range(rows)) for j in range(columns)]
    plan = np.array([[u[i] * kernel[i][j] * v[j] for j in range(columns)] for i in range(rows)])
    return float((plan * cost).sum()), plan


sizes = st.tuples(st.integers(0, 99), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5))


@given(sizes, st.sampled_from([0.05, 0.3, 2.0]))
def test_conditional_transport_is_its_definition(
    size: tuple[int, int, int, int], temperature: float
) -> None:
    cost, present = draw(*size)
    expected = [
        plain_conditional(one[:, there], temperature)
        for one, there in zip(cost, present, strict=True)
    ]
    assert conditional(cost, present, temperature) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("temperature", [0.2, 1.0])
def test_sinkhorn_is_textbook_scaling(seed: int, temperature: float) -> None:
    cost, present = draw(seed, 3, 3, 4)
    expected = [
        plain_sinkhorn(one[:, there], temperature)[0]
        for one, there in zip(cost, present, strict=True)
    ]
    assert sinkhorn(cost, present, temperature, 400) == pytest.approx(expected, abs=1e-6)


def test_a_cold_plan_is_the_best_assignment() -> None:
    cost, present = draw(5, 6, 3, 3)
    present[:] = True
    permutations = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    best = [min(np.mean([one[i, p[i]] for i in range(3)]) for p in permutations) for one in cost]
    assert sinkhorn(cost, present, 0.002, 4_000) == pytest.approx(best, abs=5e-3)


@pytest.mark.parametrize("distance", [conditional, sinkhorn])
def test_what_holds_for_every_distance(distance) -> None:  # type: ignore[no-untyped-def]
    cost, present = draw(1, 8, 4, 6)
    whole = distance(cost, present, 0.1)
    assert whole.shape == (8,)
    order = np.random.default_rng(0).permutation(8)
    np.testing.assert_allclose(distance(cost[order], present[order], 0.1), whole[order])
    for at in range(8):  # no candidate depends on its neighbours
        np.testing.assert_allclose(
            distance(cost[at : at + 1], present[at : at + 1], 0.1), whole[at]
        )
    hidden = np.where(present[:, None, :], cost, 77.0)  # what a missing view costs is never read
    np.testing.assert_allclose(distance(hidden, present, 0.1), whole)
    hot = distance(cost, present, 1e6)
    mean = [one[:, there].mean() for one, there in zip(cost, present, strict=True)]
    assert hot == pytest.approx(mean, abs=1e-4)
    assert np.isfinite(distance(cost, present, 1e-4)).all()
    assert distance(cost[:0], present[:0], 0.1).shape == (0,)


@pytest.mark.parametrize("distance", [conditional, sinkhorn])
def test_one_caption_and_one_view_cost_what_they_cost(distance) -> None:  # type: ignore[no-untyped-def]
    cost = np.array([[[0.25]], [[1.5]]])
    assert distance(cost, np.ones((2, 1), bool), 0.1) == pytest.approx([0.25, 1.5])


def test_costs_are_one_less_the_cosine() -> None:
    rng = np.random.default_rng(2)
    captions, views = rng.normal(size=(3, 8)), rng.normal(size=(4, 5, 8))
    captions /= np.linalg.norm(captions, axis=1, keepdims=True)
    views /= np.linalg.norm(views, axis=2, keepdims=True)
    found = costs(captions.astype(np.float32), views.astype(np.float32))
    for n in range(4):
        for k in range(3):
            for m in range(5):
                assert found[n, k, m] == pytest.approx(1 - captions[k] @ views[n, m], abs=1e-6)
