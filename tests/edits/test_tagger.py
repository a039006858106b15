from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fakes import COLOURS, ColourEncoder, solid
from pointsay.edits import Trait
from pointsay.edits.catalogue_traits import (
    CatalogueTraits,
    Chain,
    canonical,
    catalogue_then_tagger,
)
from pointsay.edits.edit import Kind
from pointsay.edits.prompts import VOCABULARY, prompt
from pointsay.edits.tagger import Tagger
from pointsay.encoders import EncoderInfo
from pointsay.types import Attributes, Reference


def seen(colour: str, /, **attributes: str) -> Reference:
    encoder = ColourEncoder()
    told: Attributes = dict(attributes)
    return Reference(encoder.encode_images([solid(colour)])[0], attributes=told)


def tagger(**options: float) -> Tagger:
    return Tagger(ColourEncoder(), {"colour": sorted(COLOURS)}, **options)


@pytest.mark.parametrize("colour", ["red", "yellow", "blue"])
def test_a_picture_is_tagged_with_its_colour(colour: str) -> None:
    (traits,) = tagger().describe([seen(colour)])
    assert traits["colour"].text == colour


def test_an_encoder_that_knows_its_temperature_is_asked_at_it() -> None:
    class Sharp(ColourEncoder):
        @property
        def info(self) -> EncoderInfo:
            return replace(super().info, temperature=0.01)

    def chances(encoder: ColourEncoder, **options: float) -> Any:
        one = Tagger(encoder, {"colour": sorted(COLOURS)}, **options)
        return one.chances(seen("red").vector[None], "colour")

    np.testing.assert_array_equal(chances(Sharp()), chances(ColourEncoder(), temperature=0.01))
    assert chances(Sharp()).max() > chances(ColourEncoder()).max()
    np.testing.assert_array_equal(
        chances(Sharp(), temperature=0.5), chances(ColourEncoder(), temperature=0.5)
    )


def test_chances_are_a_softmax_of_cosines() -> None:
    one = tagger(temperature=0.1)
    reference = seen("red")
    encoder = ColourEncoder()
    texts = encoder.encode_texts([f"in {name}" for name in sorted(COLOURS)])
    odds = [math.exp(float(reference.vector @ row) / 0.1) for row in texts]
    expected = [each / sum(odds) for each in odds]
    assert np.allclose(one.chances(reference.vector[None], "colour")[0], expected, atol=1e-5)


def test_what_is_unsure_is_left_out_unless_every_product_has_it() -> None:
    flat = {"temperature": 10.0}
    assert Tagger(ColourEncoder(), {"pattern": ["striped", "plain"]}, **flat).describe(
        [seen("red")]
    ) == [{}]
    assert "colour" in tagger(**flat).describe([seen("red")])[0]


@pytest.mark.parametrize(("kind", "told"), [("flip flops", False), ("dress", True), ("obi", True)])
def test_what_has_no_shoulders_has_no_neckline(kind: str, told: bool) -> None:
    vocabulary: dict[Kind, list[str]] = {"type": [kind], "neckline": ["roll neck"]}
    (traits,) = Tagger(ColourEncoder(), vocabulary).describe([seen("red")])
    assert ("neckline" in traits) == told


def test_nothing_in_nothing_out() -> None:
    assert tagger().describe([]) == []
    assert CatalogueTraits().describe([]) == []


def test_feeds_name_their_columns_as_they_like() -> None:
    told = {
        "Article Type": "Tshirts",
        "Base-Colour": "Navy Blue",
        "gender": "Men",
        "season": "Fall",
    }
    (traits,) = CatalogueTraits().describe([seen("red", **told)])
    assert traits == {
        "type": Trait("t-shirt", 1.0),
        "colour": Trait("navy blue", 1.0),
        "audience": Trait("men", 1.0),
    }


@pytest.mark.parametrize("value", ["", "NA", "unisex", "x" * 41])
def test_values_that_say_nothing_are_no_traits(value: str) -> None:
    assert canonical("audience", value) == ""


def test_unknown_values_stay_as_the_shop_says_them() -> None:
    assert canonical("type", "Zorb Ball") == "zorb ball"


def test_the_first_captioner_that_can_tell_is_believed() -> None:
    chain = Chain([CatalogueTraits(), tagger()])
    labelled, bare = chain.describe([seen("red", colour="Pink", kind="dress"), seen("blue")])
    assert labelled["colour"] == Trait("pink", 1.0)
    assert labelled["type"].text == "dress"
    assert bare["colour"].text == "blue"


def test_the_default_chain_asks_the_encoder_for_the_rest() -> None:
    (traits,) = catalogue_then_tagger(ColourEncoder()).describe([seen("red", kind="dress")])
    assert traits["type"] == Trait("dress", 1.0)
    assert traits["colour"].text in VOCABULARY["colour"]


def test_prompts_read_as_english() -> None:
    assert prompt("type", "dress") == "a photo of a dress"
    assert prompt("type", "jeans") == "a photo of jeans"
    assert prompt("audience", "men") == "for men"
