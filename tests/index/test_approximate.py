"""The index of large galleries against a full sort."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.shops import best, shop
from pointsay.index import ApproximateIndex, Index, Policy, Recall, check_index
from pointsay.index.exact import ExactIndex
from pointsay.index.rows import Rows
from pointsay.index.settings import Costs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

ROWS, BUILT = 6000, 5000
LISTS_PAY = Costs(row=1.0, code=1e-3, check=1e-5, search=1e-9)
ALWAYS = Policy(exact_rows=0, target=0.97, tail_rows=10**9)


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return shop(ROWS)


@pytest.fixture(scope="module")
def young(matrix: Matrix) -> ApproximateIndex:
    return built(matrix[:BUILT])


@pytest.fixture(scope="module")
def grown(matrix: Matrix, young: ApproximateIndex) -> ApproximateIndex:
    """A fifth of its rows are dead, of those in lists and of those behind."""
    live = np.random.default_rng(2).random(ROWS) < 0.8
    return ApproximateIndex(young.rows.later(matrix, live), young.inverted, young.settings)


def built(matrix: Matrix) -> ApproximateIndex:
    recall, live = Recall(None, ALWAYS), np.ones(len(matrix), dtype=bool)
    recall.renew(1, matrix, live)
    index = recall.index(1, matrix, live)
    assert isinstance(index, ApproximateIndex)
    return reading_lists(index)


def reading_lists(index: ApproximateIndex) -> ApproximateIndex:
    """Return it as if lists paid, which in so small a gallery they do not."""
    return ApproximateIndex(index.rows, index.inverted, replace(index.settings, costs=LISTS_PAY))


def build(matrix: Matrix) -> Index:
    if len(matrix) == 0:
        return Recall(None, ALWAYS).index(1, matrix, np.ones(0, dtype=bool))
    return built(matrix)


def questions(matrix: Matrix, count: int = 25) -> Matrix:
    rng = np.random.default_rng(9)
    mixed = matrix[rng.integers(len(matrix), size=count)]
    return np.asarray(mixed + matrix[rng.integers(len(matrix), size=count)], dtype=np.float32)


def share_found(
    index: ApproximateIndex, matrix: Matrix, k: int, allowed: NDArray[np.bool_] | None
) -> float:
    everything = np.ones(len(matrix), dtype=bool)
    usable = everything if allowed is None else allowed
    usable = usable if index.live is None else usable & index.live
    shares = []
    for query in questions(matrix):
        truth = best(matrix, query, k, usable)
        found = index.search(query, k, allowed)
        assert usable[found.rows].all()
        assert len(found.rows) == len(set(found.rows.tolist())) == len(truth)
        assert (found.scores == np.vecdot(matrix[found.rows], query)).all()
        shares.append(len(truth & set(found.rows.tolist())) / len(truth))
    return float(np.mean(shares))


def test_conforms() -> None:
    check_index(build, recall=0.95)


@pytest.mark.parametrize("k", [1, 20, 250])
def test_finds_what_the_target_asks_for(k: int, young: ApproximateIndex, matrix: Matrix) -> None:
    assert young.settings.reached >= 0.97
    assert share_found(young, matrix[:BUILT], k, None) >= 0.95


def test_reads_a_part_of_the_lists_only(young: ApproximateIndex, matrix: Matrix) -> None:
    read = []
    scan = young.inverted.scan

    def watched(query, k, chosen, near, bits):  # type: ignore[no-untyped-def]
        read.append(young.inverted.lists.sizes[chosen].sum())
        return scan(query, k, chosen, near, bits)

    young.inverted.scan = watched  # type: ignore[method-assign]
    try:
        for query in matrix[:40]:
            young.search(query, 20)
    finally:
        young.inverted.scan = scan  # type: ignore[method-assign]
    assert len(read) >= 40
    assert np.sum(read) / 40 < 0.4 * BUILT


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.02, 0.001])
def test_filters_lose_nothing_whatever_they_let_through(
    share: float, grown: ApproximateIndex, matrix: Matrix
) -> None:
    allowed = np.random.default_rng(4).random(ROWS) < share
    assert share_found(grown, matrix, 30, allowed) >= 0.95


def test_a_filter_against_the_query_is_served_too(grown: ApproximateIndex, matrix: Matrix) -> None:
    """Shoes asked for, shirts allowed: all that may be found lies far from the query."""
    for query in questions(matrix, 6):
        scores = matrix @ query
        allowed = scores < np.quantile(scores, 0.6)
        assert grown.live is not None
        truth = best(matrix, query, 30, allowed & grown.live)
        found = set(grown.search(query, 30, allowed).rows.tolist())
        assert len(truth & found) >= 28


def test_new_rows_are_found_and_dead_ones_are_not(grown: ApproximateIndex, matrix: Matrix) -> None:
    assert grown.live is not None
    for row in (BUILT + 3, ROWS - 1, 17, 4021):
        first = grown.search(matrix[row], 1).rows[0]
        assert (first == row) == bool(grown.live[row])
    assert share_found(grown, matrix, 40, None) >= 0.95


def test_lists_that_took_new_rows_in_search_them(young: ApproximateIndex, matrix: Matrix) -> None:
    longer = young.inverted.grown(matrix, np.arange(BUILT, ROWS))
    index = ApproximateIndex(Rows(matrix), longer, young.settings)
    assert share_found(index, matrix, 40, None) >= 0.95
    assert len(young.inverted) == BUILT  # an older moment is as it was
    assert share_found(young, matrix[:BUILT], 40, None) >= 0.95


def test_moments_follow_writes_without_a_scan(
    grown: ApproximateIndex, matrix: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert grown.live is not None
    alive = matrix[grown.live].astype(np.float64)
    monkeypatch.setattr("pointsay.index.tally.Tally.of", None)
    moments = grown.moments()
    np.testing.assert_allclose(moments.mean, alive.mean(0), atol=1e-12)
    np.testing.assert_allclose(moments.covariance, np.cov(alive.T, ddof=0), atol=1e-12)


def test_half_precision_is_searched_as_it_is(matrix: Matrix) -> None:
    half = matrix[:2000].astype(np.float16)
    index = built(half)  # type: ignore[arg-type]
    wide = half.astype(np.float32)
    assert share_found(index, wide, 20, None) >= 0.95
    assert index.vectors(np.array([3])).dtype == np.float32
    exact = ExactIndex(half)  # type: ignore[arg-type]
    assert exact.search(wide[5], 3).scores.tolist() == (
        ExactIndex(wide).search(wide[5], 3).scores.tolist()
    )


def test_refuses_a_k_below_one(young: ApproximateIndex, matrix: Matrix) -> None:
    with pytest.raises(ValueError, match="k must be at least 1"):
        young.search(matrix[0], 0)


def test_rows_that_are_all_alike_are_still_found() -> None:
    matrix = np.repeat(shop(3), 400, axis=0)
    index = built(matrix)
    for k in (1, 30, 700):
        found = index.search(matrix[0], k)
        assert found.rows.tolist() == list(range(min(k, 400))) + found.rows.tolist()[400:]
        assert len(set(found.rows.tolist())) == k


@pytest.mark.parametrize("rows", [1, 2, 5, 17])
def test_a_handful_of_rows_is_searched_too(rows: int) -> None:
    matrix = shop(rows)
    found = built(matrix).search(matrix[0], 1)
    assert found.rows.tolist() == [0]


def test_few_allowed_rows_are_scored_one_by_one(young: ApproximateIndex, matrix: Matrix) -> None:
    cheap = replace(young.settings, costs=Costs(row=1e-9, code=1.0, check=1.0, search=1.0))
    index = ApproximateIndex(young.rows, young.inverted, cheap)
    for allowed in (None, np.arange(BUILT) % 3 == 0):
        exact = ExactIndex(matrix[:BUILT]).search(matrix[9], 50, allowed)
        assert index.search(matrix[9], 50, allowed).rows.tolist() == exact.rows.tolist()
