from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import nasty
from fakes import COLOURS, ColourEncoder, CountingEncoder, picture, shade, solid, write_folder
from pointsay.catalogue import open_images
from pointsay.evaluation import (
    EvaluationQuery,
    Pictures,
    QueryResult,
    average_precision_at,
    encode_pictures,
    make_trial,
    recall_at,
    run_method,
    summarise,
)
from pointsay.evaluation.queries import Pointer
from pointsay.methods import Method, make_method
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.views import Grid, Regions, Views, stack_views
from pointsay.types import Attributes, Composition, Query, Term

if TYPE_CHECKING:
    from pointsay.types import Matrix

ENCODER = ColourEncoder()


def query(
    number: int,
    reference: str,
    text: str,
    targets: Sequence[str],
    ignored: Sequence[str] = (),
    kind: str = "colour",
) -> EvaluationQuery:
    return EvaluationQuery(
        str(number), kind, reference, text, frozenset(targets), frozenset(ignored)
    )


def gallery_of(names: Sequence[str]) -> Pictures:
    return Pictures(list(names), ENCODER.encode_images([solid(name) for name in names]), {})


@pytest.fixture(scope="module")
def gallery() -> Pictures:
    return gallery_of(sorted(COLOURS))


def ranking(pictures: Pictures, reference: str, text: str, weight: float) -> list[str]:
    """The whole gallery for a query by ``sum``, from the definition."""
    matrix = pictures.matrix.astype(np.float64)
    image = matrix @ matrix[list(pictures.ids).index(reference)]
    said = matrix @ ENCODER.encode_texts([text])[0].astype(np.float64)
    score = sum(
        share * (one - one.mean()) / one.std()
        for share, one in ((1 - weight, image), (weight, said))
    )
    return [pictures.ids[at] for at in np.argsort(-np.asarray(score), kind="stable")]


names = st.sampled_from(sorted(COLOURS))


@given(
    reference=names,
    text=names.map(lambda name: f"in {name}"),
    targets=st.sets(names, min_size=1),
    ignored=st.sets(names),
    weight=st.sampled_from([0.2, 0.5, 0.8]),
)
def test_the_protocol(
    gallery: Pictures,
    reference: str,
    text: str,
    targets: set[str],
    ignored: set[str],
    weight: float,
) -> None:
    asked = query(1, reference, text, sorted(targets), sorted(ignored))
    trial = make_trial(gallery, [asked])
    right = targets - ignored - {reference}
    if not right:
        assert trial.left_out == {"1": "no target is in the gallery"}
        assert list(trial.queries) == []
        return
    (outcome,) = run_method(make_method("sum", weight=weight).load(ENCODER), trial)
    kept = [
        one
        for one in ranking(gallery, reference, text, weight)
        if one != reference and one not in ignored
    ]
    assert outcome.ranks == tuple(place for place, one in enumerate(kept, start=1) if one in right)
    assert (outcome.query_id, outcome.kind) == (asked.query_id, asked.kind)
    assert outcome.ranked == len(kept)
    assert list(outcome.top) == kept[:10]


def many(count: int) -> Pictures:
    ids = [f"{at:03}" for at in range(count)]
    return Pictures(ids, ENCODER.encode_images([solid(shade(at)) for at in range(count)]), {})


def by_likeness(pictures: Pictures, reference: str) -> list[str]:
    """Everything but the reference, most alike first."""
    scores = pictures.matrix @ pictures.matrix[pictures.positions()[reference]]
    order = [pictures.ids[at] for at in np.argsort(-scores, kind="stable")]
    return [one for one in order if one != reference]


def test_every_target_has_its_rank_however_deep() -> None:
    pictures = many(30)
    trial = make_trial(pictures, [query(1, "003", "x", pictures.ids)])
    (outcome,) = run_method(make_method("image_only").load(ENCODER), trial, kept=4)
    assert outcome.ranks == tuple(range(1, 30))
    assert outcome.ranked == 29
    assert list(outcome.top) == by_likeness(pictures, "003")[:4]


