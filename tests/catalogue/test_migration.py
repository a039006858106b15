from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalogue.stored import entry
from fakes import ColourEncoder, CountingEncoder, picture, shade, solid, write_folder
from pointsay.catalogue import Catalogue, compact, ingest, migrate_encoder
from pointsay.encoders import Encoder
from pointsay.errors import CatalogueMissing, EncoderMismatch

COUNT = 60


class Mirror(CountingEncoder):
    """Another encoder: its vectors are those of `ColourEncoder`, the other way round."""

    def __init__(self, stop_after: int | None = None) -> None:
        super().__init__(stop_after)
        self._info = ColourEncoder("mirror").info
        self._projection = self._projection[:, ::-1]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    files = {f"p{at:03}.png": picture(shade(at), (8, 8)) for at in range(COUNT)}
    return write_folder(tmp_path / "shop", files)


@pytest.fixture
def folder(tmp_path: Path, shop: Path, encoder: Encoder) -> Path:
    with Catalogue(tmp_path / "c", encoder, create=True) as catalogue:
        ingest(catalogue, shop)
    return tmp_path / "c"


def check(catalogue: Catalogue, count: int = COUNT) -> None:
    """Compare every vector with what its encoder says of the picture."""
    gallery = catalogue.gallery()
    assert len(gallery.rows) == count
    for at, product in catalogue.at(gallery, np.arange(count)).items():
        truth = catalogue.encoder.encode_images([solid(shade(int(product.id[1:])), (8, 8))])
        np.testing.assert_allclose(gallery.index.vectors(np.array([at])), truth, atol=1e-6)


def test_the_new_encoder_takes_over_and_the_old_one_still_answers(
    folder: Path, encoder: Encoder
) -> None:
    old = Catalogue(folder, encoder)
    before = old.row_space()
    moved = migrate_encoder(folder, Mirror())
    assert (moved.switched, moved.removed, moved.problems) == (True, 0, [])
    with Catalogue(folder, Mirror()) as new:
        check(new)
        check(old)
        assert new.row_space().epoch > before.epoch
        with pytest.raises(EncoderMismatch, match="colour-fake") as caught:
            old.store.write([entry(99)])
        assert caught.value.hint
        new.store.write([entry(99)], remove=["p003"])
        assert len(new) == COUNT
        assert len(old) == COUNT - 1  # what is gone is gone for everybody
    with Catalogue(folder, encoder) as again:
        assert len(again) == COUNT - 1
    compact(folder)
    with pytest.raises(EncoderMismatch, match="mirror"):
        old.gallery()
    assert len(list((folder / "vectors").iterdir())) == 1


def test_until_it_is_whole_the_new_encoder_is_refused_and_the_old_one_works(
    folder: Path, encoder: Encoder, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)  # the batch that is stopped comes last
    with pytest.raises(KeyboardInterrupt):
        migrate_encoder(folder, Mirror(stop_after=32))
    with pytest.raises(EncoderMismatch):
        Catalogue(folder, Mirror())
    with Catalogue(folder, encoder) as old:
        check(old)
        # The shop goes on: one is new, one has another picture, one is gone.
        (shop / "p000.png").write_bytes(picture(shade(0), (9, 9)))
        (shop / f"p{COUNT}.png").write_bytes(picture(shade(COUNT), (8, 8)))
        (shop / "p001.png").unlink()
        assert ingest(old, shop, prune=True).added == 1
    second = Mirror()
    assert migrate_encoder(folder, second).switched
    assert COUNT - 32 <= second.pictures <= COUNT - 16 + 2
    with Catalogue(folder, second) as new:
        check(new)
        with pytest.raises(KeyError):
            {product.id: 1 for product in new.browse((), 0, 99)[0]}["p001"]


@pytest.mark.parametrize("harm", ["gone", "broken", "changed"])
def test_a_picture_that_is_not_to_be_had_holds_the_switch_up(
    harm: str, folder: Path, encoder: Encoder, shop: Path
) -> None:
    file = shop / "p007.png"
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(b"no picture" if harm == "broken" else picture("red"))
    moved = migrate_encoder(folder, Mirror())
    assert not moved.switched
    assert [one.subject for one in moved.problems] == ["p007"]
    with Catalogue(folder, encoder) as old:
        assert len(old) == COUNT
    second = Mirror()
    moved = migrate_encoder(folder, second, remove_missing=True)
    assert (moved.switched, moved.removed, second.pictures) == (True, 1, 0)
    with Catalogue(folder, second) as new:
        check(new, COUNT - 1)


def test_there_and_back_again(folder: Path, encoder: Encoder) -> None:
    migrate_encoder(folder, Mirror())
    with Catalogue(folder, Mirror()) as catalogue:
        catalogue.store.write([], remove=["p005"])
    assert migrate_encoder(folder, encoder).switched
    assert migrate_encoder(folder, encoder).switched  # nothing to do
    with Catalogue(folder, encoder) as catalogue:
        check(catalogue, COUNT - 1)


def test_two_shops_with_two_encoders_in_one_process(
    folder: Path, tmp_path: Path, encoder: Encoder, shop: Path
) -> None:
    with (
        Catalogue(tmp_path / "other", Mirror(), create=True) as other,
        Catalogue(folder, encoder) as first,
    ):
        ingest(other, shop)
        check(other)
        check(first)
        other.store.write([], remove=["p000"])
        assert (len(first), len(other)) == (COUNT, COUNT - 1)


def test_there_must_be_a_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissing):
        migrate_encoder(tmp_path / "none", Mirror())
