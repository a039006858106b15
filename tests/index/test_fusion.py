from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pointsay.engine import rank
from pointsay.index import ExactIndex, fuse
from pointsay.types import Fusion, Modality, Query, Term

if TYPE_CHECKING:
    from pointsay.types import Matrix


def unit_rows(rows: int, dim: int, seed: int) -> Matrix:
    matrix = np.random.default_rng(seed).normal(size=(rows, dim)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def direct(query: Query, gallery: Matrix) -> NDArray[np.float64]:
    """The definition: cosines of each term over the gallery, z-scored when asked, weighted sum."""
    total = np.zeros(len(gallery))
    for term in query.terms:
        cosines = gallery.astype(np.float64) @ term.vector.astype(np.float64)
        if query.fusion == "standardised":
            spread = cosines.std()
            cosines = (cosines - cosines.mean()) / spread if spread > 1e-9 else cosines * 0
        total += term.weight * cosines
    return total


def make_query(weights: list[float], dim: int, seed: int, fusion: Fusion) -> Query:
    kinds: tuple[Modality, ...] = ("image", "text")
    vectors = unit_rows(len(weights), dim, seed + 1000)
    terms = zip(vectors, weights, strict=True)
    return Query(
        tuple(Term(vector, weight, kinds[at % 2]) for at, (vector, weight) in enumerate(terms)),
        fusion,
    )


@given(
    weights=st.lists(st.floats(-2, 2).map(lambda w: round(w, 3)), min_size=1, max_size=4),
    rows=st.integers(2, 80),
    dim=st.integers(2, 24),
    seed=st.integers(0, 10_000),
    fusion=st.sampled_from(["cosine", "standardised"]),
)
def test_one_vector_search_equals_the_definition(
    weights: list[float], rows: int, dim: int, seed: int, fusion: Fusion
) -> None:
    gallery = unit_rows(rows, dim, seed)
    query = make_query(weights, dim, seed, fusion)
    truth = direct(query, gallery)
    ranked = rank(query, ExactIndex(gallery), rows)
    np.testing.assert_allclose(ranked.scores, truth[ranked.rows], atol=1e-4, rtol=1e-4)
    assert sorted(ranked.rows.tolist()) == list(range(rows))
    # The same order wherever the definition itself tells two rows apart.
    assert np.all(np.diff(truth[ranked.rows]) < 2e-4)
    for score, why in zip(ranked.scores, ranked.why, strict=True):
        assert sum(why.values()) == pytest.approx(float(score), abs=1e-4, rel=1e-4)


def test_the_best_ten_are_those_of_the_definition() -> None:
    gallery = unit_rows(2000, 32, 5)
    query = make_query([0.5, 0.5], 32, 6, "standardised")
    truth = np.argsort(-direct(query, gallery), kind="stable")[:10]
    assert rank(query, ExactIndex(gallery), 10).rows.tolist() == truth.tolist()


def test_standardising_is_over_the_whole_gallery_and_not_over_what_a_filter_lets_through() -> None:
    gallery = unit_rows(60, 8, 2)
    query = make_query([0.4, 0.6], 8, 3, "standardised")
    allowed = np.arange(60) % 3 == 0
    truth = direct(query, gallery)
    ranked = rank(query, ExactIndex(gallery), 100, allowed)
    assert ranked.rows.tolist() == sorted(np.flatnonzero(allowed), key=lambda row: -truth[row])
    np.testing.assert_allclose(ranked.scores, truth[ranked.rows], atol=1e-4)


def test_the_explanation_is_by_modality() -> None:
    gallery = unit_rows(40, 8, 4)
    query = make_query([0.3, 0.5, 0.2], 8, 5, "standardised")  # image, text, image
    parts = {
        "image": direct(Query((query.terms[0], query.terms[2]), "standardised"), gallery),
        "text": direct(Query((query.terms[1],), "standardised"), gallery),
    }
    ranked = rank(query, ExactIndex(gallery), 5)
    for row, why in zip(ranked.rows, ranked.why, strict=True):
        assert set(why) == {"image", "text"}
        assert why["image"] == pytest.approx(parts["image"][row], abs=1e-4)
        assert why["text"] == pytest.approx(parts["text"][row], abs=1e-4)


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


def test_an_empty_gallery_answers_with_nothing() -> None:
    index = ExactIndex(np.zeros((0, 8), dtype=np.float32))
    ranked = rank(make_query([0.5, 0.5], 8, 1, "standardised"), index, 5)
    assert len(ranked.rows) == 0
    assert list(ranked.why) == []


def test_the_fused_vector_is_float32_and_its_parts_keep_the_terms() -> None:
    query = make_query([0.5, -0.5], 8, 1, "standardised")
    fused = fuse(query, ExactIndex(unit_rows(9, 8, 2)).moments())
    assert fused.vector.dtype == np.float32
    assert tuple(term for term, _, _ in fused.parts) == query.terms
