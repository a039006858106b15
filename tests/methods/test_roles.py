from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from fakes import ColourEncoder, solid
from pointsay.edits import Comparative, Edit, Phrase, Trait
from pointsay.edits.edit import Kind
from pointsay.index import ExactIndex, fuse
from pointsay.methods import make_method
from pointsay.methods.caption import Understood
from pointsay.methods.roles import Roles
from pointsay.methods.roles_plan import changed, image_loss, image_weight, wishes
from pointsay.methods.roles_space import KindSpaces
from pointsay.types import Composition, Query, Reference, Term

SHIRT = {
    "type": Trait("shirt", 1.0),
    "colour": Trait("red", 0.5),
    "audience": Trait("men", 1.0),
}


def roles(**options: Any) -> Roles:
    return Roles(**options).load(ColourEncoder())


def red(**attributes: str) -> Reference:
    return Reference(ColourEncoder().encode_images([solid("red")])[0], attributes=attributes)


def compose(method: Roles, text: str, *references: Reference) -> Query:
    return method.compose([Composition(references or (red(),), text)])[0]


def of(query: Query, start: str) -> list[Term]:
    return [term for term in query.terms if term.part.startswith(start)]


def planned(**edit: Any) -> dict[str, float]:
    found = wishes(Understood(SHIRT, Edit(**edit)), Roles().weights)
    return {one.part: one.weight for one in found if one.part}


def test_another_colour_keeps_the_rest() -> None:
    weights = Roles().weights
    blue = (Phrase("colour", "blue"),)
    assert planned(want=blue) == {
        "want: blue": weights.want,
        "keep: shirt": weights.keep_colour,
        "keep: men": weights.keep_colour,
    }
    kinds = changed(Understood(SHIRT, Edit(want=blue)))
    assert kinds == {"colour"}
    assert image_weight(kinds, weights) == weights.image_colour > weights.image_near


def test_words_count_more_where_more_than_the_colour_changes() -> None:
    weights = Roles().weights
    striped = (Phrase("colour", "blue"), Phrase("pattern", "striped"))
    assert planned(want=striped)["keep: shirt"] == weights.keep_near > weights.keep_colour
    assert image_weight(changed(Understood(SHIRT, Edit(want=striped))), weights) == 2.0


def test_nobody_asks_for_the_colour_that_is_there() -> None:
    asked = Edit(want=(Phrase("colour", "red"), Phrase("type", "shirt")))
    assert changed(Understood(SHIRT, asked)) == {"colour"}


def test_another_type_leans_on_words() -> None:
    weights = Roles().weights
    understood = Understood(SHIRT, Edit(want=(Phrase("type", "jacket"),)))
    assert planned(want=understood.edit.want)["keep: red"] == 0.5 * weights.keep_far
    assert image_weight(changed(understood), weights) == weights.image_type
    same = Understood(SHIRT, Edit(want=(Phrase("type", "shirt"), Phrase("colour", "blue"))))
    assert image_weight(changed(same), weights) == weights.image_colour


@pytest.mark.parametrize("named", [("audience", ""), ("type", "shirt"), ("other", "")])
def test_a_sentence_that_names_what_stays_asks_for_the_same(named: tuple[Kind, str]) -> None:
    blue = (Phrase("colour", "blue"),)
    assert planned(want=blue, keep=(Phrase(*named),)) == planned(want=blue)


@pytest.mark.parametrize("checks", ["plain, without the checks", "no checks at all"])
def test_a_pattern_that_goes_is_avoided_however_it_is_said(checks: str) -> None:
    query = compose(roles(), checks)
    assert [term.part for term in of(query, "want")] == []
    assert len(of(query, "avoid: checked")) == 1
    other = compose(roles(), "without the checks")
    assert np.allclose([one.vector for one in query.terms], [one.vector for one in other.terms])


def test_what_is_avoided_is_taken_out_of_the_photo_whatever_the_captioner_saw() -> None:
    avoid = (Phrase("colour", "blue"), Phrase("detail", "zip"), Phrase("type", "dress"))
    assert changed(Understood(SHIRT, Edit(avoid=avoid))) == {"colour"}


def test_what_is_avoided_is_hinged_and_unsaid() -> None:
    edit = Edit(avoid=(Phrase("colour", "red"), Phrase("detail", "zip")))
    told = planned(avoid=edit.avoid)
    assert told["avoid: zip"] == told["avoid: red"] == -Roles().weights.avoid
    assert "keep: red" not in told
    assert changed(Understood(SHIRT, edit)) == {"colour"}
    caption = wishes(Understood(SHIRT, edit), Roles().weights)[0].text
    assert "red" not in caption
    assert "zip" not in caption


