from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from pointsay.engine import rank, ranking
from pointsay.index import ExactIndex, fuse
from pointsay.types import Fusion, Query, Term

if TYPE_CHECKING:
    from pointsay.types import Matrix

DIM = 12


def unit_rows(rows: int, seed: int) -> Matrix:
    matrix = np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), dtype=np.float32)


def standing(vector: Matrix, gallery: Matrix) -> Matrix:
    cosines = gallery.astype(np.float64) @ vector.astype(np.float64)
    return np.asarray((cosines - cosines.mean()) / cosines.std())


@pytest.mark.parametrize("hinge", [-0.5, 0.0, 1.0])
@pytest.mark.parametrize("fusion", get_args(Fusion))
def test_a_hinge_counts_above_itself_only(fusion: Fusion, hinge: float) -> None:
    gallery, (avoided,) = unit_rows(60, 1), unit_rows(1, 2)
    query = Query((Term(avoided, -2.0, "text", hinge),), fusion)
    scores = fuse(query, ExactIndex(gallery).moments()).scores(gallery)
    expected = [-2.0 * max(0.0, z - hinge) for z in standing(avoided, gallery)]
    assert np.allclose(scores, expected, atol=1e-4)


def test_other_terms_keep_their_fusion() -> None:
    gallery, (wanted, avoided) = unit_rows(60, 1), unit_rows(2, 2)
    query = Query((Term(wanted, 1.0, "image"), Term(avoided, -3.0, "text", 0.5)), "standardised")
    fused = fuse(query, ExactIndex(gallery).moments())
    expected = standing(wanted, gallery) - 3.0 * np.maximum(0, standing(avoided, gallery) - 0.5)
    assert np.allclose(fused.scores(gallery), expected, atol=1e-4)
    assert not fused.linear
    with pytest.raises(ValueError, match="hinge"):
        _ = fused.vector
    why = fused.explain(gallery[:5])
    assert [sum(one.values()) for one in why] == pytest.approx(expected[:5].tolist(), abs=1e-4)


def test_ranking_is_exact_on_a_small_gallery(monkeypatch: pytest.MonkeyPatch) -> None:
    gallery, (wanted, avoided) = unit_rows(300, 3), unit_rows(2, 4)
    query = Query((Term(wanted, 1.0, "image"), Term(avoided, -3.0, "text", 0.5)), "standardised")
    exact = fuse(query, ExactIndex(gallery).moments()).scores(gallery)
    found = rank(query, ExactIndex(gallery), 10)
    assert found.rows.tolist() == np.argsort(-exact, kind="stable")[:10].tolist()
    monkeypatch.setattr(ranking, "WHOLE", 50)
    monkeypatch.setattr(ranking, "POOL", 100)
    recalled = rank(query, ExactIndex(gallery), 10)
    assert len(set(recalled.rows.tolist()) & set(found.rows.tolist())) >= 8


def test_standings_are_told_by_part() -> None:
    gallery, (one, two) = unit_rows(40, 5), unit_rows(2, 6)
    query = Query(
        (Term(one, 1.0, "text", part="want: red"), Term(two, -1.0, "text", 0.0, "avoid: zip")),
        "standardised",
    )
    told = fuse(query, ExactIndex(gallery).moments()).standings(gallery)
    assert set(told) == {"want: red", "avoid: zip"}
    assert np.allclose(told["avoid: zip"], standing(two, gallery), atol=1e-4)