def test_wrong_answers_that_matter_are_found_among_the_first_hundred() -> None:
    pictures = many(150)
    order = by_likeness(pictures, "007")
    asked = replace(
        query(1, "007", "x", [order[3]]),
        hard_ids=frozenset({order[0], order[120], "gone"}),
        forbidden_ids=frozenset({order[99], order[100]}),
    )
    trial = make_trial(pictures, [asked, query(2, "007", "x", [order[3]])])
    with_both, with_none = run_method(make_method("image_only").load(ENCODER), trial)
    assert (with_both.hard, with_both.has_hard) == ((1,), True)
    assert (with_both.forbidden, with_both.has_forbidden) == ((100,), True)
    assert (with_none.hard, with_none.has_hard) == ((), False)
    assert (with_none.forbidden, with_none.has_forbidden) == ((), False)


def test_a_querys_own_candidates_are_also_ranked_alone() -> None:
    pictures = many(40)
    order = by_likeness(pictures, "007")
    asked = replace(
        query(1, "007", "x", [order[20]]), candidates=(order[30], order[20], order[5], "gone")
    )
    (outcome,) = run_method(make_method("image_only").load(ENCODER), make_trial(pictures, [asked]))
    assert outcome.ranks == (21,)
    assert outcome.subset == (2,)
    assert outcome.subset_top == (order[5], order[20], order[30])


def test_a_reference_that_is_kept_is_ranked() -> None:
    pictures = many(12)
    asked = [query(1, "007", "x", [by_likeness(pictures, "007")[0]])]
    for kept, rank in ((True, 2), (False, 1)):
        trial = make_trial(pictures, asked, keep_reference=kept)
        (outcome,) = run_method(make_method("image_only").load(ENCODER), trial)
        assert outcome.ranks == (rank,)
        assert ("007" in outcome.top) is kept
        assert outcome.ranked == 11 + kept


def test_every_reference_of_a_query_counts_and_leaves_the_ranking() -> None:
    pictures = many(12)
    asked = replace(query(1, "001", "x", ["009"]), role="sleeves", more=(Pointer("004", "colour"),))
    spy = Spy()
    (outcome,) = run_method(spy.load(ENCODER), make_trial(pictures, [asked]))
    (seen,) = spy.seen
    assert [one.role for one in seen.references] == ["sleeves", "colour"]
    np.testing.assert_array_equal(seen.references[1].vector, pictures.matrix[4])
    assert outcome.pointers == 2
    assert not {"001", "004"} & set(outcome.top)
    lost = make_trial(pictures, [replace(asked, more=(Pointer("gone"),))])
    assert lost.left_out == {"1": "the reference picture is missing"}


def test_several_wordings_are_the_unit_mean_of_their_vectors() -> None:
    pictures = many(20)
    asked = replace(query(1, "001", "red and long", ["009"]), variants=("long, white",))
    (outcome,) = run_method(
        make_method("text_only").load(ENCODER), make_trial(pictures, [asked]), kept=19
    )
    mean = ENCODER.encode_texts(["red and long", "long, white"]).mean(axis=0)
    order = np.argsort(-(pictures.matrix @ mean), kind="stable")
    assert list(outcome.top) == [pictures.ids[at] for at in order if pictures.ids[at] != "001"]


def test_without_truth_queries_are_answered_all_the_same() -> None:
    pictures = many(5)
    hidden = make_trial(pictures, [query(1, "001", "x", [])], hidden=True)
    (outcome,) = run_method(make_method("image_only").load(ENCODER), hidden)
    assert outcome.ranks == ()
    assert list(outcome.top) == by_likeness(pictures, "001")


def test_equal_pictures_are_ranked_as_the_protocol_settles_ties() -> None:
    same = Pictures(["a", "b", "c"], ENCODER.encode_images([solid("red")] * 3), {})
    trial = make_trial(same, [query(1, "c", "x", ["a"])])
    method = make_method("image_only").load(ENCODER)
    assert run_method(method, trial)[0].ranks == (1,)
    assert run_method(method, trial, ties="pessimistic")[0].ranks == (2,)