def test_instead_of_is_no_avoidance_of_its_own() -> None:
    told = planned(want=(Phrase("colour", "blue"),), avoid=(Phrase("colour", "red"),))
    assert not any(part.startswith("avoid") for part in told)


def test_comparatives_are_wanted() -> None:
    shorter = Comparative("length", "long", "less", "shorter")
    assert planned(comparatives=(shorter,))["want: shorter"] == Roles().weights.want


def test_the_photo_loses_the_kinds_that_change() -> None:
    method = roles()
    bank = method.captioner_.captioners[1].bank["colour"]  # type: ignore[attr-defined]
    spread_before = np.std(bank @ red().vector)
    (photo,) = of(compose(method, "the same but not in blue"), "like the photo")
    assert photo.weight == method.image_colour
    assert np.std(bank @ photo.vector) < 0.5 * spread_before


def test_the_photo_loses_less_of_its_colour_where_another_one_is_wanted() -> None:
    understood = Understood(SHIRT, Edit(want=(Phrase("colour", "blue"),)))
    assert image_loss(understood, Roles(image_recoloured=0.25).weights) == 0.25
    method = roles(image_recoloured=0.25)
    (photo,) = of(compose(method, "the same but in blue"), "like the photo")
    assert np.allclose(photo.vector, method.spaces_.without(red().vector, ["colour"], 0.25))
    assert np.allclose(method.spaces_.without(red().vector, ["colour"], 0.0), red().vector)


def test_what_is_not_understood_is_searched_for_as_sum_does() -> None:
    encoder = ColourEncoder()
    text = "flurbl wug"
    mine = compose(roles(), text)
    theirs = make_method("sum").load(encoder).compose([Composition((red(),), text)])[0]
    gallery = encoder.encode_images([solid(one) for one in ("red", "blue", "green", "black")])
    scores = [
        fuse(query, ExactIndex(gallery).moments()).scores(gallery) for query in (mine, theirs)
    ]
    assert np.allclose(scores[0], 2 * scores[1], atol=1e-5)


def test_a_sentence_alone_and_a_photo_alone() -> None:
    method = roles()
    (said,) = method.compose([Composition((), "a red dress, not striped")])
    assert {term.modality for term in said.terms} == {"text"}
    assert of(said, "avoid: striped")[0].hinge == method.hinge
    (seen,) = method.compose([Composition((red(),), "")])
    assert np.allclose(seen.terms[0].vector, red().vector, atol=1e-6)


def test_attributes_of_the_reference_are_believed() -> None:
    query = compose(roles(), "the same but in blue", red(kind="Tshirts", gender="Women"))
    assert {term.part for term in of(query, "keep")} >= {"keep: t-shirt", "keep: women"}


def test_a_role_takes_one_kind_of_a_further_picture() -> None:
    blue = Reference(ColourEncoder().encode_images([solid("blue")])[0], role="colour")
    method = roles()
    query = compose(method, "with the colour of the second", red(kind="shirt"), blue)
    (part,) = of(query, "keep: colour")
    assert np.allclose(part.vector, method.spaces_.only(blue.vector, "colour"))
    (whole,) = of(query, "like the photo")
    assert np.allclose(whole.vector, method.spaces_.without(red().vector, ["colour"]))


@pytest.mark.parametrize("kinds", [["colour"], ["colour", "type"], []])
def test_nothing_of_a_kind_is_left_in_its_subspace(kinds: Sequence[Any]) -> None:
    rng = np.random.default_rng(0)
    bank = {kind: rng.normal(size=(4, 16)).astype(np.float32) for kind in ("colour", "type")}
    spaces = KindSpaces(bank, share=1.0)
    vector = rng.normal(size=16).astype(np.float32)
    vector /= np.linalg.norm(vector)
    left = spaces.without(vector, kinds)
    assert np.linalg.norm(left) == pytest.approx(1.0, abs=1e-5)
    for kind in kinds:
        differences = bank[kind] - bank[kind].mean(axis=0)
        assert np.allclose(differences @ left, 0.0, atol=1e-5)
    if not kinds:
        assert np.allclose(left, vector)


def test_options_are_arguments() -> None:
    assert Roles(want=2.0).arguments()["want"] == 2.0
    assert Roles(want=2.0).weights.want == 2.0
