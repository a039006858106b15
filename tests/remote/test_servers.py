"""What every kind of server is held to, against real ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from catalogue.stored import unit
from fakes import ColourEncoder
from pointsay.backends import (
    BackedCatalogue,
    Line,
    RemoteIndex,
    Server,
    connect,
    load,
    verify,
)
from pointsay.backends.base import LOADER, Record
from pointsay.catalogue import Catalogue, parse_filters
from pointsay.engine import Engine, Known, Question
from pointsay.errors import BackendMismatch, InvalidFilter
from pointsay.index import check_index
from remote.conftest import PRODUCTS, entry

if TYPE_CHECKING:
    from pointsay.types import Matrix

pytestmark = pytest.mark.servers

FILTERS: list[dict[str, Any]] = [
    {},
    {"colour": "RED"},
    {"colour": ["rosÉ", "navy"]},
    {"colour": {"not": ["red", "Rosé"]}},
    {"colour": '"; drop'},
    {"colour": "o'neil"},
    {"colour": "nul\0"},
    {"size": "38"},
    {"size": 38},
    {"size": {"not": ["s", 42.5]}},
    {"size": "nan"},
    {"price": {"min": 30, "max": 100}},
    {"price": {"max": 30}, "colour": "red"},
    {"size": {"min": -100}},
    {"colour": {"min": 0}},
    {"number": {"min": float("-inf")}},
    {"number": {"min": float("inf")}},
    {"Größe 'in' cm": [8, 12, "16"]},
    {"colour": "purple"},
]


@pytest.fixture
def collection(server: Server, shop: Catalogue) -> Iterator[str]:
    name = f"shop_{os.getpid()}"
    yield name
    server.drop(f"{name}_{shop.row_space().epoch}", 60.0)


@pytest.fixture
def line(server: Server) -> Line:
    return Line(server, LOADER)


@pytest.fixture
def index(shop: Catalogue, line: Line, collection: str) -> RemoteIndex:
    load(shop, line, collection)
    return connect(line, collection, shop.encoder.info.describe())


def test_it_keeps_the_promises_of_an_index(build: Callable[[Matrix], RemoteIndex]) -> None:
    check_index(build)


def test_filters_mean_what_they_mean_in_the_catalogue(shop: Catalogue, index: RemoteIndex) -> None:
    for form in FILTERS:
        filters = parse_filters(form)
        products, _ = shop.browse(filters, 0, PRODUCTS)
        found = index.page(unit(1000), PRODUCTS, filters).products
        assert sorted(found) == sorted(one.id for one in products), form
    with pytest.raises(InvalidFilter, match="no product has"):
        index.page(unit(1000), 5, parse_filters({"shape": "round"}))


def test_pages_are_the_one_list_cut_up(shop: Catalogue, index: RemoteIndex) -> None:
    filters, query = parse_filters({"colour": {"not": ["navy"]}}), 3 * unit(1000)
    whole = index.page(query, PRODUCTS, filters)
    assert whole.next is None
    pages = list(index.pages(query, 23, filters))
    assert [one for page in pages for one in page.products] == list(whole.products)
    rows = whole.found.rows
    exact = shop.row_space().read(rows) @ query
    assert np.allclose(whole.found.scores, exact, atol=0.02)
    assert list(rows) == list(np.concatenate([page.found.rows for page in pages]))


def test_a_second_load_copies_what_has_changed_alone(
    shop: Catalogue, line: Line, collection: str
) -> None:
    first = load(shop, line, collection)
    again = load(shop, line, collection)
    assert (first.written, first.kept, first.removed) == (PRODUCTS, 0, 0)
    assert (again.written, again.kept, again.removed) == (0, PRODUCTS, 0)
    shop.store.write([entry(3, look=5_000), entry(7, look=7), entry(900)], remove=["p004"])
    assert verify(shop, line, collection)[0].subject == "collection"
    third = load(shop, line, collection)
    # 3 and 7 were encoded again, which makes new rows of them; 900 is new and 4 is gone.
    assert (third.written, third.removed) == (3, 3)
    assert verify(shop, line, collection) == []
    index = connect(line, collection, shop.encoder.info.describe())
    assert index.page(unit(5_000), 1).products == ["p003"]
    assert "p004" not in index.page(unit(4), PRODUCTS).products


def test_a_stopped_load_goes_on(
    shop: Catalogue, line: Line, collection: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pointsay.backends.base.BATCH", 50)
    monkeypatch.setattr("pointsay.backends.loading.BATCH", 50)

    def stop(done: int, _: int) -> None:
        if done >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(shop, line, collection, stop)
    done = load(shop, line, collection)
    assert (done.written, done.kept) == (PRODUCTS - 100, 100)
    assert verify(shop, line, collection) == []


def test_verify_names_what_differs(
    shop: Catalogue, line: Line, server: Server, collection: str, index: RemoteIndex
) -> None:
    table = index.about.table
    server.put(table, [Record(3, "p003", "-", 1, {}, unit(77))], 10.0)
    server.remove(table, [9], 10.0)
    said = {one.subject: one.reason for one in verify(shop, line, collection)}
    assert said["p003"] == "has another vector"
    assert said["p009"] == "is missing"
    assert f"{PRODUCTS - 1} rows" in said["collection"]
    assert load(shop, line, collection).written == 2
    assert verify(shop, line, collection) == []


def test_the_engine_finds_there_what_it_finds_here(
    shop: Catalogue, address: str, line: Line, collection: str
) -> None:
    load(shop, line, collection)
    with BackedCatalogue(shop.folder, ColourEncoder(), f"{address}#{collection}") as backed:
        here, there = Engine(shop), Engine(backed)
        for product in ("p001", "p050", "p099"):
            for filters in ((), parse_filters({"colour": "red", "price": {"max": 400}})):
                question = Question([Known(product)], "a red one", filters, k=12)
                expected, found = here.search(question), there.search(question)
                assert found.total == expected.total
                assert [hit.product for hit in found.hits] == [hit.product for hit in expected.hits]
                assert np.allclose(
                    [hit.score for hit in found.hits],
                    [hit.score for hit in expected.hits],
                    atol=0.02,
                )


def test_another_encoder_or_catalogue_is_refused(
    shop: Catalogue, address: str, line: Line, collection: str, tmp_path: Path
) -> None:
    load(shop, line, collection)
    with pytest.raises(BackendMismatch, match="not of"):
        connect(line, collection, "another encoder")
    with pytest.raises(BackendMismatch, match="no collection"):
        connect(line, "nothing", shop.encoder.info.describe())
    with Catalogue(tmp_path / "other", ColourEncoder(), create=True) as other:
        other.load([entry(1)])
    with pytest.raises(BackendMismatch, match="another catalogue"):
        BackedCatalogue(tmp_path / "other", ColourEncoder(), f"{address}#{collection}")
