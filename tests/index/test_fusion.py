from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from statistics import NormalDist
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pointsay.engine import rank, ranking
from pointsay.index import ExactIndex, fuse, score_all
from pointsay.types import Fusion, Modality, Query, Term

if TYPE_CHECKING:
    from pointsay.types import Matrix


def unit_rows(rows: int, dim: int, seed: int) -> Matrix:
    matrix = np.random.default_rng(seed).normal(size=(rows, dim)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def direct(query: Query, gallery: Matrix) -> NDArray[np.float64]:
    """The definition, row by row: a value for each term's cosine over the gallery, weighted sum."""
    rows = gallery.astype(np.float64)
    middle = rows.mean(axis=0) if query.centred else np.zeros(rows.shape[1])
    total = np.zeros(len(gallery))
    for term in query.terms:
        vector = term.vector.astype(np.float64)
        if query.centred and term.modality == "image":
            vector = (vector - middle) / np.linalg.norm(vector - middle)
        cosines = np.array([float(np.dot(vector, row - middle)) for row in rows])
        values = [value_of(one, cosines, query.fusion) for one in cosines]
        total += term.weight * np.array(values)
    return total


def value_of(cosine: float, cosines: NDArray[np.float64], fusion: Fusion) -> float:
    if fusion == "cosine":
        return cosine
    if fusion == "product":
        return math.log(max(cosine, 1e-3)) - math.log(max(float(cosines.mean()), 1e-3))
    spread = float(cosines.std())
    z = (cosine - float(cosines.mean())) / spread if spread > 1e-9 else 0.0
    return z if fusion == "standardised" else NormalDist().cdf(z)


def make_query(
    weights: list[float], dim: int, seed: int, fusion: Fusion, centred: bool = False
) -> Query:
    kinds: tuple[Modality, ...] = ("image", "text")
    vectors = unit_rows(len(weights), dim, seed + 1000)
    terms = zip(vectors, weights, strict=True)
    return Query(
        tuple(Term(vector, weight, kinds[at % 2]) for at, (vector, weight) in enumerate(terms)),
        fusion,
        centred,
    )


FUSIONS: tuple[Fusion, ...] = get_args(Fusion)
# The logarithm of a cosine near nought magnifies what float32 rounds away.
CLOSE: dict[Fusion, float] = {**dict.fromkeys(FUSIONS, 1e-4), "product": 1e-3}


@given(
    weights=st.lists(st.floats(-2, 2).map(lambda w: round(w, 3)), min_size=1, max_size=4),
    rows=st.integers(2, 80),
    dim=st.integers(2, 24),
    seed=st.integers(0, 10_000),
    fusion=st.sampled_from(FUSIONS),
    centred=st.booleans(),
)
def test_ranking_equals_the_definition(
    weights: list[float], rows: int, dim: int, seed: int, fusion: Fusion, centred: bool
) -> None:
    gallery = unit_rows(rows, dim, seed)
    query = make_query(weights, dim, seed, fusion, centred)
    truth = direct(query, gallery)
    ranked = rank(query, ExactIndex(gallery), rows)
    np.testing.assert_allclose(ranked.scores, truth[ranked.rows], atol=CLOSE[fusion], rtol=1e-4)
    assert sorted(ranked.rows.tolist()) == list(range(rows))
    # The same order wherever the definition itself tells two rows apart.
    assert np.all(np.diff(truth[ranked.rows]) < 2 * CLOSE[fusion])
    for score, why in zip(ranked.scores, ranked.why, strict=True):
        assert sum(why.values()) == pytest.approx(float(score), abs=1e-4, rel=1e-4)


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("fusion", FUSIONS)
def test_the_best_ten_are_those_of_the_definition(fusion: Fusion, centred: bool) -> None:
    gallery = unit_rows(2000, 32, 5)
    query = make_query([0.5, 0.5], 32, 6, fusion, centred)
    truth = np.argsort(-direct(query, gallery), kind="stable")[:10]
    assert rank(query, ExactIndex(gallery), 10).rows.tolist() == truth.tolist()


@pytest.mark.parametrize("fusion", FUSIONS)
def test_scales_are_those_of_the_whole_gallery_and_not_of_what_a_filter_lets_through(
    fusion: Fusion,
) -> None:
    gallery = unit_rows(60, 8, 2)
    query = make_query([0.4, 0.6], 8, 3, fusion)
    allowed = np.arange(60) % 3 == 0
    truth = direct(query, gallery)
    ranked = rank(query, ExactIndex(gallery), 100, allowed)
    assert ranked.rows.tolist() == sorted(np.flatnonzero(allowed), key=lambda row: -truth[row])
    np.testing.assert_allclose(ranked.scores, truth[ranked.rows], atol=CLOSE[fusion])


@pytest.mark.parametrize("fusion", ["percentile", "product"])
def test_a_large_gallery_is_recalled_first_and_the_candidates_ranked_exactly(
    fusion: Fusion, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery = unit_rows(1200, 16, 5)
    index = ExactIndex(gallery)
    query = make_query([0.5, 0.5], 16, 6, fusion)
    whole = rank(query, index, 10)
    monkeypatch.setattr(ranking, "WHOLE", 1199)
    monkeypatch.setattr(ranking, "POOL", 200)
    recalled = rank(query, index, 10)
    truth = direct(query, gallery)
    straight = direct(replace(query, fusion="standardised"), gallery)
    pool = np.argsort(-straight, kind="stable")[:200]
    expected = pool[np.argsort(-truth[pool], kind="stable")][:10]
    assert recalled.rows.tolist() == expected.tolist()
    assert recalled.scores.tolist() == sorted(recalled.scores.tolist(), reverse=True)
    assert len(set(recalled.rows) & set(whole.rows)) >= 9
    allowed = np.arange(1200) % 2 == 0  # few enough to be scored one by one
    even = [row for row in np.argsort(-truth, kind="stable") if row % 2 == 0]
    assert rank(query, index, 10, allowed).rows.tolist() == even[:10]


def test_k_beyond_the_pool_is_still_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "WHOLE", 10)
    monkeypatch.setattr(ranking, "POOL", 10)
    query = make_query([0.5, 0.5], 8, 1, "percentile")
    assert len(rank(query, ExactIndex(unit_rows(900, 8, 2)), 50).rows) == 50


@pytest.mark.parametrize("fusion", FUSIONS)
def test_equal_scores_fall_by_row(fusion: Fusion) -> None:
    gallery = np.tile(unit_rows(3, 8, 8), (4, 1))
    query = make_query([0.5, 0.5], 8, 9, fusion)
    ranked = rank(query, ExactIndex(gallery), 12)
    for group in np.split(ranked.rows, 3):
        assert len(set(group % 3)) == 1
        assert group.tolist() == sorted(group)


def test_a_product_of_cosines_ranks_as_the_product() -> None:
    gallery = np.abs(unit_rows(300, 12, 3))
    image, text = np.abs(unit_rows(2, 12, 4))
    query = Query((Term(image, 1.0, "image"), Term(text, 1.0, "text")), "product")
    products = (gallery @ image) * (gallery @ text)
    ranked = rank(query, ExactIndex(gallery), 300)
    assert ranked.rows.tolist() == np.argsort(-products, kind="stable").tolist()
    average = (gallery @ image).mean() * (gallery @ text).mean()
    np.testing.assert_allclose(np.exp(ranked.scores) * average, products[ranked.rows], rtol=1e-4)


def test_two_misses_are_no_hit() -> None:
    gallery = np.array([[-0.8, -0.6], [0.6, 0.8], [0.9, -0.436]], dtype=np.float32)
    terms = (
        Term(np.array([1, 0], dtype=np.float32), 1.0, "image"),
        Term(np.array([0, 1], dtype=np.float32), 1.0, "text"),
    )
    assert rank(Query(terms, "product"), ExactIndex(gallery), 3).rows.tolist() == [1, 2, 0]


def test_centring_takes_away_what_all_rows_share() -> None:
    shared = np.zeros(9, dtype=np.float32)
    shared[8] = 3.0
    own = np.hstack([unit_rows(200, 8, 3), np.zeros((200, 1), dtype=np.float32)])
    gallery = own + shared
    gallery /= np.linalg.norm(gallery, axis=1, keepdims=True)
    query = Query((Term(gallery[7], 1.0, "image"),), centred=True)
    index = ExactIndex(gallery)
    assert rank(replace(query, centred=False), index, 200).scores.min() > 0.8
    centred = rank(query, index, 200)
    assert centred.rows[0] == 7
    assert centred.scores.mean() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("fusion", FUSIONS)
def test_a_reference_that_is_the_mean_of_the_gallery_is_finite_when_centred(fusion: Fusion) -> None:
    gallery = np.repeat(unit_rows(1, 8, 8), 4, axis=0)
    query = Query((Term(gallery[0], 1.0, "image"),), fusion, centred=True)
    ranked = rank(query, ExactIndex(gallery), 4)
    assert ranked.rows.tolist() == [0, 1, 2, 3]
    assert np.isfinite(ranked.scores).all()


def test_all_queries_of_a_batch_are_scored_at_once_as_alone() -> None:
    gallery = unit_rows(50, 8, 2)
    moments = ExactIndex(gallery).moments()
    queries = [
        make_query([0.3] * (1 + at), 8, at, fusion, centred)
        for at, (fusion, centred) in enumerate(product(FUSIONS, [False, True]))
    ]
    together = score_all([fuse(query, moments) for query in queries], gallery)
    assert together.shape == (len(queries), 50)
    for query, scores in zip(queries, together, strict=True):
        np.testing.assert_allclose(scores, direct(query, gallery), atol=CLOSE[query.fusion])


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("fusion", FUSIONS)
def test_the_explanation_is_by_modality(fusion: Fusion, centred: bool) -> None:
    gallery = unit_rows(40, 8, 4)
    query = make_query([0.3, 0.5, 0.2], 8, 5, fusion, centred)  # image, text, image
    parts = {
        "image": direct(replace(query, terms=(query.terms[0], query.terms[2])), gallery),
        "text": direct(replace(query, terms=(query.terms[1],)), gallery),
    }
    ranked = rank(query, ExactIndex(gallery), 5)
    for row, why in zip(ranked.rows, ranked.why, strict=True):
        assert set(why) == {"image", "text"}
        assert why["image"] == pytest.approx(parts["image"][row], abs=CLOSE[fusion])
        assert why["text"] == pytest.approx(parts["text"][row], abs=CLOSE[fusion])


def test_a_negative_weight_pushes_away() -> None:
    gallery = unit_rows(30, 8, 7)
    wanted = Query((Term(gallery[3], 1.0, "image"),))
    avoided = Query((Term(gallery[3], -1.0, "image"),))
    assert rank(wanted, ExactIndex(gallery), 1).rows[0] == 3
    assert rank(avoided, ExactIndex(gallery), 30).rows[-1] == 3


@pytest.mark.parametrize("rows", [1, 5])
def test_a_gallery_without_spread_scores_nought_and_ties_fall_by_row(rows: int) -> None:
    gallery = np.repeat(unit_rows(1, 8, 8), rows, axis=0)
    query = make_query([0.5, 0.5], 8, 9, "standardised")
    ranked = rank(query, ExactIndex(gallery), rows)
    assert ranked.rows.tolist() == list(range(rows))
    assert ranked.scores.tolist() == [0.0] * rows
    assert all(value == 0.0 for why in ranked.why for value in why.values())


def test_a_term_without_spread_leaves_the_other_to_decide() -> None:
    gallery = unit_rows(20, 8, 10)
    gallery[:, 0] = 0.0
    blind = np.zeros(8, dtype=np.float32)
    blind[0] = 1.0  # orthogonal to every row
    other = unit_rows(1, 8, 11)[0]
    both = Query((Term(blind, 0.9, "image"), Term(other, 0.1, "text")), "standardised")
    alone = Query((Term(other, 1.0, "text"),))
    index = ExactIndex(gallery)
    assert rank(both, index, 20).rows.tolist() == rank(alone, index, 20).rows.tolist()


@pytest.mark.parametrize("fusion", FUSIONS)
def test_an_empty_gallery_answers_with_nothing(fusion: Fusion) -> None:
    index = ExactIndex(np.zeros((0, 8), dtype=np.float32))
    ranked = rank(make_query([0.5, 0.5], 8, 1, fusion, centred=True), index, 5)
    assert len(ranked.rows) == 0
    assert list(ranked.why) == []


@pytest.mark.parametrize("fusion", FUSIONS)
def test_what_is_searched_with_is_float32_and_the_parts_keep_the_terms(fusion: Fusion) -> None:
    query = make_query([0.5, -0.5], 8, 1, fusion)
    fused = fuse(query, ExactIndex(unit_rows(9, 8, 2)).moments())
    assert fused.recall.dtype == np.float32
    assert tuple(part.term for part in fused.parts) == query.terms


def test_only_a_linear_fusion_is_one_vector() -> None:
    moments = ExactIndex(unit_rows(9, 8, 2)).moments()
    for fusion in FUSIONS:
        fused = fuse(make_query([0.5, 0.5], 8, 1, fusion), moments)
        if fused.linear:
            np.testing.assert_array_equal(fused.vector, fused.recall)
        else:
            with pytest.raises(ValueError, match=fusion):
                _ = fused.vector
