from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from catalogue.stored import entry, unit
from pointsay.catalogue import Catalogue, compact
from pointsay.catalogue.compaction import Compacted
from pointsay.encoders import Encoder
from pointsay.errors import CatalogueError, CatalogueMissing


def vectors(catalogue: Catalogue) -> dict[str, bytes]:
    """Return product id -> vector, by way of the gallery."""
    gallery = catalogue.gallery()
    products = catalogue.at(gallery, np.arange(len(gallery.rows)))
    return {
        product.id: gallery.index.vectors(np.array([at]))[0].tobytes()
        for at, product in products.items()
    }


@pytest.fixture
def catalogue(tmp_path: Path, encoder: Encoder) -> Catalogue:
    """Forty products: ten were deleted, ten have another picture than at first."""
    catalogue = Catalogue(tmp_path / "c", encoder, create=True)
    catalogue.store.write([entry(number) for number in range(50)])
    catalogue.store.write(
        [entry(number, look=number + 500) for number in range(10)],
        remove=[f"p{number:03}" for number in range(40, 50)],
    )
    return catalogue


def test_it_drops_the_dead_and_keeps_the_rest(catalogue: Catalogue) -> None:
    before, size = vectors(catalogue), folder_size(catalogue.folder)
    old = catalogue.row_space()
    assert compact(catalogue.folder) == Compacted(60, 40)
    new = catalogue.row_space()
    assert new.epoch > old.epoch
    assert new.generation > old.generation
    assert len(new) == 40
    assert new.live.all()
    assert vectors(catalogue) == before
    assert catalogue.product("p007").attributes == {"n": 7.0}
    assert len(list((catalogue.folder / "vectors").iterdir())) == 1
    assert folder_size(catalogue.folder) < size
    np.testing.assert_array_equal(old.rows()[11], unit(11))  # who reads an older moment still can


def folder_size(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "vectors").iterdir())


def test_twice_is_once(catalogue: Catalogue) -> None:
    compact(catalogue.folder)
    before = vectors(catalogue)
    assert compact(catalogue.folder) == Compacted(40, 40)
    assert vectors(catalogue) == before


def test_there_must_be_something(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(CatalogueMissing):
        compact(tmp_path / "c")
    Catalogue(tmp_path / "c", encoder, create=True)
    assert compact(tmp_path / "c") == Compacted(0, 0)


def test_stopped_it_goes_on_where_it_was(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pointsay.catalogue.compaction.BATCH", 10)
    seen: list[int] = []

    def stop(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    before = vectors(catalogue)
    with pytest.raises(KeyboardInterrupt):
        compact(catalogue.folder, stop)
    assert vectors(catalogue) == before
    catalogue.store.write([entry(11, look=900), entry(60)], remove=["p012"])
    wanted = {**before, "p011": unit(900).tobytes(), "p060": unit(60).tobytes()}
    del wanted["p012"]
    assert vectors(catalogue) == wanted
    seen = [0, 0]
    compact(catalogue.folder, stop)
    assert min(seen[2:]) > 20
    assert vectors(catalogue) == wanted


def test_writes_and_searches_go_on_meanwhile(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pointsay.catalogue.compaction.BATCH", 8)
    done = threading.Event()

    def write() -> dict[str, bytes]:
        turn = 0
        while not done.is_set():
            turn += 1
            catalogue.store.write([entry(20, look=1000 + turn)])
            assert vectors(catalogue)["p020"] == unit(1000 + turn).tobytes()
            time.sleep(0.002)
        return {"p020": unit(1000 + turn).tobytes()}

    before = vectors(catalogue)
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        for _ in range(2):
            compact(catalogue.folder)
        done.set()
        last = writer.result()
    assert vectors(catalogue) == {**before, **last}


def test_two_at_once_do_no_harm(catalogue: Catalogue) -> None:
    before = vectors(catalogue)
    with ThreadPoolExecutor(3) as pool:
        for one in [pool.submit(compact, catalogue.folder) for _ in range(3)]:
            one.result()
    assert vectors(catalogue) == before
    assert len(catalogue.row_space()) == 40


def test_a_damaged_vector_is_not_copied(catalogue: Catalogue) -> None:
    (file,) = (catalogue.folder / "vectors").iterdir()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(CatalogueError, match="row 59"):
        compact(catalogue.folder)
