from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pointsay.index import ExactIndex, Index, check_index

if TYPE_CHECKING:
    from pointsay.types import Matrix, Vector


def unit_rows(rows: int, dim: int, seed: int = 0) -> Matrix:
    matrix = np.random.default_rng(seed).normal(size=(rows, dim)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def brute_force(
    matrix: Matrix, query: Vector, k: int, allowed: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    """The obvious way: score every row in plain Python, sort by (-score, row), cut."""
    scored = []
    for row, vector in enumerate(matrix.tolist()):
        if allowed is None or allowed[row]:
            scored.append((row, sum(a * b for a, b in zip(vector, query.tolist(), strict=True))))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]


@st.composite
def searches(draw: st.DrawFn) -> tuple[Matrix, Vector, int, NDArray[np.bool_] | None]:
    """Small whole numbers: products are exact in float32, so ties are true ties."""
    rows, dim = draw(st.integers(0, 40)), draw(st.integers(1, 5))
    numbers = st.integers(-2, 2)
    cells = draw(st.lists(numbers, min_size=rows * dim, max_size=rows * dim))
    query = draw(st.lists(numbers, min_size=dim, max_size=dim))
    k = draw(st.integers(1, 60))
    mask = draw(
        st.one_of(
            st.none(),
            st.lists(st.booleans(), min_size=rows, max_size=rows),
            st.sets(st.integers(0, max(0, rows - 1)), max_size=3).map(
                lambda chosen: [row in chosen for row in range(rows)]
            ),
        )
    )
    return (
        np.array(cells, dtype=np.float32).reshape(rows, dim),
        np.array(query, dtype=np.float32),
        k,
        None if mask is None else np.array(mask, dtype=bool),
    )


@given(searches())
def test_equals_brute_force_with_ties_by_row(
    search: tuple[Matrix, Vector, int, NDArray[np.bool_] | None],
) -> None:
    matrix, query, k, allowed = search
    found = ExactIndex(matrix).search(query, k, allowed)
    truth = brute_force(matrix, query, k, allowed)
    assert found.rows.tolist() == [row for row, _ in truth]
    assert found.scores.tolist() == [score for _, score in truth]
    assert found.rows.dtype == np.int64
    assert found.scores.dtype == np.float32


@pytest.mark.parametrize("density", [0.0, 0.01, 0.1, 0.24, 0.26, 0.5, 0.99, 1.0])
@pytest.mark.parametrize("k", [1, 7, 300, 1000])
def test_every_density_of_filter(density: float, k: int) -> None:
    matrix = unit_rows(300, 16)
    query = unit_rows(1, 16, seed=9)[0]
    allowed = np.random.default_rng(1).random(300) < density
    found = ExactIndex(matrix).search(query, k, allowed)
    truth = brute_force(matrix, query, k, allowed)
    assert found.rows.tolist() == [row for row, _ in truth]
    np.testing.assert_allclose(found.scores, [score for _, score in truth], atol=1e-5)


def test_vectors_come_back_in_the_order_asked_for_with_repeats() -> None:
    matrix = unit_rows(5, 3)
    rows = np.array([4, 0, 4], dtype=np.int64)
    np.testing.assert_array_equal(ExactIndex(matrix).vectors(rows), matrix[[4, 0, 4]])


def test_moments_equal_the_textbook_and_are_computed_across_chunks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pointsay.index.tally.CHUNK", 7)
    matrix = unit_rows(50, 4)
    moments = ExactIndex(matrix).moments()
    rows = matrix.astype(np.float64)
    mean = sum(rows) / len(rows)
    covariance = sum(np.outer(row - mean, row - mean) for row in rows) / len(rows)
    np.testing.assert_allclose(moments.mean, mean, atol=1e-12)
    np.testing.assert_allclose(moments.covariance, covariance, atol=1e-7)


def test_moments_of_nothing_are_zero_and_finite() -> None:
    moments = ExactIndex(np.zeros((0, 3), dtype=np.float32)).moments()
    assert moments.mean.tolist() == [0.0] * 3
    assert moments.covariance.tolist() == [[0.0] * 3] * 3


@pytest.mark.parametrize("k", [0, -1])
def test_refuses_a_k_below_one(k: int) -> None:
    with pytest.raises(ValueError, match="k must be at least 1"):
        ExactIndex(unit_rows(3, 2)).search(unit_rows(1, 2)[0], k)


@pytest.mark.parametrize(
    "matrix", [np.zeros((2, 2)), np.zeros(4, dtype=np.float32), np.zeros((1, 1, 1), np.float32)]
)
def test_refuses_what_is_no_matrix_of_floats(matrix: Matrix) -> None:
    with pytest.raises(ValueError, match="matrix of float32"):
        ExactIndex(matrix)


def test_is_an_index_and_conforms() -> None:
    assert isinstance(ExactIndex(unit_rows(2, 2)), Index)
    check_index(ExactIndex)
