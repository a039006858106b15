from __future__ import annotations

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from catalogue.stored import entry, unit
from fakes import ColourEncoder, picture, shade, write_folder, write_zip
from pointsay.catalogue import Catalogue, ingest
from pointsay.catalogue.entries import Entry
from pointsay.catalogue.store import FILE
from pointsay.encoders import Encoder
from pointsay.errors import (
    CatalogueCorrupt,
    CatalogueError,
    CatalogueMissing,
    CatalogueVersion,
    EncoderMismatch,
    ImageGone,
    PointsayError,
    UnknownProduct,
)
from pointsay.types import Product

if TYPE_CHECKING:
    pass


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    """A closed catalogue of six products."""
    files = {f"p{at}.png": picture(shade(at)) for at in range(6)}
    files["products.csv"] = b"id,title,colour\np0,Zero,red\np1,One,blue\n"
    with Catalogue(tmp_path / "catalogue", encoder, create=True) as catalogue:
        ingest(catalogue, write_folder(tmp_path / "shop", files))
    return tmp_path / "catalogue"


def damage(folder: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(folder / FILE)
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_opened_again_it_is_the_same(folder: Path, encoder: Encoder) -> None:
    with Catalogue(folder, encoder) as first, Catalogue(folder, encoder) as second:
        assert first.browse((), 0, 10) == second.browse((), 0, 10)
        np.testing.assert_array_equal(
            first.gallery().index.vectors(np.arange(6)),
            second.gallery().index.vectors(np.arange(6)),
        )
        assert second.product("p0") == Product("p0", "Zero", None, {"colour": "red"})


def test_a_missing_catalogue_is_not_made_by_looking(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(CatalogueMissing) as caught:
        Catalogue(tmp_path / "c", encoder)
    assert "pointsay index" in caught.value.hint
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(("name", "weights"), [("other-fake", "0" * 64), ("colour-fake", "f" * 64)])
def test_another_encoder_is_refused_and_both_are_named(
    folder: Path, name: str, weights: str
) -> None:
    with pytest.raises(EncoderMismatch) as caught:
        Catalogue(folder, ColourEncoder(name, weights))
    assert f"colour-fake (32-d, grid, weights {'0' * 12})" in caught.value.message
    assert f"{name} (32-d, grid, weights {weights[:12]})" in caught.value.message
    assert caught.value.hint


def test_another_preprocessing_is_another_encoder(folder: Path, encoder: Encoder) -> None:
    other = ColourEncoder()
    other._info = type(other.info)(
        **{name: getattr(other.info, name) for name in type(other.info).__slots__}
        | {"preprocessing": {"kind": "grid", "side": 3}}
    )
    with pytest.raises(EncoderMismatch):
        Catalogue(folder, other)


def test_a_newer_version_is_refused_with_advice(folder: Path, encoder: Encoder) -> None:
    damage(folder, "PRAGMA user_version = 99")
    with pytest.raises(CatalogueVersion, match="version 99, this release reads up to") as caught:
        Catalogue(folder, encoder)
    assert "upgrade" in caught.value.hint


@pytest.mark.parametrize("data", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_catalogue_is_corrupt(
    data: bytes, tmp_path: Path, encoder: Encoder
) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(CatalogueCorrupt) as caught:
        Catalogue(tmp_path, encoder)
    assert caught.value.hint


def test_somebody_elses_database_is_corrupt(tmp_path: Path, encoder: Encoder) -> None:
    damage(tmp_path, "CREATE TABLE theirs (x)")
    damage(tmp_path, "PRAGMA user_version = 1")
    with pytest.raises(CatalogueError):
        Catalogue(tmp_path, encoder)


@pytest.mark.parametrize("record", ["", "{", "[]", "{}", '{"name": "x"}'])
def test_a_damaged_encoder_record_is_corrupt(record: str, folder: Path, encoder: Encoder) -> None:
    damage(folder, "UPDATE space SET encoder = ?", record)
    with pytest.raises(CatalogueCorrupt) as caught:
        Catalogue(folder, encoder)
    assert caught.value.hint


def vector_file(folder: Path) -> Path:
    (file,) = (folder / "vectors").iterdir()
    return file


@pytest.mark.parametrize("bit", [0, 100, 1023])
def test_a_flipped_bit_of_a_vector_is_found_and_the_product_named(
    bit: int, folder: Path, encoder: Encoder
) -> None:
    file = vector_file(folder)
    data = bytearray(file.read_bytes())
    data[4096 + 3 * 32 * 4 + bit // 8] ^= 1 << bit % 8
    file.write_bytes(data)
    with Catalogue(folder, encoder) as catalogue:
        with pytest.raises(CatalogueCorrupt, match="'p3'") as caught:
            catalogue.gallery()
        assert caught.value.hint
        space = catalogue.row_space()
        assert space.read(np.array([2, 4])).shape == (2, 32)
        with pytest.raises(CatalogueCorrupt, match="'p3'"):
            space.read(np.array([2, 3]))


@pytest.mark.parametrize("at", [0, 20, 4095])
def test_a_flipped_bit_of_the_header_is_found(at: int, folder: Path, encoder: Encoder) -> None:
    file = vector_file(folder)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    with Catalogue(folder, encoder) as catalogue, pytest.raises(CatalogueCorrupt, match="header"):
        catalogue.gallery()


def test_a_file_of_vectors_cut_short_or_gone_is_found(folder: Path, encoder: Encoder) -> None:
    file = vector_file(folder)
    os.truncate(file, file.stat().st_size - 1)
    with Catalogue(folder, encoder) as catalogue, pytest.raises(CatalogueCorrupt, match="short"):
        catalogue.gallery()
    file.unlink()
    with Catalogue(folder, encoder) as catalogue, pytest.raises(CatalogueCorrupt):
        catalogue.gallery()
    with Catalogue(folder, encoder) as catalogue, pytest.raises(CatalogueCorrupt):
        catalogue.store.write([entry(1)])


def test_damage_anywhere_in_the_file_never_shows_as_a_foreign_error(
    folder: Path, encoder: Encoder
) -> None:
    data = (folder / FILE).read_bytes()
    rng = np.random.default_rng(5)
    refused = 0
    for _ in range(120):
        changed = bytearray(data)
        at = int(rng.integers(len(data) // 512)) * 512
        changed[at : at + 512] = rng.bytes(512)
        (folder / FILE).write_bytes(changed)
        try:
            with Catalogue(folder, encoder) as catalogue:
                catalogue.gallery()
                catalogue.browse((), 0, 10)
                catalogue.facets()
                catalogue.store.fingerprints()
                for number in range(6):
                    catalogue.store.picture(f"p{number}")
        except PointsayError:
            refused += 1
    assert refused > 10


def test_image_bytes_come_back(folder: Path, encoder: Encoder) -> None:
    with Catalogue(folder, encoder) as catalogue:
        assert [catalogue.image(f"p{at}") for at in range(6)] == [
            picture(shade(at)) for at in range(6)
        ]


def test_a_deleted_picture_is_gone_but_the_product_stays(folder: Path, encoder: Encoder) -> None:
    (folder.parent / "shop" / "p1.png").unlink()
    with Catalogue(folder, encoder) as catalogue:
        with pytest.raises(ImageGone, match=r"p1\.png") as caught:
            catalogue.image("p1")
        assert caught.value.hint
        assert catalogue.product("p1").title == "One"


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_pictures_whose_folder_or_zip_is_gone(form: str, tmp_path: Path, encoder: Encoder) -> None:
    files = {"a.png": picture("red")}
    write = write_folder if form == "folder" else write_zip
    source = write(tmp_path / "source", files)
    with Catalogue(tmp_path / "c", encoder, create=True) as catalogue:
        ingest(catalogue, source)
    source.rename(tmp_path / "away")
    with Catalogue(tmp_path / "c", encoder) as catalogue:
        with pytest.raises(ImageGone) as caught:
            catalogue.image("a")
        assert caught.value.hint


@pytest.mark.parametrize("product_id", ["", "P0", "p0 ", "nope", "鞋", "\ud800", "x" * 10_000, "%"])
def test_an_unknown_product_is_refused(product_id: str, folder: Path, encoder: Encoder) -> None:
    with Catalogue(folder, encoder) as catalogue:
        for ask in (catalogue.product, catalogue.locate, catalogue.image):
            with pytest.raises(UnknownProduct) as caught:
                ask(product_id)
            assert caught.value.hint
            assert len(caught.value.message) < 200


def test_the_gallery_is_read_again_only_after_a_write(folder: Path, encoder: Encoder) -> None:
    with Catalogue(folder, encoder) as catalogue, Catalogue(folder, encoder) as writer:
        first = catalogue.gallery()
        assert catalogue.gallery() is first
        writer.store.write([entry(1)])
        second = catalogue.gallery()
        assert len(second.rows) == 7
        assert second.generation > first.generation
        assert len(first.rows) == 6


def test_a_failed_write_changes_nothing(folder: Path, encoder: Encoder) -> None:
    with Catalogue(folder, encoder) as catalogue:
        before = catalogue.browse((), 0, 10), catalogue.store.generation()
        bad = Entry(Product("bad", attributes={"a": object()}), Path("/x"), "x", "0", unit(1))  # type: ignore[dict-item]
        with pytest.raises(TypeError):
            catalogue.store.write([entry(1), bad], remove=["p0"])
        assert (catalogue.browse((), 0, 10), catalogue.store.generation()) == before


def test_removing_a_product_removes_all_of_it(folder: Path, encoder: Encoder) -> None:
    with Catalogue(folder, encoder) as catalogue:
        catalogue.store.write([], remove=["p0", "not there"])
        assert len(catalogue) == 5
        assert catalogue.store.picture("p0") is None
        assert catalogue.facets() == []  # only p1 has a colour now
        with pytest.raises(UnknownProduct):
            catalogue.product("p0")


def test_many_can_make_the_same_catalogue_at_once(tmp_path: Path, encoder: Encoder) -> None:
    for attempt in range(5):
        barrier = threading.Barrier(6)

        def make(attempt: int = attempt, barrier: threading.Barrier = barrier) -> int:
            barrier.wait()
            with Catalogue(tmp_path / str(attempt), encoder, create=True) as catalogue:
                return len(catalogue)

        with ThreadPoolExecutor(6) as pool:
            assert [one.result() for one in [pool.submit(make) for _ in range(6)]] == [0] * 6


def test_a_write_in_the_middle_of_reading_the_gallery_is_not_seen(
    folder: Path, encoder: Encoder
) -> None:
    with Catalogue(folder, encoder) as catalogue:

        def interfere(statement: str) -> None:
            if "died IS NOT NULL FROM vector" in statement:
                connection.set_trace_callback(None)
                with ThreadPoolExecutor(1) as pool:
                    new = [entry(number) for number in range(3)]
                    pool.submit(catalogue.store.write, new, remove=["p0"]).result()

        connection = catalogue.store._database._connection
        connection.set_trace_callback(interfere)
        assert catalogue.row_space().products.tolist() == [1, 2, 3, 4, 5, 6]
        assert catalogue.gallery().rows.tolist() == [2, 3, 4, 5, 6, 7, 8, 9]


def test_readers_see_the_old_or_the_new_state_while_another_writes(
    tmp_path: Path, encoder: Encoder
) -> None:
    """Each write replaces the whole shop by one of another round and size."""
    catalogue = Catalogue(tmp_path / "c", encoder, create=True)

    def shop(turn: int) -> list[int]:
        return [turn % 8 * 20 + at for at in range(4 + turn % 8)]

    states = {tuple(f"p{number:03}" for number in shop(turn)) for turn in range(8)}
    catalogue.store.write([entry(number) for number in shop(0)])
    done = threading.Event()
    torn: list[object] = []

    def read() -> None:
        while not done.is_set():
            gallery = catalogue.gallery()
            vectors = {unit(number).tobytes(): f"p{number:03}" for number in range(200)}
            stored = gallery.index.vectors(np.arange(len(gallery.rows)))
            seen = tuple(vectors[vector.tobytes()] for vector in stored)
            if seen not in states:
                torn.append(seen)
            catalogue.at(gallery, np.arange(len(gallery.rows)))
            catalogue.browse((), 0, 5)
            catalogue.facets()

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for turn in range(1, 50):
            gone = [f"p{number:03}" for number in shop(turn - 1)]
            catalogue.store.write([entry(number) for number in shop(turn)], remove=gone)
        done.set()
        for reader in readers:
            reader.result()
    assert torn == []
