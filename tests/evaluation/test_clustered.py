from __future__ import annotations

import numpy as np
import pytest

from pointsay.errors import InvalidLimit
from pointsay.evaluation.clustered import (
    BLOCK,
    CLUSTERS,
    MAX_VECTORS,
    SPREAD,
    check_size,
    clustered_blocks,
    clustered_gallery,
    clustered_queries,
)

DIM = 64


def test_rows_are_float32_of_unit_length() -> None:
    gallery = clustered_gallery(3000, DIM)
    assert gallery.shape == (3000, DIM)
    assert gallery.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(gallery, axis=1), 1.0, atol=1e-6)


@pytest.mark.parametrize("count", [1, 7, BLOCK - 1, BLOCK, BLOCK + 1])
def test_a_longer_gallery_starts_with_the_shorter_one(count: int) -> None:
    longer = clustered_gallery(BLOCK + 40, 8, seed=3)
    np.testing.assert_array_equal(clustered_gallery(count, 8, seed=3), longer[:count])
    blocks = list(clustered_blocks(count, 8, seed=3))
    assert [len(block) for block in blocks[:-1]] == [BLOCK] * (len(blocks) - 1)
    np.testing.assert_array_equal(np.concatenate(blocks), longer[:count])


def test_seeds_and_streams_differ() -> None:
    gallery = clustered_gallery(50, DIM)
    for other in (clustered_gallery(50, DIM, seed=1), clustered_queries(50, DIM)):
        assert not np.isclose(gallery, other).all(axis=1).any()
    np.testing.assert_array_equal(clustered_queries(50, DIM), clustered_queries(50, DIM))


def test_cosines_are_those_of_clusters_and_not_of_noise() -> None:
    dim = 256
    gallery = clustered_gallery(2000, dim)
    cosines = (gallery @ gallery.T)[np.triu_indices(2000, 1)]
    same = cosines > 0.4  # many standard deviations (0.06 and 0.05) from either kind
    assert cosines[same].mean() == pytest.approx(1 / (1 + SPREAD**2), abs=0.01)
    assert cosines[~same].mean() == pytest.approx(0.0, abs=0.01)
    # Two of one cluster meet with the sum of the squared shares 1 / (c H), H = 1 + 1/2 + ...
    ranks = np.arange(1, CLUSTERS + 1)
    shares = 1 / ranks / (1 / ranks).sum()
    assert same.mean() == pytest.approx((shares**2).sum(), rel=0.15)


def test_queries_lie_in_the_clusters_of_the_gallery() -> None:
    gallery, queries = clustered_gallery(8000, DIM, seed=5), clustered_queries(40, DIM, seed=5)
    nearest = (queries @ gallery.T).max(axis=1)
    assert np.median(nearest) > 0.5
    strangers = clustered_queries(40, DIM, seed=6)
    assert np.median((strangers @ gallery.T).max(axis=1)) < 0.5


@pytest.mark.parametrize("count", [0, -1, MAX_VECTORS + 1, 1.5, True, "9"])
def test_a_count_that_is_none_is_refused(count: int) -> None:
    with pytest.raises(InvalidLimit, match=f"not {count!r}") as caught:
        clustered_gallery(count, DIM)
    assert caught.value.hint


def test_what_does_not_fit_is_refused_before_memory_is_taken() -> None:
    with pytest.raises(InvalidLimit, match=r"take 76\.3 GiB, more than the 8 GiB"):
        clustered_gallery(MAX_VECTORS, 1024)
    check_size(1024, 1024, memory_gib=4 / 1024)
    with pytest.raises(InvalidLimit, match="1025 vectors of 1024 numbers"):
        check_size(1025, 1024, memory_gib=4 / 1024)
