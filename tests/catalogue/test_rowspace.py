"""The rows that indexes are built of: what stays, what grows, what dies."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from catalogue.stored import entry, unit
from pointsay.catalogue import Catalogue
from pointsay.encoders import Encoder


@pytest.fixture
def catalogue(tmp_path: Path, encoder: Encoder) -> Catalogue:
    catalogue = Catalogue(tmp_path / "c", encoder, create=True)
    catalogue.store.write([entry(number) for number in range(5)])
    return catalogue


def named(catalogue: Catalogue) -> dict[str, int]:
    """Return product id -> row of the rows that live."""
    space = catalogue.row_space()
    ids = catalogue.ids(space, np.flatnonzero(space.live))
    return {product_id: row for row, product_id in ids.items()}


def test_an_empty_catalogue_has_no_rows(tmp_path: Path, encoder: Encoder) -> None:
    space = Catalogue(tmp_path / "c", encoder, create=True).row_space()
    assert len(space) == 0
    assert space.rows().shape == (0, encoder.info.dim)
    assert space.read(np.array([], dtype=np.int64)).shape == (0, encoder.info.dim)


def test_rows_are_the_vectors_as_they_were_written(catalogue: Catalogue) -> None:
    space = catalogue.row_space()
    assert space.live.all()
    np.testing.assert_array_equal(space.rows(), [unit(number) for number in range(5)])
    np.testing.assert_array_equal(space.read(np.array([4, 1])), [unit(4), unit(1)])
    assert named(catalogue) == {f"p{number:03}": number for number in range(5)}
    for array in (space.rows(), space.live, space.products):
        assert not array.flags.writeable


def test_a_write_adds_rows_and_lets_others_die_and_older_moments_stay(
    catalogue: Catalogue,
) -> None:
    before = catalogue.row_space()
    catalogue.store.write([entry(1, look=71), entry(5)], remove=["p003"])
    after = catalogue.row_space()
    assert before.live.tolist() == [True] * 5
    assert after.live.tolist() == [True, False, True, False, True, True, True]
    assert named(catalogue) == {"p000": 0, "p001": 5, "p002": 2, "p004": 4, "p005": 6}
    np.testing.assert_array_equal(after.rows()[5], unit(71))
    np.testing.assert_array_equal(after.rows()[:5], before.rows())
    assert (before.epoch, after.epoch) == (1, 1)
    assert before.generation < after.generation
    products = np.arange(9)
    assert before.rows_of(products).tolist() == [-1, 0, 1, 2, 3, 4, -1, -1, -1]
    assert after.rows_of(products).tolist() == [-1, 0, 5, 2, -1, 4, 6, -1, -1]


def test_text_alone_touches_no_row(catalogue: Catalogue) -> None:
    new = entry(2, title="New")
    catalogue.store.write([type(new)(new.product, new.source, new.image, new.image_sha256, None)])
    assert catalogue.product("p002").title == "New"
    assert catalogue.row_space().live.tolist() == [True] * 5


def test_another_process_sees_what_one_that_reads_anew_sees(
    catalogue: Catalogue, encoder: Encoder
) -> None:
    """Following writes one by one comes to the same as reading all at the end."""
    rng = np.random.default_rng(2)
    for turn in range(25):
        some = rng.choice(40, size=int(rng.integers(1, 9)), replace=False)
        gone = [f"p{number:03}" for number in rng.choice(40, size=3)]
        catalogue.store.write([entry(int(one), look=100 * turn + one) for one in some], remove=gone)
        followed = catalogue.row_space()
    anew = Catalogue(catalogue.folder, encoder).row_space()
    np.testing.assert_array_equal(followed.live, anew.live)
    np.testing.assert_array_equal(followed.products, anew.products)
    np.testing.assert_array_equal(followed.rows(), anew.rows())
    products = np.arange(200)
    np.testing.assert_array_equal(followed.rows_of(products), anew.rows_of(products))
    anew.check()


def test_the_rows_of_deleted_products_are_never_given_to_others(catalogue: Catalogue) -> None:
    gallery = catalogue.gallery()
    catalogue.store.write([], remove=["p004"])
    catalogue.store.write([entry(9)])
    assert [one.id for one in catalogue.at(gallery, np.arange(5)).values()] == [
        "p000",
        "p001",
        "p002",
        "p003",
    ]


def test_nothing_is_stale_after_acknowledgement(catalogue: Catalogue, encoder: Encoder) -> None:
    """Readers of this catalogue and of another one on the same folder, while products come."""
    acknowledged = [4]
    done = threading.Event()

    def read(reader: Catalogue) -> int:
        last = -1
        while not done.is_set():
            told = acknowledged[-1]
            gallery = reader.gallery()
            row = len(gallery.rows) - 1
            assert row >= told
            assert gallery.generation >= last
            last = gallery.generation
            hits = gallery.index.search(unit(told), 1)
            assert [one.id for one in reader.at(gallery, hits.rows).values()] == [f"p{told:03}"]
        return last

    with ThreadPoolExecutor(4) as pool:
        others = [catalogue, catalogue, Catalogue(catalogue.folder, encoder)]
        readers = [pool.submit(read, one) for one in others]
        for number in range(5, 35):
            catalogue.store.write([entry(number)])
            acknowledged.append(number)
        done.set()
        assert all(reader.result() > 0 for reader in readers)
