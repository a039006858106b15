from __future__ import annotations

import numpy as np
import pytest

from pointsay.evaluation.geometry import (
    coverage,
    effective_dimension,
    gap,
    intrinsic_dimension,
    spread,
    stretch,
)

RNG = np.random.default_rng(3)


def _flat(count: int, dimension: int, width: int) -> np.ndarray:
    """Points of a plane of some dimension, turned into a wider space."""
    turn = np.linalg.qr(RNG.normal(size=(width, width)))[0]
    points = np.zeros((count, width))
    points[:, :dimension] = RNG.uniform(size=(count, dimension))
    return (points @ turn).astype(np.float32)


def test_spread_is_the_sum_of_the_variances() -> None:
    rows = RNG.normal(size=(50, 4)).astype(np.float32)
    assert spread(rows) == pytest.approx(sum(np.var(rows[:, at]) for at in range(4)), rel=1e-5)


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_the_dimension_of_a_flat_cloud_is_found(dimension: int) -> None:
    rows = _flat(1500, dimension, 12)
    assert intrinsic_dimension(rows) == pytest.approx(dimension, rel=0.15)
    assert effective_dimension(rows) == pytest.approx(dimension, rel=0.1)


def test_a_circle_has_one_dimension_but_varies_in_two_directions() -> None:
    angle = RNG.uniform(0, 2 * np.pi, 800)
    rows = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1).astype(np.float32)
    assert intrinsic_dimension(rows) == pytest.approx(1.0, rel=0.15)
    assert effective_dimension(rows) == pytest.approx(2.0, rel=0.05)


def test_repeated_rows_change_nothing() -> None:
    rows = _flat(300, 3, 6)
    assert intrinsic_dimension(np.repeat(rows, 2, axis=0)) == intrinsic_dimension(rows)


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="ten different rows"):
        intrinsic_dimension(np.ones((40, 3), np.float32))


def test_the_gap_is_between_the_means() -> None:
    rows = RNG.normal(size=(30, 3)).astype(np.float32)
    assert gap(rows, rows + np.float32([3, 0, 4])) == pytest.approx(5.0, rel=1e-5)


def test_coverage_counts_what_lies_within_the_radius() -> None:
    tube = np.zeros((1, 2), np.float32)
    cloud = np.array([[0.1, 0], [0, 0.5], [2, 0], [0, 3]], np.float32)
    shares = [coverage(cloud, tube, radius) for radius in (0.05, 0.2, 0.6, 2.5, 4.0)]
    assert shares == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_more_rows_than_a_block_are_all_looked_at() -> None:
    cloud = RNG.normal(size=(1100, 3)).astype(np.float32)
    nearest = np.array([min(np.linalg.norm(one - two) for two in cloud[:7]) for one in cloud])
    assert coverage(cloud, cloud[:7], 0.8) == pytest.approx(np.mean(nearest <= 0.8))


def test_the_stretch_of_a_linear_map_is_bounded_by_its_norm() -> None:
    matrix = np.diag([3.0, 1.0, 0.5]).astype(np.float32)
    rows = RNG.normal(size=(2000, 3)).astype(np.float32)
    median, largest = stretch(lambda x: x @ matrix, rows, 0.1, seed=1)
    assert 0.5 < median < largest <= 3.01
    assert largest == pytest.approx(3.0, rel=0.02)
