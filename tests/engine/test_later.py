"""Of a long list only what is shown is explained, and in the very words that all would get."""

from __future__ import annotations

import numpy as np
import pytest

from pointsay.engine import rank
from pointsay.engine.explaining import tell
from pointsay.engine.later import Later
from pointsay.engine.looking import Scored
from pointsay.engine.rerank import refine
from pointsay.index import ExactIndex, fuse
from pointsay.types import Fusion, Query, Term


class Squares:
    """Works out squares, and remembers of what."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, places: np.ndarray) -> list[int]:
        self.asked.append(places.tolist())
        return [one * one for one in places.tolist()]


def test_only_what_is_looked_at_is_worked_out_once() -> None:
    squares = Squares()
    some = Later(squares, np.arange(1000)).at(np.array([700, 3, 20])).at(np.array([2, 0]))
    assert (len(some), squares.asked) == (2, [])
    assert list(some.values) == list(some.values) == [400, 490_000]
    assert squares.asked == [[20, 700]]


def test_several_are_one_behind_the_other() -> None:
    left, right = Squares(), Squares()
    both = Later.chained([Later(left, np.array([5, 6])), Later(right, np.array([7, 8, 9]))])
    assert list(both.at(np.array([4, 0, 2])).values) == [81, 25, 49]
    assert (left.asked, right.asked) == ([[5]], [[9, 7]])
    assert list(both.values) == [25, 36, 49, 64, 81]


def gallery() -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(60, 16)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def asked(fusion: Fusion, hinge: float | None) -> Query:
    image, said, not_that = gallery()[:3]
    terms = (
        Term(image, 1.0, "image", part="like the photo"),
        Term(said, 0.7, "text", part="want: red"),
        Term(not_that, -0.4, "text", hinge, part="avoid: zip"),
    )
    return Query(terms, fusion)


@pytest.mark.parametrize("hinge", [None, 0.5])
@pytest.mark.parametrize("fusion", ["cosine", "standardised", "percentile", "product"])
def test_a_row_is_told_the_same_in_any_company(fusion: Fusion, hinge: float | None) -> None:
    index, query = ExactIndex(gallery()), asked(fusion, hinge)
    ranked = rank(query, index, 40)
    whole = tell(fuse(query, index.moments()), index.vectors(ranked.rows))
    assert list(ranked.told.values) == whole
    for place in (0, 7, 39):
        assert list(ranked.at(np.array([place])).told.values) == [whole[place]]


def test_a_refined_list_tells_of_head_and_rest() -> None:
    ranked = rank(asked("standardised", None), ExactIndex(gallery()), 20)
    refined = refine(ranked, Scored.told_by(np.array([1.0, 3.0, 2.0]), "text"))
    assert refined.rows.tolist() == ranked.rows[[1, 2, 0, *range(3, 20)]].tolist()
    assert refined.parts == [ranked.parts[one] for one in (1, 2, 0, *range(3, 20))]
    for score, why in zip(refined.scores.tolist(), refined.why, strict=True):
        assert sum(why.values()) == pytest.approx(score, abs=1e-5)
    assert refined.why[:3] == [{"text": 3.0}, {"text": 2.0}, {"text": 1.0}]
    assert [one["image"] for one in refined.why[3:]] == [one["image"] for one in ranked.why[3:]]
