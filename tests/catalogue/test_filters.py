from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import ColourEncoder, jsonl_feed, picture, shade, write_folder
from pointsay.catalogue import (
    Catalogue,
    Condition,
    Facet,
    Filters,
    ingest,
    parse_conditions,
    parse_filters,
)
from pointsay.errors import InvalidFilter
from pointsay.types import Product, Scalar

COLOURS = ["red", "Red", "NAVY", "navy", "rosé", "ROSÉ", "Straße", "藍", "o'neil", "50% off_"]
SIZES: list[Any] = ["S", "m", "M", 38, "38", 42.5, "42.5", "007", -3]


def rows() -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = []
    for at in range(48):
        row: dict[str, Any] = {"product_id": f"p/{at:02}", "title": f"Thing {at}"}
        if at % 7:
            row["colour"] = COLOURS[at % len(COLOURS)]
        if at % 5:
            row["size"] = SIZES[at % len(SIZES)]
        if at % 3:
            row["price"] = at * 2.5
        if at % 4 == 0:
            row["Größe in cm"] = at
        table.append(row)
    return table


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder = tmp_path_factory.mktemp("filters")
    table = rows()
    files = {f"{row['product_id']}.png": picture(shade(at)) for at, row in enumerate(table)}
    source = write_folder(folder / "shop", {**files, "products.jsonl": jsonl_feed(table)})
    with Catalogue(folder / "catalogue", ColourEncoder(), create=True) as catalogue:
        assert ingest(catalogue, source).added == len(table)
        yield catalogue


@pytest.fixture(scope="module")
def everything(catalogue: Catalogue) -> list[Product]:
    return catalogue.browse((), 0, 1000)[0]


def as_number(value: Scalar) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def same(stored: Scalar, wanted: Scalar) -> bool:
    if isinstance(stored, str):
        return isinstance(wanted, str) and stored.lower() == wanted.lower()
    return as_number(wanted) == stored


def passes(product: Product, condition: Condition) -> bool:
    """The meaning of a condition, in plain Python."""
    held: dict[str, Scalar] = dict(product.attributes)
    if product.price is not None:
        held["price"] = product.price
    value = held.get(condition.name)
    if condition.any_of and (
        value is None or not any(same(value, one) for one in condition.any_of)
    ):
        return False
    if value is not None and any(same(value, one) for one in condition.none_of):
        return False
    if condition.low is None and condition.high is None:
        return True
    if not isinstance(value, float):
        return False
    low = -math.inf if condition.low is None else condition.low
    high = math.inf if condition.high is None else condition.high
    return low <= value <= high


def ids(catalogue: Catalogue, filters: Filters) -> list[str]:
    found, total = catalogue.browse(filters, 0, 1000)
    assert total == len(found)
    return [product.id for product in found]


values = st.one_of(
    st.sampled_from(COLOURS),
    st.sampled_from([one.swapcase() for one in COLOURS]),
    st.sampled_from([*SIZES, "42", "38.0", 38.0, "s", "7", "nan", "inf", "", "%", "_", "r*"]).map(
        lambda one: one if isinstance(one, str) else float(one)
    ),
)
bounds = st.none() | st.sampled_from([-math.inf, -3.0, 0.0, 5.0, 37.5, 38.0, 60.0, math.inf])
conditions = st.builds(
    Condition,
    name=st.sampled_from(["colour", "size", "price", "Größe in cm"]),
    any_of=st.lists(values, max_size=3).map(tuple),
    none_of=st.lists(values, max_size=3).map(tuple),
    low=bounds,
    high=bounds,
)


@settings(max_examples=200)
@given(st.lists(conditions, max_size=3))
def test_equals_the_plain_meaning(
    catalogue: Catalogue, everything: list[Product], filters: list[Condition]
) -> None:
    truth = [one.id for one in everything if all(passes(one, each) for each in filters)]
    assert ids(catalogue, tuple(filters)) == truth


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ({"colour": "RED"}, 8),
        ({"colour": "rosé"}, 8),
        ({"colour": "STRAßE"}, 5),
        ({"colour": ["navy", "藍"]}, 13),
        ({"size": "38"}, 8),
        ({"size": 38}, 8),
        ({"size": "007"}, 4),
        ({"colour": {"any": ["red"], "not": ["red"]}}, 0),
        ({"price": {"min": 10, "max": 10}}, 1),
        ({"price": {"min": 50, "max": 10}}, 0),
    ],
)
def test_examples(
    form: dict[str, Any], count: int, catalogue: Catalogue, everything: list[Product]
) -> None:
    filters = parse_filters(form)
    truth = [one.id for one in everything if all(passes(one, each) for each in filters)]
    assert len(truth) == count  # the example is not an empty one by accident
    assert ids(catalogue, filters) == truth


