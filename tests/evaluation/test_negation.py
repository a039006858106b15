from __future__ import annotations

import pytest

from pointsay.edits.rules import read_edit
from pointsay.evaluation.negation import FRAMES, labels_of, negation_queries
from pointsay.types import Product


def product(number: int, colour: str, title: str = "", kind: str = "Shirts") -> Product:
    told = {"article_type": kind, "base_colour": colour, "gender": "Men"}
    return Product(str(number), title, attributes=told)


SHOP = [
    *(product(at, "Blue", "Plain shirt") for at in range(6)),
    *(product(at, "Red", "Striped shirt") for at in range(6, 12)),
    product(12, "Navy Blue"),
    product(13, "Teal"),
    product(14, "Multi"),
    product(15, "Blue", kind="Belts"),
    product(16, "Green", kind="Belts"),
]


def test_labels_are_the_feeds_and_the_titles() -> None:
    labels = labels_of(SHOP)
    assert labels["6"] == {
        "type": "shirt",
        "colour": "red",
        "audience": "men",
        "pattern": "striped",
    }
    assert "pattern" not in labels["12"]


def test_everything_that_shows_the_value_is_forbidden() -> None:
    queries = {one.query_id: one for one in negation_queries(labels_of(SHOP))}
    asked = queries["not-colour-0"]
    assert asked.forbidden_ids == {"1", "2", "3", "4", "5", "12", "15"}
    assert asked.ignore_ids == {"13", "14"}
    assert asked.target_ids == {str(at) for at in range(6, 12)}
    assert "blue" in asked.text


def test_patterns_are_asked_of_what_the_titles_name() -> None:
    queries = negation_queries(labels_of(SHOP))
    stripes = [one for one in queries if one.kind == "not pattern"]
    assert {one.reference_id for one in stripes} == {str(at) for at in range(6, 12)}
    assert all(one.target_ids == {str(at) for at in range(6)} for one in stripes)
    assert "12" in stripes[0].ignore_ids  # its title names none


def test_a_seed_decides_and_each_value_has_its_share() -> None:
    labels = labels_of(SHOP)
    assert negation_queries(labels, each=2, seed=1) == negation_queries(labels, each=2, seed=1)
    per_kind = [one.kind for one in negation_queries(labels, each=2)]
    assert per_kind.count("not colour") == 4
    assert per_kind.count("not pattern") == 2


@pytest.mark.parametrize(
    ("frame", "value"),
    [(frame, "blue") for frame in FRAMES["colour"]]
    + [(frame, "striped") for frame in FRAMES["pattern"]],
)
def test_the_rules_read_every_frame(frame: str, value: str) -> None:
    edit = read_edit(frame.format(value))
    assert [one.text for one in edit.avoid] == [value]
    assert not edit.want
