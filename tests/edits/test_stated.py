"""What rows state, and which of it a shopper does not want."""

from __future__ import annotations

import pytest

from pointsay.edits import Edit, Phrase
from pointsay.edits.rules import read_edit
from pointsay.edits.stated import stated, unmet
from pointsay.types import Attributes


def details(*texts: str) -> set[tuple[str, str]]:
    return {("detail", text) for text in texts}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"Base Colour": "Navy"}, {("colour", "navy blue")}),
        ({"color": "Black & White"}, {("colour", "black"), ("colour", "white")}),
        ({"color": "grey melange"}, {("colour", "grey melange")}),
        ({"sleeve_length": "Short"}, {("sleeve", "short sleeves")}),
        ({"sleeve": "3/4"}, {("sleeve", "three-quarter sleeves")}),
        ({"neckline": "boat"}, {("neckline", "boat neck")}),
        ({"length": "knee"}, {("length", "knee-length")}),
        ({"pattern": "dots", "motif": "sun"}, {("pattern", "polka dot"), ("detail", "sun")}),
        ({"fabric": "95% wool, 5 % lycra"}, {("material", "wool"), ("material", "stretch")}),
        ({"details": "zipper / hooded and bow"}, details("zip", "hood", "bow")),
        ({"silhouette": "fit-and-flare"}, {("fit", "fit and flare")}),
        ({"heel": "high", "closure": "zip"}, details("high heel", "zip")),
        ({"zip": "yes", "Lace Hem": "TRUE"}, details("zip", "lace hem")),
        ({"pockets": 1.0}, details("pockets")),
        ({"collar": "yes"}, {("neckline", "collar")}),
        ({"brand": "Nike"}, {("brand", "nike")}),
    ],
)
def test_what_rows_state(row: Attributes, expected: set[tuple[str, str]]) -> None:
    assert stated(row) == expected


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"zip": "no", "hood": "false", "belt": 0.0},
        {"details": "no zip, without hood"},
        {"details": "none", "colour": "N/A", "zip": "unknown", "pattern": " "},
        {"details": "zip", "zip": "no"},
        {"stars": 4.5, "stock": 1.0, "sku": "zip", "caption": "a red coat with a zip"},
        {"colour": "a colour that takes more words than any shop has names for"},
    ],
)
def test_silent_and_denying_rows_state_nothing(row: Attributes) -> None:
    assert stated(row) == frozenset()


@pytest.mark.parametrize(
    ("said", "row", "expected"),
    [
        ("without a zipper", {"details": "zip"}, ["zip"]),
        ("without a zipper", {"details": "hood"}, []),
        ("no zip", {"zip": "no"}, []),
        ("不要拉链", {"zip": "yes"}, ["zip"]),
        ("不要红色", {"colour": "scarlet"}, ["red"]),
        ("not red", {"colour": "burgundy"}, []),
        ("not red", {"colour": "dark red"}, ["red"]),
        ("not red", {"colour": "red / white"}, ["red"]),
        ("anything but navy", {"colour": "blue"}, []),
        ("nothing dark", {"colour": "dark green"}, ["dark"]),
        ("no pockets", {"details": "chest pocket"}, ["pockets"]),
        ("no pockets or hood", {"hood": "yes", "pockets": "yes"}, ["pockets", "hood"]),
        ("not in leather", {"material": "faux leather"}, []),
        ("no long sleeves", {"sleeve": "long"}, ["long sleeves"]),
        ("no long sleeves", {"length": "long"}, []),
        ("not Nike", {"brand": "NIKE"}, ["nike"]),
        ("no shirts", {"type": "Tshirts"}, []),
        ("in green", {"colour": "red"}, []),
        ("", {"colour": "red"}, []),
    ],
)
def test_what_is_avoided_and_stated(said: str, row: Attributes, expected: list[str]) -> None:
    assert [one.text for one in unmet(read_edit(said), row)] == expected


def test_what_is_wanted_is_not_held_against_a_product() -> None:
    edit = Edit(want=(Phrase("colour", "navy"),), avoid=(Phrase("colour", "blue"),))
    assert unmet(edit, {"colour": "navy blue"}) == ()
    assert unmet(edit, {"colour": "sky blue"}) == edit.avoid
    assert unmet(edit, {"colour": "navy, blue"}) == edit.avoid
