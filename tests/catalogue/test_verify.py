from __future__ import annotations

import dataclasses
import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from catalogue.stored import entry
from fakes import ColourEncoder, CountingEncoder, csv_feed, picture, shade, solid, write_folder
from pointsay.catalogue import Catalogue, compact, ingest, migrate_encoder, repair, stats, verify
from pointsay.catalogue.store import FILE
from pointsay.encoders import Encoder
from pointsay.errors import CatalogueCorrupt, CatalogueMissing, DiskFull, EncoderMismatch

COUNT = 20
DIM = 32
HEADER = 4096


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    files = {f"p{at:03}.png": picture(shade(at), (8, 8)) for at in range(COUNT)}
    feed = csv_feed([{"id": f"p{at:03}", "title": f"T{at}", "n": at} for at in range(COUNT)])
    return write_folder(tmp_path / "shop", {**files, "products.csv": feed})


@pytest.fixture
def folder(tmp_path: Path, shop: Path, encoder: Encoder) -> Path:
    with Catalogue(tmp_path / "c", encoder, create=True) as catalogue:
        ingest(catalogue, shop)
        # One product has an older vector too, which is dead.
        (shop / "p002.png").write_bytes(picture(shade(2), (8, 8), "BMP"))
        ingest(catalogue, shop)
    return tmp_path / "c"


def vector_file(folder: Path) -> Path:
    (file,) = (folder / "vectors").iterdir()
    return file


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 4
    file.write_bytes(data)


def sql(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(statement)
    connection.close()


def found(folder: Path) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for one in verify(folder)]


def check(folder: Path, encoder: Encoder) -> None:
    """Compare every vector with what the encoder says of the picture."""
    with Catalogue(folder, encoder) as catalogue:
        assert len(catalogue) == COUNT
        for at in range(COUNT):
            truth = encoder.encode_images([solid(shade(at), (8, 8))])[0]
            np.testing.assert_allclose(catalogue.locate(f"p{at:03}")[2], truth, atol=1e-6)


def test_a_whole_catalogue_is_clean(folder: Path, encoder: Encoder, tmp_path: Path) -> None:
    assert verify(folder) == []
    compact(folder)
    migrate_encoder(folder, ColourEncoder("other"))
    assert verify(folder) == []
    Catalogue(tmp_path / "empty", encoder, create=True)
    assert verify(tmp_path / "empty") == []
    with pytest.raises(CatalogueMissing):
        verify(tmp_path / "none")


@pytest.mark.parametrize("number", [0, 7, 19])
def test_a_flipped_byte_of_a_vector_names_the_product_and_is_repaired(
    number: int, folder: Path, encoder: Encoder
) -> None:
    flip(vector_file(folder), HEADER + number * DIM * 4 + 60)
    assert found(folder) == [("vector", f"p{number:03}")]
    repaired = repair(folder, encoder)
    assert (repaired.taken_out, repaired.encoded, repaired.problems) == (1, 1, [])
    assert verify(folder) == []
    check(folder, encoder)


def test_a_flipped_byte_of_a_dead_vector_does_no_harm(folder: Path) -> None:
    flip(vector_file(folder), HEADER + 2 * DIM * 4)
    assert verify(folder) == []


@pytest.mark.parametrize("harm", ["header", "cut", "gone", "swapped"])
def test_a_file_of_vectors_that_is_damaged_is_repaired(
    harm: str, folder: Path, encoder: Encoder
) -> None:
    file = vector_file(folder)
    if harm == "header":
        flip(file, 30)
    elif harm == "cut":
        os.truncate(file, HEADER + 15 * DIM * 4 + 3)
    elif harm == "swapped":
        file.write_bytes(file.read_bytes()[::-1])
    else:
        file.unlink()
    lost = {"header": 0, "cut": 6, "gone": COUNT, "swapped": COUNT}[harm]
    codes = [code for code, _ in found(folder)]
    assert codes == ["file"] + ["vector"] * lost
    counting = CountingEncoder()
    assert repair(folder, counting).encoded == counting.pictures == lost
    assert verify(folder) == []
    check(folder, encoder)


def test_a_product_whose_picture_is_gone_stays_without_until_it_is_indexed_again(
    folder: Path, shop: Path, encoder: Encoder
) -> None:
    flip(vector_file(folder), HEADER)
    (shop / "p000.png").rename(shop / "away")
    repaired = repair(folder, encoder)
    assert [one.subject for one in repaired.problems] == ["p000"]
    assert found(folder) == [("no_vector", "p000")]
    with Catalogue(folder, encoder) as catalogue:
        assert len(catalogue) == COUNT - 1
        assert catalogue.product("p000").title == "T0"
        (shop / "away").rename(shop / "p000.png")
        assert ingest(catalogue, shop).updated == 1
    assert verify(folder) == []
    check(folder, encoder)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE product SET title = 'Other' WHERE id = 'p006'",
        "UPDATE product SET price = 3 WHERE id = 'p006'",
        "UPDATE product SET image = 'p007.png' WHERE id = 'p006'",
        "UPDATE attribute SET number = 5.5 WHERE number = 6",
        "DELETE FROM attribute WHERE number = 6",
    ],
)
def test_a_changed_text_is_found_and_the_next_indexing_mends_it(
    statement: str, folder: Path, shop: Path, encoder: Encoder
) -> None:
    sql(folder, statement)
    assert found(folder) == [("text", "p006")]
    assert repair(folder, encoder).to_index == ["p006"]
    assert found(folder) == [("text", "p006")]
    with Catalogue(folder, encoder) as catalogue:
        report = ingest(catalogue, shop)
        assert (report.updated, report.unchanged) == (1, COUNT - 1)
        assert catalogue.product("p006").attributes == {"n": 6.0}
    assert verify(folder) == []