def test_without_what_it_forbids_also_means_without_any_value(catalogue: Catalogue) -> None:
    found = ids(catalogue, parse_filters({"colour": {"not": ["red", "navy"]}}))
    assert "p/00" in found  # has no colour at all


def test_an_unknown_attribute_is_refused_with_the_known_ones(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidFilter, match="'color'") as caught:
        catalogue.select(parse_filters({"color": "red"}))
    assert caught.value.hint == "filter by one of: Größe in cm, colour, price, size"


def test_an_empty_catalogue_knows_no_attribute(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c", ColourEncoder(), create=True)
    assert ids(catalogue, ()) == []
    with pytest.raises(InvalidFilter) as caught:
        catalogue.select(parse_filters({"colour": "red"}))
    assert caught.value.hint


@pytest.mark.parametrize("evil", ["' OR 1=1 --", '"; DROP TABLE product; --', "x' OR 'a'='a", "?"])
def test_names_and_values_that_look_like_sql_are_only_text(evil: str, catalogue: Catalogue) -> None:
    before = ids(catalogue, ())
    assert ids(catalogue, parse_filters({"colour": evil})) == []
    assert ids(catalogue, parse_filters({"colour": {"not": [evil]}})) == before
    with pytest.raises(InvalidFilter):
        catalogue.select(parse_filters({evil: "red"}))
    assert catalogue.store.product(evil) is None
    assert ids(catalogue, ()) == before


def test_an_attribute_whose_name_looks_like_sql_can_be_filtered_by(tmp_path: Path) -> None:
    name = "a') OR 1=1 --"
    feed = jsonl_feed([{"id": "1", name: "x"}, {"id": "2", name: "y"}])
    files = {"1.png": picture("red"), "2.png": picture("blue"), "products.jsonl": feed}
    catalogue = Catalogue(tmp_path / "c", ColourEncoder(), create=True)
    ingest(catalogue, write_folder(tmp_path / "s", files))
    assert ids(catalogue, (Condition(name, any_of=("y",)),)) == ["2"]
    assert [facet.name for facet in catalogue.facets()] == [name]


def test_facets_equal_counting_by_hand(catalogue: Catalogue, everything: list[Product]) -> None:
    facets = {facet.name: facet for facet in catalogue.facets()}
    assert list(facets) == ["Größe in cm", "colour", "price", "size"]
    prices = [one.price for one in everything if one.price is not None]
    assert facets["price"] == Facet("price", (), min(prices), max(prices))
    heights = [float(at) for at in range(0, 48, 4)]
    assert facets["Größe in cm"] == Facet("Größe in cm", (), min(heights), max(heights))
    for name in ("colour", "size"):
        # Numbers among texts are values to pick like the texts: sizes "S" and 38.
        texts = [said(one.attributes[name]) for one in everything if name in one.attributes]
        for text, count in facets[name].values:
            alike = [one for one in texts if alike_in_ascii(one, text)]
            assert len(alike) == count
            assert text in alike
        assert sum(count for _, count in facets[name].values) == len(texts)
        counts = [count for _, count in facets[name].values]
        assert counts == sorted(counts, reverse=True)


def said(value: Scalar) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"


def test_every_value_that_a_facet_offers_finds_as_many_products_as_it_says(
    catalogue: Catalogue,
) -> None:
    for facet in catalogue.facets():
        for value, count in facet.values:
            if value.isascii():  # beyond ASCII, filters fold case and facets do not
                found = catalogue.select((Condition(facet.name, any_of=(value,)),))
                assert len(found) == count, (facet.name, value)


def test_truth_is_filtered_by_as_feeds_keep_it(tmp_path: Path) -> None:
    feed = jsonl_feed([{"id": "1", "vegan": True}, {"id": "2", "vegan": False}])
    files = {"1.png": picture("red"), "2.png": picture("blue"), "products.jsonl": feed}
    catalogue = Catalogue(tmp_path / "c", ColourEncoder(), create=True)
    ingest(catalogue, write_folder(tmp_path / "s", files))
    assert ids(catalogue, parse_filters({"vegan": True})) == ["1"]
    assert ids(catalogue, parse_filters({"vegan": [False]})) == ["2"]


def alike_in_ascii(one: str, other: str) -> bool:
    """Facets group as SQLite does: without case in A to Z."""

    def fold(text: str) -> str:
        return "".join(char.lower() if char.isascii() else char for char in text)

    return fold(one) == fold(other)


@pytest.mark.parametrize(("different", "listed"), [(1, False), (2, True), (60, True), (61, False)])
def test_a_facet_offers_a_choice_but_not_free_text(
    different: int, listed: bool, tmp_path: Path
) -> None:
    table = [{"id": str(at), "note": f"note {at % different}"} for at in range(max(3, different))]
    files = {f"{row['id']}.png": picture(shade(at)) for at, row in enumerate(table)}
    catalogue = Catalogue(tmp_path / "c", ColourEncoder(), create=True)
    ingest(catalogue, write_folder(tmp_path / "s", {**files, "products.jsonl": jsonl_feed(table)}))
    assert [facet.name for facet in catalogue.facets()] == (["note"] if listed else [])


@pytest.mark.parametrize(
    ("form", "condition"),
    [
        ({"c": "red"}, Condition("c", any_of=("red",))),
        ({"c": 3}, Condition("c", any_of=(3.0,))),
        ({"c": ["a", 1]}, Condition("c", any_of=("a", 1.0))),
        ({"c": {"any": "a"}}, Condition("c", any_of=("a",))),
        ({"c": {"not": ["a"]}}, Condition("c", none_of=("a",))),
        ({"c": {"min": "1.5"}}, Condition("c", low=1.5)),
        ({"c": {"min": 1, "max": 2}}, Condition("c", low=1.0, high=2.0)),
    ],
)
def test_the_json_form(form: dict[str, Any], condition: Condition) -> None:
    assert parse_filters(form) == (condition,)


def test_no_filter_is_no_condition() -> None:
    assert parse_filters({}) == ()
    assert parse_conditions([]) == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"min": "cheap"},
        {"max": float("nan")},
        {"min": [1]},
        {"least": 1},
        {"any": [None]},
        {"not": {"a": 1}},
        [["red"]],
        [{"a": 1}],
        ["x"] * 201,
        10**400,
        {"max": 10**400},
    ],
)
def test_any_other_json_form_is_refused(value: object) -> None:
    with pytest.raises(InvalidFilter, match="'colour'") as caught:
        parse_filters({"colour": value})
    assert caught.value.hint
    assert len(caught.value.message) < 200


