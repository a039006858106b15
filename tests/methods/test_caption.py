from __future__ import annotations

import pytest

from pointsay.edits import Comparative, Edit, Phrase, Trait
from pointsay.edits.edit import Kind
from pointsay.methods.caption import (
    Understood,
    caption_set,
    replaced,
    target_caption,
    wanted,
)

SHIRT: dict[Kind, Trait] = {
    "type": Trait("shirt", 0.9),
    "colour": Trait("navy blue", 0.8),
    "pattern": Trait("checked", 0.4),
    "sleeve": Trait("long sleeves", 0.4),
    "audience": Trait("men", 0.9),
}


def captioned(**edit: object) -> str:
    return target_caption(Understood(SHIRT, Edit(**edit)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("edit", "caption"),
    [
        ({}, "a photo of a navy blue checked shirt with long sleeves for men"),
        (
            {"want": (Phrase("colour", "red"),)},
            "a photo of a red checked shirt with long sleeves for men",
        ),
        # Another type loses what only the old one had.
        (
            {"want": (Phrase("type", "sandals"),)},
            "a photo of navy blue checked sandals for men",
        ),
        (
            {"want": (Phrase("type", "jacket"),), "keep": (Phrase("sleeve", ""),)},
            "a photo of a navy blue checked jacket with long sleeves for men",
        ),
        # What is avoided is not said, and no trait that meets it is either.
        (
            {"avoid": (Phrase("colour", "blue"), Phrase("detail", "zip"))},
            "a photo of a checked shirt with long sleeves for men",
        ),
        (
            {"want": (Phrase("detail", "hood"), Phrase("detail", "pockets"))},
            "a photo of a navy blue checked shirt with long sleeves and a hood and pockets for men",
        ),
        # More or less of a quality: its old degree is dropped, but paler red is still red.
        (
            {"comparatives": (Comparative("sleeve", "long", "less", "shorter sleeves"),)},
            "a photo of a navy blue checked shirt with shorter sleeves for men",
        ),
        (
            {"comparatives": (Comparative("colour", "bright", "more", "brighter"),)},
            "a photo of a brighter navy blue checked shirt with long sleeves for men",
        ),
        # The shopper's own words outlive what was not understood.
        (
            {"want": (Phrase("colour", "red"),), "unread": ("for my sister",)},
            "a photo of a red checked shirt with long sleeves for men, for my sister",
        ),
        # No picture shows a price.
        (
            {"want": (Phrase("price", "cheap"), Phrase("size", "xl"))},
            "a photo of a navy blue checked shirt with long sleeves for men",
        ),
        ({"target": "a red hat", "reader": "llm:x"}, "a red hat"),
        (
            {"target": "a red hat", "reader": "llm:x -> rules"},
            "a photo of a navy blue checked shirt with long sleeves for men",
        ),
    ],
)
def test_the_edit_changes_what_the_reference_shows(edit: dict[str, object], caption: str) -> None:
    assert captioned(**edit) == caption


def test_what_is_replaced_is_what_another_value_takes_the_place_of() -> None:
    edit = Edit(
        want=(Phrase("colour", "red"), Phrase("detail", "zip"), Phrase("sleeve", "sleeves"))
    )
    assert replaced(Understood(SHIRT, edit)) == [Phrase("colour", "navy blue")]  # sleeves stay
    assert replaced(Understood(SHIRT, Edit())) == []


def test_a_caption_set_says_the_whole_and_every_trait() -> None:
    texts = caption_set(Understood(SHIRT, Edit(want=(Phrase("colour", "red"),))))
    assert texts[0] == captioned(want=(Phrase("colour", "red"),))
    assert sorted(texts[1:]) == [
        "a checked shirt",
        "a red checked shirt with long sleeves for men",
        "a red shirt",
        "a shirt for men",
        "a shirt with long sleeves",
    ]


def test_there_is_always_a_caption() -> None:
    nothing = Understood({}, Edit())
    assert wanted(nothing) == {}
    assert target_caption(nothing) == "a photo of something"
    assert len(caption_set(nothing)) >= 1
    assert target_caption(Understood({}, Edit(unread=("zxcv",)))) == "a photo of something, zxcv"
