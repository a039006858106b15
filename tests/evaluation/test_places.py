from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import nasty
from fakes import ColourEncoder, CountingEncoder, picture, shade, solid, write_folder
from pointsay.catalogue import open_images
from pointsay.evaluation.datasets.base import Crop, Places
from pointsay.evaluation.features import FeatureCache
from pointsay.evaluation.places import MISSING, cut, encode_places

COUNT = 40


@pytest.fixture
def places(tmp_path: Path) -> Places:
    files = {f"{at}.png": picture(shade(at)) for at in range(COUNT)} | {"bad.jpg": nasty.html()}
    source = open_images(write_folder(tmp_path / "pictures", files))
    named: dict[str, str | Crop] = {str(at): f"{at}.png" for at in range(COUNT)}
    return Places(source, {**named, "bad": "bad.jpg", "gone": "gone.png"})


def test_pictures_become_vectors_in_the_order_asked(places: Places) -> None:
    ids = ["7", "bad", "3", "7", "unlisted", "gone"]
    found = encode_places(places, ids, ColourEncoder())
    assert list(found.ids) == ["7", "3"]
    truth = ColourEncoder().encode_images([solid(shade(7)), solid(shade(3))])
    np.testing.assert_allclose(found.matrix, truth, atol=1e-6)
    assert set(found.unreadable) == {"bad", "gone", "unlisted"}
    assert found.unreadable["unlisted"] == MISSING
    assert "HTML" in found.unreadable["bad"]


def test_what_is_kept_is_never_encoded_again(places: Places, tmp_path: Path) -> None:
    ids = [str(at) for at in range(COUNT)]
    cache = FeatureCache(tmp_path / "cache", ColourEncoder().info)
    first = encode_places(places, ids, ColourEncoder(), cache=cache)
    counting = CountingEncoder()
    again = encode_places(places, list(reversed(ids)), counting, cache=cache)
    assert counting.pictures == 0
    np.testing.assert_array_equal(again.matrix, first.matrix[::-1])
    (tmp_path / "pictures" / "5.png").write_bytes(picture("red"))
    changed = encode_places(places, ids, counting, cache=cache)
    assert counting.pictures == 1
    np.testing.assert_allclose(
        changed.matrix[5], ColourEncoder().encode_images([solid("red")])[0], atol=1e-6
    )
    cache.close()


def test_a_stopped_run_goes_on_where_it_stood(places: Places, tmp_path: Path) -> None:
    ids = [str(at) for at in range(COUNT)]
    cache = FeatureCache(tmp_path / "cache", ColourEncoder().info)
    seen: list[int] = []

    def stop(done: int, total: int) -> None:
        seen.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode_places(places, ids, ColourEncoder(), cache=cache, progress=stop)
    assert seen == [16]
    counting = CountingEncoder()
    assert len(encode_places(places, ids, counting, cache=cache).ids) == COUNT
    assert counting.pictures == COUNT - 16
    cache.close()


def test_without_pictures_each_is_missing() -> None:
    found = encode_places(Places(None, {"a": "a.png"}), ["a"], ColourEncoder())
    assert found.matrix.shape == (0, 32)
    assert found.unreadable == {"a": "no pictures are at hand"}


def test_a_part_is_grown_cut_and_padded_to_a_black_square() -> None:
    image = Image.new("RGB", (100, 60), "white")
    image.paste((255, 0, 0), (40, 20, 60, 30))
    part = cut(image, Crop("x", (40, 20, 20, 10), dilate=1.0))
    # Left and up by its own size, twice as large from there: 20..60 by 10..30.
    assert part.size == (40, 40)
    pixels = np.asarray(part)
    assert (pixels[:10] == 0).all()
    assert (pixels[-10:] == 0).all()
    assert (pixels[20:30, 20:40] == (255, 0, 0)).all()
    assert (pixels[10:20] == 255).all()
    assert (pixels[10:30, :20] == 255).all()


def test_at_the_upper_left_edge_a_part_grows_the_other_way() -> None:
    image = Image.new("RGB", (100, 100), "white")
    assert cut(image, Crop("x", (5, 0, 20, 20), dilate=0.5)).size == (30, 30)
    image.paste((255, 0, 0), (25, 20, 30, 30))
    assert (np.asarray(cut(image, Crop("x", (5, 0, 20, 20), 0.5)))[20:, 25:] == (255, 0, 0)).all()


def test_parts_at_the_edge_and_of_no_size_are_still_pictures() -> None:
    image = Image.new("RGB", (30, 30), "white")
    assert cut(image, Crop("x", (25, 25, 50, 50), 0.7)).size[0] > 0
    assert cut(image, Crop("x", (3, 3, 0, 0), 0.7)).size == (1, 1)


def test_parts_of_one_picture_are_kept_apart(places: Places, tmp_path: Path) -> None:
    source = open_images(
        write_folder(tmp_path / "more", {"two.png": _two_halves(tmp_path / "two.png")})
    )
    parts = Places(
        source,
        {
            "left": Crop("two.png", (0, 0, 10, 20), 0.0),
            "right": Crop("two.png", (10, 0, 10, 20), 0),
        },
    )
    cache = FeatureCache(tmp_path / "cache", ColourEncoder().info)
    for _ in range(2):  # the second time from what was kept
        found = encode_places(parts, ["left", "right"], ColourEncoder(), cache=cache)
        assert float(found.matrix[0] @ found.matrix[1]) < 0.99
    cache.close()


def _two_halves(file: Path) -> bytes:
    image = Image.new("RGB", (20, 20), "red")
    image.paste("blue", (10, 0, 20, 20))
    image.save(file)
    return file.read_bytes()
