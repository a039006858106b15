from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from catalogue.stored import entry, unit
from pointsay.catalogue import Catalogue, compact, restore, snapshot
from pointsay.encoders import Encoder
from pointsay.errors import CatalogueCorrupt, CatalogueError, CatalogueMissing, CatalogueVersion


@pytest.fixture
def catalogue(tmp_path: Path, encoder: Encoder) -> Catalogue:
    catalogue = Catalogue(tmp_path / "c", encoder, create=True)
    catalogue.store.write([entry(number) for number in range(20)])
    catalogue.store.write([entry(3, look=93)], remove=["p004"])
    return catalogue


def contents(catalogue: Catalogue) -> list[tuple[str, bytes]]:
    gallery = catalogue.gallery()
    products = catalogue.at(gallery, np.arange(len(gallery.rows)))
    return sorted(
        (product.id, gallery.index.vectors(np.array([at]))[0].tobytes())
        for at, product in products.items()
    )


def test_what_comes_back_is_what_was_there_then(
    catalogue: Catalogue, tmp_path: Path, encoder: Encoder
) -> None:
    before = contents(catalogue)
    snapshot(catalogue.folder, tmp_path / "s")
    catalogue.store.write([entry(50)], remove=["p000"])
    compact(catalogue.folder)
    restore(tmp_path / "s", tmp_path / "r")
    with Catalogue(tmp_path / "r", encoder) as restored:
        assert contents(restored) == before
        assert restored.product("p007").attributes == {"n": 7.0}
        restored.store.write([entry(60)])
        assert len(restored) == 20
    restore(tmp_path / "s", tmp_path / "again")  # the snapshot itself was not touched
    with Catalogue(tmp_path / "again", encoder) as restored:
        assert contents(restored) == before


def test_an_empty_catalogue_has_a_snapshot(tmp_path: Path, encoder: Encoder) -> None:
    Catalogue(tmp_path / "c", encoder, create=True)
    snapshot(tmp_path / "c", tmp_path / "s")
    restore(tmp_path / "s", tmp_path / "r")
    with Catalogue(tmp_path / "r", encoder) as restored:
        assert len(restored) == 0


def test_it_is_of_one_moment_while_others_write_and_compact(
    catalogue: Catalogue, tmp_path: Path, encoder: Encoder
) -> None:
    """Each write gives all products another picture, the same turn for all of them."""
    done = threading.Event()

    def write() -> None:
        turn = 0
        while not done.is_set():
            turn += 1
            catalogue.store.write([entry(number, look=100 * turn + number) for number in range(20)])
            if turn % 3 == 0:
                compact(catalogue.folder)

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        for at in range(4):
            snapshot(catalogue.folder, tmp_path / f"s{at}")
        done.set()
        writer.result()
    turns = {
        tuple(unit(100 * turn + number).tobytes() for number in range(20)) for turn in range(1, 99)
    }
    for at in range(4):
        restore(tmp_path / f"s{at}", tmp_path / f"r{at}")
        with Catalogue(tmp_path / f"r{at}", encoder) as restored:
            if len(restored) == 20:
                assert tuple(vector for _, vector in contents(restored)) in turns


@pytest.mark.parametrize("name", ["catalogue.sqlite", "vectors/1.f32"])
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_snapshot_is_refused_and_the_file_named(
    name: str, harm: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    snapshot(catalogue.folder, tmp_path / "s")
    file = tmp_path / "s" / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(data if harm == "flip" else data[:-1])
    with pytest.raises(CatalogueCorrupt, match=file.name):
        restore(tmp_path / "s", tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_folders_that_will_not_do(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="holds something"):
        snapshot(catalogue.folder, catalogue.folder)
    with pytest.raises(CatalogueMissing):
        snapshot(tmp_path / "none", tmp_path / "s")
    with pytest.raises(CatalogueMissing):
        restore(catalogue.folder, tmp_path / "r")
    (tmp_path / "empty").mkdir()
    snapshot(catalogue.folder, tmp_path / "empty")
    (tmp_path / "empty" / "snapshot.json").write_text('{"version": 9, "files": []}')
    with pytest.raises(CatalogueVersion):
        restore(tmp_path / "empty", tmp_path / "r")
