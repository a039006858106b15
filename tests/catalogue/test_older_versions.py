"""Catalogues of earlier releases move to this one with nothing lost.

``old/version1.sqlite`` was written while vectors were blobs of the SQLite file: fourteen
products of `ColourEncoder`, of which two were deleted at the end, one was deleted and came back,
and one changed its picture.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder, shade, solid
from pointsay.catalogue import Catalogue, parse_filters
from pointsay.catalogue.store import FILE
from pointsay.encoders import Encoder
from pointsay.errors import CatalogueCorrupt, DiskFull

OLD = Path(__file__).parent / "old" / "version1.sqlite"
IDS = [f"p{number:02}" for number in (0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 12, 3)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(OLD, tmp_path / FILE)
    return tmp_path


def test_everything_of_version_1_is_there(folder: Path, encoder: Encoder) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        blobs = dict(connection.execute("SELECT id, vector FROM product"))
        digests = {
            product_id: (image, said)
            for product_id, image, said in connection.execute(
                "SELECT id, image_sha256, said_sha256 FROM product"
            )
        }
    connection.close()
    with Catalogue(folder, encoder) as catalogue:
        found, total = catalogue.browse((), 0, 20)
        assert [one.id for one in found] == IDS
        assert total == len(catalogue) == 12
        for product in found:
            _, _, vector = catalogue.locate(product.id)
            assert vector.tobytes() == blobs[product.id]
            number = int(product.id[1:])
            if number < 12:
                assert product.title == f"Ding {number} ö鞋"
                assert product.price == number + 0.5
                assert product.attributes["colour"] == ["red", "Grün"][number % 2]
        np.testing.assert_allclose(
            catalogue.locate("p08")[2], encoder.encode_images([solid(shade(8), (8, 8))])[0]
        )
        assert catalogue.store.fingerprints() == digests
        assert catalogue.store.generation() == 4
        assert len(catalogue.select(parse_filters({"colour": "grün"}))) == 5
        assert {one.name for one in catalogue.facets()} == {"price", "colour", "size"}
    with Catalogue(folder, encoder) as catalogue:
        assert len(catalogue) == 12


def test_the_encoder_of_an_old_catalogue_is_still_its_own(folder: Path) -> None:
    with pytest.raises(Exception, match="colour-fake"):
        Catalogue(folder, ColourEncoder("other"))


def test_a_damaged_vector_moves_on_and_is_still_found(folder: Path, encoder: Encoder) -> None:
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("UPDATE product SET vector = x'0000' WHERE id = 'p06'")
    connection.close()
    with Catalogue(folder, encoder) as catalogue:
        assert len(catalogue.browse((), 0, 20)[0]) == 12
        with pytest.raises(CatalogueCorrupt, match="'p06'"):
            catalogue.gallery()


def test_a_move_that_fails_leaves_the_old_file_and_can_be_tried_again(
    folder: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pointsay.catalogue.vector_file.os.fsync", full)
        with pytest.raises(DiskFull, match="no room"):
            Catalogue(folder, encoder)
    with sqlite3.connect(folder / FILE) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(vector) FROM product").fetchone() == (12,)
    connection.close()
    with Catalogue(folder, encoder) as catalogue:
        assert len(catalogue) == 12
