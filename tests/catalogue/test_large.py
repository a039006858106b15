"""A catalogue that is too large to be scanned: it has lists, beside which it goes on growing."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue.stored import entry, unit
from pointsay.catalogue import Catalogue, parse_filters
from pointsay.encoders import Encoder
from pointsay.errors import CursorExpired
from pointsay.index import ApproximateIndex, ExactIndex, Policy

POLICY = Policy(exact_rows=100, target=0.9, tail_rows=50, tail_share=0.0)


@pytest.fixture
def catalogue(tmp_path: Path, encoder: Encoder) -> Catalogue:
    """300 products, of which 20 are deleted and 20 looked otherwise before."""
    made = Catalogue(tmp_path / "c", encoder, create=True, policy=POLICY)
    made.store.write([entry(number, look=number + 500 * (number < 20)) for number in range(300)])
    gone = [f"p{number:03}" for number in range(100, 120)]
    made.store.write([entry(number) for number in range(20)], remove=gone)
    return made


def best(catalogue: Catalogue, number: int) -> str:
    """The id of the product that is most like picture ``number``."""
    gallery = catalogue.gallery()
    found = gallery.index.search(unit(number), 1).rows
    return catalogue.at(gallery, found)[int(found[0])].id


def test_answers_are_the_same_with_and_without_lists(catalogue: Catalogue) -> None:
    assert isinstance(catalogue.gallery().index, ExactIndex)
    assert [best(catalogue, number) for number in (3, 99, 250)] == ["p003", "p099", "p250"]
    catalogue.prepare()
    assert isinstance(catalogue.gallery().index, ApproximateIndex)
    assert [best(catalogue, number) for number in (3, 99, 250)] == ["p003", "p099", "p250"]


def test_only_what_lives_is_counted_and_found(catalogue: Catalogue) -> None:
    catalogue.prepare()
    gallery = catalogue.gallery()
    assert len(catalogue) == len(gallery) == gallery.everything().sum() == 280
    found = catalogue.at(gallery, gallery.index.search(unit(105), 1000).rows)
    assert len({product.id for product in found.values()}) == 280
    assert best(catalogue, 105) != "p105"
    assert best(catalogue, 503) != "p003"  # how it looked before


def test_writes_are_seen_at_once(catalogue: Catalogue) -> None:
    catalogue.prepare()
    catalogue.store.write([entry(400)], remove=["p250"])
    assert best(catalogue, 400) == "p400"
    assert best(catalogue, 250) != "p250"
    assert catalogue.locate("p400")[2].tolist() == unit(400).tolist()


def test_filters_and_lists_number_rows_alike(catalogue: Catalogue) -> None:
    catalogue.prepare()
    rows = catalogue.select(parse_filters({"n": {"min": 90, "max": 125}}))
    gallery = catalogue.gallery()
    allowed = gallery.mask(rows)
    assert allowed.sum() == 16
    found = catalogue.at(gallery, gallery.index.search(unit(95), 50, allowed).rows)
    assert {product.attributes["n"] for product in found.values()} == (
        {*range(90, 126)} - {*range(100, 120)}
    )


def test_the_next_process_finds_the_lists(catalogue: Catalogue, encoder: Encoder) -> None:
    catalogue.prepare()
    with Catalogue(catalogue.folder, encoder, policy=POLICY) as again:
        assert isinstance(again.gallery().index, ApproximateIndex)
        assert best(again, 250) == "p250"


def test_a_ranking_can_be_gone_on_with_after_writes(catalogue: Catalogue) -> None:
    first = catalogue.gallery()
    before = first.index.search(unit(7), 30).rows.tolist()
    catalogue.store.write([entry(400)], remove=["p250"])
    assert catalogue.gallery() is not first
    held = catalogue.gallery_of(first.moment)
    assert held.index.search(unit(7), 30).rows.tolist() == before
    for number in range(20):
        catalogue.store.write([entry(600 + number)])
        catalogue.gallery()
    with pytest.raises(CursorExpired, match="first page"):
        catalogue.gallery_of(first.moment)
