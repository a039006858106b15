from __future__ import annotations

import dataclasses
import itertools
import subprocess
import sys

import pytest

import pointsay.atelier as atelier
from pointsay.atelier import Garment, InvalidGarment, random_garment, vocabulary
from pointsay.atelier.chance import Chance
from pointsay.atelier.colour import distance


def tee(**attrs: object) -> Garment:
    return Garment("t-shirt", "red", sleeve="short", neckline="crew").changed(**attrs)


def test_exports_are_sorted_and_there() -> None:
    assert sorted(atelier.__all__, key=str) == sorted(atelier.__all__)
    assert all(hasattr(atelier, name) for name in atelier.__all__)


def test_vocabulary_loads_no_rasteriser() -> None:
    code = (
        "import sys, pointsay.atelier.garment, pointsay.atelier.vocabulary\n"
        "assert not {'resvg_py', 'PIL', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_colours_are_many_and_apart() -> None:
    assert len(vocabulary.COLOURS) >= 24
    assert len(vocabulary.MORANDI) >= 8
    assert set(vocabulary.MORANDI) <= set(vocabulary.COLOURS)
    pairs = itertools.combinations(vocabulary.COLOURS.values(), 2)
    assert min(distance(one, other) for one, other in pairs) > 9


@pytest.mark.parametrize(
    "attrs",
    [
        {"category": "spacesuit"},
        {"colour": "octarine"},
        {"category": "trousers", "sleeve": "long", "neckline": "none"},
        {"category": "skirt", "neckline": "crew", "sleeve": "none"},
        {"material": "leather"},
        {"pattern": "stripes"},
        {"accent": "white"},
        {"pattern": "stripes", "accent": "red"},
        {"pattern": "stripes", "accent": "ivory", "colour": "white"},
        {"pattern": "graphic", "accent": "white"},
        {"motif": "sun"},
        {"details": ("zip",)},
        {"details": ("pockets", "bow")},
        {"details": ("collar", "collar")},
        {"details": ("bow", "collar")},
        {"details": ("collar",), "neckline": "boat"},
        {"sleeve": "straps"},
        {"sleeve": "puff", "audience": "men"},
        {"length": "maxi"},
        {"audience": "robots"},
    ],
)
def test_impossible_garments_are_refused(attrs: dict[str, object]) -> None:
    with pytest.raises(InvalidGarment):
        dataclasses.replace(tee(), **attrs)  # type: ignore[arg-type]


def test_shirt_needs_buttons_and_zip_excludes_them() -> None:
    with pytest.raises(InvalidGarment, match="always has buttons"):
        Garment("shirt", "white", sleeve="long", neckline="crew")
    with pytest.raises(InvalidGarment, match="same place"):
        Garment("jacket", "navy", sleeve="long", neckline="crew", details=("buttons", "zip"))


def test_changed_fills_in_what_a_pattern_needs() -> None:
    striped = tee(pattern="stripes")
    assert striped.accent == "white"
    assert striped.changed(colour="white").accent == "navy"
    assert striped.changed(pattern="plain") == tee()
    printed = tee(pattern="graphic")
    assert printed.motif in vocabulary.MOTIFS
    assert printed.changed(pattern="dots").motif == "none"
    with pytest.raises(TypeError):
        tee(flavour="mint")


def test_attributes_are_flat_text() -> None:
    attributes = tee(details=("pockets", "collar")).attributes()
    assert attributes["details"] == "collar, pockets"
    assert attributes["collar"] == "yes"
    assert attributes["zip"] == "no"
    assert attributes["accent"] == "none"
    assert all(isinstance(value, str) for value in attributes.values())


def test_difference_names_each_detail() -> None:
    other = tee(colour="navy").with_detail("pockets")
    assert tee().difference(other) == {"colour": ("red", "navy"), "pockets": ("no", "yes")}
    assert tee().difference(tee()) == {}
    assert other.without_detail("pockets") == tee(colour="navy")


def test_random_garments_reach_every_word() -> None:
    chance = Chance("reach")
    made = [random_garment(chance) for _ in range(4000)]
    for attribute, names in (
        ("category", vocabulary.CATEGORIES),
        ("colour", vocabulary.COLOURS),
        ("pattern", vocabulary.PATTERNS),
        ("sleeve", vocabulary.SLEEVES),
        ("neckline", vocabulary.NECKLINES),
        ("length", vocabulary.LENGTHS),
        ("silhouette", vocabulary.SILHOUETTES),
        ("material", vocabulary.MATERIALS),
        ("motif", (*vocabulary.MOTIFS, "none")),
    ):
        assert {getattr(garment, attribute) for garment in made} == set(names)
    assert {detail for garment in made for detail in garment.details} == set(vocabulary.DETAILS)
