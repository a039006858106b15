"""cirevl, cotmr and stitch against their equations, written plainly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fakes import ColourEncoder, solid
from pointsay.edits import Edit, Trait
from pointsay.edits.edit import Kind
from pointsay.errors import MethodNotLoaded, ReferenceNeeded
from pointsay.methods import Method, check_method, make_method, understanding
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.understanding import merged, role_kind
from pointsay.methods.views import Regions, Views, stack_views
from pointsay.types import Composition, Query, Reference
from readers import ColourTagger, WordReasoner

if TYPE_CHECKING:
    from pointsay.encoders import Encoder
    from pointsay.types import Matrix, Vector

ENCODER = ColourEncoder()
OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("cirevl", {}),
    ("cotmr", {}),
    ("cotmr", {"scoring": "regions", "alpha": 0.3}),
    ("stitch", {}),
    ("stitch", {"transport": "sinkhorn", "shift": 1.5}),
]


@pytest.fixture(autouse=True)
def _few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def captioner(name: str, encoder: Encoder) -> ColourTagger:
        return ColourTagger(encoder)

    monkeypatch.setattr(understanding, "make_captioner", captioner)
    monkeypatch.setattr(understanding, "make_reasoner", lambda name: WordReasoner())


def loaded(name: str, **options: Any) -> Method:
    return make_method(name, **options).load(ENCODER)


def text(said: str) -> Vector:
    return ENCODER.encode_texts([said])[0]


def point_at(colour: str, **more: Any) -> Reference:
    return Reference(ENCODER.encode_images([solid(colour)])[0], **more)


def score(query: Query, gallery: Matrix) -> list[float]:
    """By the definition of a cosine query."""
    assert query.fusion == "cosine"
    return [sum(t.weight * float(t.vector @ row) for t in query.terms) for row in gallery]


GALLERY = ENCODER.encode_images([solid(name) for name in ("red", "green", "navy", "white")])
ASKED = Composition((point_at("navy", attributes={"type": "shirt"}),), "in red, no zip")


@pytest.mark.parametrize(("name", "options"), OPTIONS)
def test_every_method_conforms(name: str, options: dict[str, Any]) -> None:
    check_method(make_method(name, **options), ENCODER)


def test_cirevl_searches_for_the_edited_caption() -> None:
    (query,) = loaded("cirevl").compose([ASKED])
    assert score(query, GALLERY) == pytest.approx(
        [float(text("a photo of a red shirt") @ row) for row in GALLERY], abs=1e-5
    )


def test_cotmr_rewards_what_must_exist_and_punishes_what_must_not() -> None:
    (query,) = loaded("cotmr", reward=0.7, penalty=0.4).compose([ASKED])
    exist, avoid = ["in red", "a photo of a shirt"], ["with zip", "in navy"]
    expected = [
        float(text("a photo of a red shirt") @ row)
        + 0.7 * sum(float(text(one) @ row) for one in exist) / 2
        - 0.4 * sum(float(text(one) @ row) for one in avoid) / 2
        for row in GALLERY
    ]
    assert score(query, GALLERY) == pytest.approx(expected, abs=1e-5)


def views_of(rng: np.random.Generator, count: int) -> tuple[Views, list[list[Vector]]]:
    """Random views of products, some with fewer, and the same as plain lists."""
    wholes = _unit(rng.normal(size=(count, ENCODER.info.dim)))
    parts = [_unit(rng.normal(size=(at % 4, ENCODER.info.dim))) for at in range(count)]
    return stack_views(wholes, parts), [
        [whole, *part] for whole, part in zip(wholes, parts, strict=True)
    ]


def _unit(rows: Any) -> Matrix:
    found: Matrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


def reranked(method: Method, asked: Composition, views: Views) -> list[float]:
    assert isinstance(method, Reranking)
    seen = Candidates(views.vectors[:, 0], np.zeros(len(views.vectors)), lambda regions: views)
    (scores,) = method.rerank([asked], [seen])
    return scores.tolist()


def test_cotmr_with_regions_is_equation_5() -> None:
    alpha, objects = 0.3, ["in red", "a photo of a shirt"]
    views, plain = views_of(np.random.default_rng(0), 9)
    method = loaded("cotmr", scoring="regions", alpha=alpha)
    expected = [
        alpha * float(text("a photo of a red shirt") @ regions[0])
        + (1 - alpha) * sum(max(float(text(o) @ r) for r in regions) for o in objects) / 2
        for regions in plain
    ]
    assert reranked(method, ASKED, views) == pytest.approx(expected, abs=1e-5)
    (query,) = method.compose([ASKED])  # recall is the same with the whole as the only region
    assert sum(term.weight for term in query.terms) == pytest.approx(1.0)
    whole = stack_views(GALLERY, [GALLERY[:0]] * 4)
    assert reranked(method, ASKED, whole) == pytest.approx(score(query, GALLERY), abs=1e-5)


def moved(captions: Sequence[str], modification: str, shift: float) -> list[Vector]:
    raw = [text(one) + shift * text(modification) for one in captions]
    return [one / np.linalg.norm(one) for one in raw]


CAPTIONS = ["a photo of a red shirt", "a red shirt"]  # the trait alone is said like the whole


def test_stitch_is_the_transport_from_moved_captions_to_views() -> None:
    shift, heat = 0.8, 0.2
    views, plain = views_of(np.random.default_rng(1), 7)
    captions = moved(CAPTIONS, ASKED.modification, shift)
    expected = []
    for few in plain:
        cost = [[1 - float(c @ v) for v in few] for c in captions]
        there = sum(_soft(row, heat) for row in cost) / len(cost)
        back = sum(_soft(list(column), heat) for column in zip(*cost, strict=True)) / len(few)
        expected.append(-(there + back) / 2)
    method = loaded("stitch", shift=shift, temperature=heat)
    assert reranked(method, ASKED, views) == pytest.approx(expected, abs=1e-5)


def _soft(costs: list[float], heat: float) -> float:
    """The expected cost when nearer ones are chosen more often."""
    weights = [math.exp(-one / heat) for one in costs]
    return sum(w * c for w, c in zip(weights, costs, strict=True)) / sum(weights)


def test_stitch_recalls_by_the_mean_of_the_moved_captions() -> None:
    (query,) = loaded("stitch", shift=0.8).compose([ASKED])
    mean = sum(moved(CAPTIONS, ASKED.modification, 0.8)) / 2
    expected = GALLERY @ (mean / np.linalg.norm(mean))
    assert score(query, GALLERY) == pytest.approx(expected.tolist(), abs=1e-5)


def test_without_a_shift_or_a_sentence_captions_stay() -> None:
    silent = Composition(ASKED.references, "")
    (still,) = loaded("stitch", shift=0.0).compose([silent])
    (shifted,) = loaded("stitch", shift=2.0).compose([silent])
    np.testing.assert_allclose(still.terms[0].vector, shifted.terms[0].vector)


@pytest.mark.parametrize(("name", "options"), [one for one in OPTIONS if one[0] != "cirevl"])
def test_a_second_look_has_its_manners(name: str, options: dict[str, Any]) -> None:
    method = make_method(name, **options)
    assert isinstance(method, Reranking)
    views, _ = views_of(np.random.default_rng(2), 6)
    with pytest.raises(MethodNotLoaded):
        reranked(method, ASKED, views)
    method.load(ENCODER)
    with pytest.raises(ReferenceNeeded):
        reranked(method, Composition(), views)
    whole = reranked(method, ASKED, views)
    assert np.isfinite(whole).all()
    alone = [
        reranked(method, ASKED, Views(views.vectors[[at]], views.present[[at]]))[0]
        for at in range(6)
    ]
    assert whole == pytest.approx(alone, abs=1e-6)
    assert reranked(method, ASKED, Views(views.vectors[:0], views.present[:0])) == []
    blind = Candidates(GALLERY, np.zeros(4))  # nobody can look again: the whole is the only view
    assert len(method.rerank([ASKED, ASKED], [blind, blind])[1]) == 4


def test_regions_are_asked_for_by_name() -> None:
    asked: list[str] = []

    def look(regions: Regions) -> Views:
        asked.append(regions.name)
        return stack_views(GALLERY, [GALLERY[:0]] * 4)

    for name, options in (("stitch", {}), ("cotmr", {"scoring": "regions"})):
        method = loaded(name, regions="grid-3", **options)
        assert isinstance(method, Reranking)
        method.rerank([ASKED], [Candidates(GALLERY, np.zeros(4), look)])
    assert asked == ["grid-3", "grid-3"]


def test_only_what_looks_again_has_a_depth() -> None:
    depths = {
        spec: method.depth
        for spec, method in {
            "lists": make_method("cotmr"),
            "regions": make_method("cotmr", scoring="regions", second_look=7),
            "stitch": make_method("stitch", second_look=9),
        }.items()
        if isinstance(method, Reranking)
    }
    assert depths == {"lists": 0, "regions": 7, "stitch": 9}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("cotmr", {"scoring": "eyes"}),
        ("cotmr", {"reward": -1.0}),
        ("cotmr", {"penalty": math.inf}),
        ("cotmr", {"alpha": 1.1}),
        ("stitch", {"transport": "train"}),
        ("stitch", {"temperature": 0.0}),
        ("stitch", {"shift": -0.1}),
        ("stitch", {"shift": math.nan}),
    ],
)
def test_options_out_of_range_are_refused(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=str(next(iter(options.values())))):
        make_method(name, **options)


def test_a_reasoner_is_shown_what_was_seen() -> None:
    shown: list[Composition] = []

    class Listening(WordReasoner):
        def read(self, compositions: Sequence[Composition]) -> list[Edit]:
            shown.extend(compositions)
            return [Edit(target="a red hat", reader="llm:x")]

    method = loaded("cirevl")
    method.reasoner_ = Listening()  # type: ignore[attr-defined]
    (query,) = method.compose([ASKED])
    assert shown[0].references[0].attributes == {"colour": "navy", "type": "shirt"}
    assert shown[0].modification == ASKED.modification
    np.testing.assert_array_equal(query.terms[0].vector, text("a red hat"))


def test_references_with_roles_are_looked_at_for_their_roles() -> None:
    def traits(colour: str, neckline: str, sure: float) -> dict[Kind, Trait]:
        return {"colour": Trait(colour, sure), "neckline": Trait(neckline, sure)}

    vector = point_at("red").vector
    whole, surer = Reference(vector), Reference(vector)
    collar = Reference(vector, role="collar")
    seen = [(whole, traits("red", "round neck", 0.5)), (collar, traits("green", "v-neck", 0.2))]
    assert {kind: trait.text for kind, trait in merged(seen).items()} == {
        "colour": "red",
        "neckline": "v-neck",
    }
    both = [(whole, traits("red", "round neck", 0.5)), (surer, traits("blue", "v-neck", 0.6))]
    assert merged(both)["colour"].text == "blue"
    assert merged([]) == {}


@pytest.mark.parametrize(
    ("role", "kind"),
    [("collar", "neckline"), ("sleeves", "sleeve"), ("colour", "colour"), ("zxcv", None)],
)
def test_roles_name_kinds(role: str, kind: str | None) -> None:
    assert role_kind(role) == kind