def test_queries_without_pictures_are_left_out_and_it_is_said(gallery: Pictures) -> None:
    asked = [
        query(1, "red", "in blue", ["blue"]),
        query(2, "purple", "in blue", ["blue"]),
        query(3, "red", "in purple", ["purple"]),
        query(4, "red", "in red", ["red"]),
        query(5, "red", "in blue", ["blue", "navy"], ["blue", "navy"]),
        query(6, "red", "in blue", ["purple", "navy"], ["gone"]),
    ]
    trial = make_trial(gallery, asked)
    assert [one.query_id for one in trial.queries] == ["1", "6"]
    assert trial.left_out == {
        "2": "the reference picture is missing",
        "3": "no target is in the gallery",
        "4": "no target is in the gallery",
        "5": "no target is in the gallery",
    }
    outcomes = run_method(make_method("sum").load(ENCODER), trial)
    assert [len(outcome.ranks) for outcome in outcomes] == [1, 1]


def test_other_reference_pictures_are_preferred_and_not_ranked(gallery: Pictures) -> None:
    phone = Pictures(
        ["red", "phone only"], ENCODER.encode_images([solid("navy"), solid("grey")]), {}
    )
    asked = [query(1, "red", "x", ["blue"]), query(2, "phone only", "x", ["black"])]
    trial = make_trial(gallery, asked, references=phone)
    assert trial.left_out == {}
    np.testing.assert_array_equal(trial.references["red"], phone.matrix[0])
    np.testing.assert_array_equal(
        trial.references["blue"], gallery.matrix[gallery.positions()["blue"]]
    )
    first, second = run_method(make_method("image_only").load(ENCODER), trial)
    order = np.argsort(-(gallery.matrix @ phone.matrix[0]), kind="stable")
    kept = [gallery.ids[at] for at in order if gallery.ids[at] != "red"]
    assert first.ranks == (kept.index("blue") + 1,)
    assert len(second.ranks) == 1


class Spy(Method):
    """Composes like image_only and keeps what it was shown."""

    name = "spy"
    summary = "Looks."

    def __init__(self) -> None:
        self.seen: list[Composition] = []

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        self.seen.extend(compositions)
        return [Query((Term(one.references[0].vector, 1.0, "image"),)) for one in compositions]


def shown(attributes: Mapping[str, Attributes] | None, gallery: Pictures) -> list[Composition]:
    spy = Spy()
    asked = [
        query(at, name, f"in {name}", ["blue"], kind=f"secret kind {at}")
        for at, name in enumerate(sorted(COLOURS))
        if name != "blue"
    ]
    trial = make_trial(gallery, asked * 3, attributes=attributes)
    run_method(spy.load(ENCODER), trial)
    assert len(spy.seen) == len(asked) * 3
    return spy.seen


def test_a_method_sees_the_photo_and_the_sentence_only(gallery: Pictures) -> None:
    for composition in shown(None, gallery):
        assert {field.name for field in fields(composition)} == {"references", "modification"}
        (reference,) = composition.references
        name = composition.modification.removeprefix("in ")
        at = gallery.positions()[name]
        np.testing.assert_array_equal(reference.vector, gallery.matrix[at])
        assert (dict(reference.attributes), reference.image, reference.role) == ({}, None, None)
        assert "secret" not in repr(composition)
        assert "blue" not in repr(composition)


def test_a_method_sees_the_references_row_where_that_is_asked_for(gallery: Pictures) -> None:
    rows: dict[str, Attributes] = {"red": {"colour": "red"}, "blue": {"colour": "the answer"}}
    for composition in shown(rows, gallery):
        said = dict(composition.references[0].attributes)
        assert said == ({"colour": "red"} if composition.modification == "in red" else {})


def test_no_queries_no_outcomes(gallery: Pictures) -> None:
    assert run_method(make_method("sum").load(ENCODER), make_trial(gallery, [])) == []


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    files = {f"{at:02}.png": picture(shade(at)) for at in range(20)}
    files |= {"x/page.jpg": nasty.html(), "x/é 藍.jpg": picture("red")}
    return write_folder(tmp_path / "photos", files)


