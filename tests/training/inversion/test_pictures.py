"""Image vectors of folders, zips and files: all that can be read, in order, once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from fake_tokens import TokenEncoder
from fakes import ColourEncoder, CountingEncoder, picture, shade, write_folder, write_zip
from pointsay.errors import EncoderMismatch, UnknownSource, UnsupportedEncoder, WeightsCorrupt
from pointsay.media import decode
from pointsay.training.inversion.pictures import see

FILES = {f"{at:02d}.png": picture(shade(at)) for at in range(6)}


def opened(files: dict[str, bytes]) -> list[Image.Image]:
    return [decode(data) for data in files.values()]


@pytest.mark.parametrize("pack", [write_folder, write_zip])
def test_every_picture_is_seen_and_broken_ones_are_counted(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    path = pack(tmp_path / "shop.zip", {**FILES, "03b.png": b"no picture"})
    encoder, told = CountingEncoder(), []
    seen = see(path, encoder, tmp_path / "kept", report=lambda *at: told.append(at))
    np.testing.assert_array_equal(seen.vectors, ColourEncoder().encode_images(opened(FILES)))
    assert seen.refused == 1
    assert told == [(7, 7)]
    again = see(path, encoder, tmp_path / "kept")
    assert encoder.pictures == 6
    assert again.digest() == seen.digest()
    assert again.norm == pytest.approx(1.0)


def test_other_pictures_do_not_fit_what_was_kept(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "shop", FILES)
    see(folder, ColourEncoder(), tmp_path / "kept")
    with pytest.raises(WeightsCorrupt):
        see(folder, ColourEncoder(), tmp_path / "kept", limit=3)
    with pytest.raises(WeightsCorrupt):
        see(folder, ColourEncoder(weights="1" * 64), tmp_path / "kept")


def test_raw_vectors_are_the_towers(tmp_path: Path, encoder: TokenEncoder) -> None:
    folder = write_folder(tmp_path / "shop", FILES)
    seen = see(folder, encoder, tmp_path / "kept", space="raw", limit=4)
    expected = encoder.project_images(opened(FILES)[:4])
    np.testing.assert_allclose(seen.vectors, expected)
    assert seen.norm == pytest.approx(np.linalg.norm(expected, axis=1).mean())
    with pytest.raises(UnsupportedEncoder):
        see(folder, ColourEncoder(), tmp_path / "none", space="raw")


def test_kept_vectors_are_taken_if_they_are_the_encoders(
    tmp_path: Path, encoder: TokenEncoder
) -> None:
    file = tmp_path / "vectors.safetensors"
    raw = encoder.project_images(opened(FILES))
    save_file({"vectors": raw}, file, {"weights": encoder.info.weights})
    unit = see(file, encoder, tmp_path)
    np.testing.assert_allclose(unit.vectors, encoder.encode_images(opened(FILES)), atol=1e-6)
    np.testing.assert_array_equal(see(file, encoder, tmp_path, space="raw").vectors, raw)
    assert len(see(file, encoder, tmp_path, limit=2).vectors) == 2
    with pytest.raises(EncoderMismatch):
        see(file, TokenEncoder(weights="b" * 64), tmp_path)
    with pytest.raises(EncoderMismatch):
        see(file, TokenEncoder(dim=5), tmp_path)


def test_sources_without_pictures_are_refused(tmp_path: Path) -> None:
    encoder = ColourEncoder()
    with pytest.raises(UnknownSource):
        see(write_folder(tmp_path / "empty", {"a.txt": b""}), encoder, tmp_path / "kept")
    with pytest.raises(UnknownSource):
        see(write_folder(tmp_path / "bad", {"a.png": b"x"}), encoder, tmp_path / "kept")
    file = tmp_path / "vectors.safetensors"
    file.write_bytes(b"x")
    with pytest.raises(UnknownSource):
        see(file, encoder, tmp_path)
    save_file({"vectors": np.full((1, encoder.info.dim), np.nan, np.float32)}, file)
    with pytest.raises(UnknownSource):
        see(file, encoder, tmp_path)
