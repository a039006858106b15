"""The lexicon: every meaning is found by its own name, and by what shoppers say."""

from __future__ import annotations

import pytest

from pointsay.atelier import vocabulary
from pointsay.edits import lexicon
from pointsay.edits.edit import KINDS


def test_every_entry_is_found_by_its_canonical_text() -> None:
    lost = [entry for entry in lexicon.entries() if not _is_home(entry)]
    assert lost == []


def _is_home(entry: lexicon.Entry) -> bool:
    found = lexicon.find(entry.text)
    return found is not None and (found.kind, found.text) == (entry.kind, entry.text)


def test_kinds_are_those_of_edits() -> None:
    assert {entry.kind for entry in lexicon.entries()} <= set(KINDS)


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("NAVY", "colour", "navy blue"),
        ("off-white", "colour", "ivory"),
        ("gray", "colour", "grey"),
        ("Tees", "type", "t-shirt"),
        ("zippers", "detail", "zip"),
        ("polka-dotted", "pattern", "polka dot"),
        ("3/4 sleeves", "sleeve", "three-quarter sleeves"),
        ("men\u2019s", "audience", "men"),
    ],
)
def test_synonyms_and_spellings(said: str, kind: str, text: str) -> None:
    found = lexicon.find(said)
    assert found is not None
    assert (found.kind, found.text) == (kind, text)


def test_unknown_words_mean_nothing() -> None:
    assert lexicon.find("zorblax") is None
    assert lexicon.find("") is None


def test_names_of_kinds() -> None:
    assert lexicon.kind_named("shade") == "colour"
    assert lexicon.kind_named("fabric") == "material"
    assert lexicon.kind_named("red") is None


@pytest.mark.parametrize("colour", vocabulary.COLOURS)
def test_every_colour_of_the_atelier_is_known(colour: str) -> None:
    found = lexicon.find(colour)
    assert found is not None
    assert found.kind == "colour"