def test_pictures_are_encoded_and_unreadable_ones_are_said(photos: Path) -> None:
    seen: list[tuple[int, int]] = []
    pictures = encode_pictures(
        open_images(photos), ENCODER, progress=lambda done, total: seen.append((done, total))
    )
    assert list(pictures.ids) == [*(f"{at:02}" for at in range(20)), "é 藍"]
    assert set(pictures.unreadable) == {"page"}
    assert pictures.matrix.shape == (21, 32)
    truth = ENCODER.encode_images([solid(shade(at)) for at in range(20)])
    np.testing.assert_allclose(pictures.matrix[:20], truth, atol=1e-6)
    assert seen[-1] == (22, 22)
    assert pictures.positions()["é 藍"] == 20


def test_only_the_pictures_asked_for_are_encoded(photos: Path) -> None:
    counting = CountingEncoder()
    wanted = frozenset({"03", "é 藍", "not there"})
    pictures = encode_pictures(open_images(photos), counting, only=wanted)
    assert list(pictures.ids) == ["03", "é 藍"]
    assert counting.pictures == 2


@pytest.mark.parametrize("only", [None, frozenset[str]()])
def test_no_pictures_are_an_empty_matrix(only: frozenset[str] | None, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", {"a.png": picture("red")} if only is not None else {})
    pictures = encode_pictures(open_images(folder), ENCODER, only=only)
    assert pictures.matrix.shape == (0, 32)
    assert pictures.matrix.dtype == np.float32


def outcomes() -> list[QueryResult]:
    return [
        QueryResult("1", "late first", (1,)),
        QueryResult("2", "colour", (2, 5, 40)),
        QueryResult("3", "late first", (11, 12)),
    ]


def test_the_summary_is_the_mean_by_kind_in_order_of_appearance() -> None:
    given_ = outcomes()
    scores = summarise(given_)
    assert list(scores) == ["late first", "colour", "ALL"]
    for kind, group in (
        ("late first", [given_[0], given_[2]]),
        ("colour", [given_[1]]),
        ("ALL", given_),
    ):
        assert list(scores[kind]) == ["n", "recall@1", "recall@5", "recall@10", "map@10"]
        assert scores[kind]["n"] == len(group)
        for k in (1, 5, 10):
            truth = np.mean([recall_at(one.ranks, k) for one in group])
            assert scores[kind][f"recall@{k}"] == pytest.approx(truth)
        truth = np.mean([average_precision_at(one.ranks, 10, len(one.ranks)) for one in group])
        assert scores[kind]["map@10"] == pytest.approx(truth)
    assert json.loads(json.dumps(scores)) == scores


def test_no_outcomes_are_noughts_and_no_division_by_them() -> None:
    assert summarise([]) == {
        "ALL": {"n": 0, "recall@1": 0.0, "recall@5": 0.0, "recall@10": 0.0, "map@10": 0.0}
    }


class Upended(Reranking):
    """Recalls by the picture and turns the first two of the list round."""

    name = "upended"
    summary = "For tests."
    depth = 2

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [Query((Term(one.references[0].vector, 1.0, "image"),)) for one in compositions]

    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[NDArray[np.float64]]:
        self.views = [one.views(Grid(1)) for one in candidates]
        return [-one.recall for one in candidates]


def test_a_second_look_reorders_the_first_and_leaves_the_rest(gallery: Pictures) -> None:
    recalled = [one for one in ranking(gallery, "red", "", 0.0) if one != "red"]
    asked = replace(query(0, "red", "x", [recalled[0], recalled[3]]), variants=("y", "z"))
    looked: list[Sequence[str]] = []

    def look(ids: Sequence[str], vectors: Matrix, regions: Regions) -> Views:
        looked.append(ids)
        return stack_views(vectors, [vectors[:0]] * len(ids))

    method = Upended()
    (outcome,) = run_method(method.load(ENCODER), make_trial(gallery, [asked], look=look))
    assert list(outcome.top) == [recalled[1], recalled[0], *recalled[2:]]
    assert outcome.ranks == (2, 4)
    assert looked == [recalled[:2]] * 3  # once a wording
    assert len(method.views[0].vectors) == 2
    (blind,) = run_method(method, make_trial(gallery, [asked]))
    assert blind.ranks == outcome.ranks