@given(
    st.dictionaries(
        st.text(max_size=4),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["any", "not", "min", "max", "x"]), inner)
            ),
            max_leaves=5,
        ),
        max_size=3,
    )
)
def test_any_json_object_is_read_or_refused(form: dict[str, Any]) -> None:
    try:
        filters = parse_filters(form)
    except InvalidFilter:
        return
    assert [condition.name for condition in filters] == list(form)


@pytest.mark.parametrize(
    ("texts", "filters"),
    [
        (["colour=red"], (Condition("colour", any_of=("red",)),)),
        ([" colour = light blue "], (Condition("colour", any_of=("light blue",)),)),
        (["c=red", "c=navy"], (Condition("c", any_of=("red", "navy")),)),
        (["c!=red", "d=1"], (Condition("c", none_of=("red",)), Condition("d", any_of=("1",)))),
        (["price>=10", "price<=50.5"], (Condition("price", low=10.0, high=50.5),)),
        (["a=b=c"], (Condition("a", any_of=("b=c",)),)),
        (["Größe=藍"], (Condition("Größe", any_of=("藍",)),)),
    ],
)
def test_the_command_lines_form(texts: list[str], filters: Filters) -> None:
    assert parse_conditions(texts) == filters


@pytest.mark.parametrize("text", ["", "colour", "=red", "colour=", "price>10", "price>=cheap", "!"])
def test_any_other_command_line_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidFilter) as caught:
        parse_conditions([text])
    assert caught.value.hint


@given(st.integers(1, 20), st.integers(0, 60))
def test_pages_neither_repeat_nor_skip(
    catalogue: Catalogue, everything: list[Product], limit: int, start: int
) -> None:
    filters = parse_filters({"colour": {"not": ["red"]}})
    whole = ids(catalogue, filters)
    turned: list[str] = []
    for offset in range(0, len(whole) + limit, limit):
        page, total = catalogue.browse(filters, offset, limit)
        assert total == len(whole)
        turned += [product.id for product in page]
    assert turned == whole
    assert [one.id for one in catalogue.browse((), start, limit)[0]] == [
        one.id for one in everything[start : start + limit]
    ]


@pytest.mark.parametrize("limit", [1, 5, 48])
def test_mixed_pages_hold_everything_once_and_part_neighbours(
    catalogue: Catalogue, everything: list[Product], limit: int
) -> None:
    turned = [
        product.id
        for offset in range(0, 60, limit)
        for product in catalogue.browse((), offset, limit, mixed=True)[0]
    ]
    arrived = [product.id for product in everything]
    assert sorted(turned) == sorted(arrived)
    assert len(set(turned)) == len(turned)
    places = {product_id: at for at, product_id in enumerate(arrived)}
    steps = [abs(places[one] - places[other]) for one, other in pairwise(turned)]
    assert steps.count(1) == 0