def test_vectors_and_products_that_do_not_belong_together(folder: Path, encoder: Encoder) -> None:
    sql(folder, "DELETE FROM vector WHERE product = 4")
    sql(folder, "UPDATE vector SET product = 999 WHERE product = 5")
    assert sorted(found(folder)) == [
        ("no_product", "?"),
        ("no_vector", "p003"),
        ("no_vector", "p004"),
    ]
    assert repair(folder, encoder).encoded == 2
    assert verify(folder) == []
    check(folder, encoder)


def test_every_flipped_byte_of_sqlite_is_found_or_does_no_harm(
    folder: Path, encoder: Encoder
) -> None:
    """Harm is that the catalogue opens and says something else than it was told."""
    with Catalogue(folder, encoder) as catalogue:
        truth = catalogue.browse((), 0, 99)
    whole = (folder / FILE).read_bytes()
    rng = np.random.default_rng(8)
    for at in rng.integers(100, len(whole), 80).tolist():
        flip(folder / FILE, at)
        try:
            clean = not verify(folder)
            with Catalogue(folder, encoder) as catalogue:
                same = catalogue.browse((), 0, 99) == truth and len(catalogue) == COUNT
        except (CatalogueCorrupt, EncoderMismatch):
            clean = False
        assert not clean or same, f"byte {at}"
        (folder / FILE).write_bytes(whole)


def test_a_damaged_index_of_sqlite_is_built_anew(folder: Path, encoder: Encoder) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'attribute_number'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray((folder / FILE).read_bytes())
    data[page * size - 1] ^= 1
    (folder / FILE).write_bytes(data)
    assert {code for code, _ in found(folder)} == {"sqlite"}
    repair(folder, encoder)
    assert verify(folder) == []


def test_another_encoder_cannot_repair(folder: Path) -> None:
    with pytest.raises(EncoderMismatch, match="holds vectors of colour-fake"):
        repair(folder, ColourEncoder("other"))


def test_stats_count_what_is_there(folder: Path) -> None:
    counted = stats(folder)
    (space,) = counted.spaces
    assert (counted.products, counted.attributes) == (COUNT, COUNT)
    assert (space.state, space.live, space.dead) == ("active", COUNT, 1)
    assert space.bytes == HEADER + (COUNT + 1) * DIM * 4
    assert (folder / "vectors" / "99.new").write_bytes(b"12345") == stats(folder).leftover_bytes
    compact(folder)
    counted = stats(folder)
    assert (counted.leftover_bytes, counted.spaces[0].dead) == (0, 0)


@pytest.mark.parametrize("where", ["vectors", "sqlite"])
def test_a_full_disk_is_named_and_nothing_of_the_write_is_kept(
    where: str, folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue(folder, encoder) as catalogue:
        before, size = catalogue.browse((), 0, 99), vector_file(folder).stat().st_size
        generation = catalogue.store.generation()
        many = [entry(number) for number in range(100, 400)]
        with monkeypatch.context() as patch:
            if where == "vectors":

                def full(handle: int) -> None:
                    raise OSError(28, "No space left on device")

                patch.setattr("pointsay.catalogue.vector_file.os.fsync", full)
            else:
                connection = catalogue.store._database._connection
                (pages,) = connection.execute("PRAGMA page_count").fetchone()
                connection.execute(f"PRAGMA max_page_count = {pages}")
            with pytest.raises(DiskFull, match="no room is left") as caught:
                catalogue.store.write(many, remove=["p000"])
            assert caught.value.hint
        assert catalogue.browse((), 0, 99) == before
        assert catalogue.store.generation() == generation
        if where == "vectors":
            assert vector_file(folder).stat().st_size == size
        else:
            connection.execute("PRAGMA max_page_count = 1000000")
        assert verify(folder) == []
        catalogue.store.write(many, remove=["p000"])
        assert len(catalogue) == COUNT + 299
    assert verify(folder) == []


def test_digests_do_not_depend_on_how_numbers_were_given(tmp_path: Path, encoder: Encoder) -> None:
    with Catalogue(tmp_path / "c", encoder, create=True) as catalogue:
        new = entry(1)
        facts = {"n": 3, "price": 9.0}
        product = dataclasses.replace(new.product, price=7, attributes=facts)
        catalogue.store.write([dataclasses.replace(new, product=product)])
    assert verify(tmp_path / "c") == []
