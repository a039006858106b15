from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import nasty
from fakes import ColourEncoder, CountingEncoder, picture, shade, solid, write_folder, write_zip
from pointsay.catalogue import open_images
from pointsay.evaluation.pictures import Pictures, encode_pictures

ENCODER = ColourEncoder()


@pytest.fixture(scope="module", params=["folder", "zip"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    write = write_folder if request.param == "folder" else write_zip
    files = {f"{at:03}.png": picture(shade(at)) for at in range(50)}
    files |= {"017.png": nasty.truncated_png(), "049.png": b""}
    return write(tmp_path_factory.mktemp("pictures") / "shop.zip", files)


def test_all_that_can_be_read_in_order_and_the_rest_with_a_reason(shop: Path) -> None:
    shown: list[tuple[int, int]] = []
    found = encode_pictures(
        open_images(shop), ENCODER, progress=lambda done, total: shown.append((done, total))
    )
    good = [at for at in range(50) if at not in (17, 49)]
    assert list(found.ids) == [f"{at:03}" for at in good]
    truth = ENCODER.encode_images([solid(shade(at)) for at in good])
    np.testing.assert_array_equal(found.matrix, truth)
    assert list(found.unreadable) == ["017", "049"]
    assert all(found.unreadable.values())
    assert shown[-1] == (50, 50)
    assert shown == sorted(shown)


def test_only_those_asked_for_are_encoded(shop: Path) -> None:
    counting = CountingEncoder()
    found = encode_pictures(
        open_images(shop), counting, only=frozenset({"030", "002", "017", "nowhere"})
    )
    assert list(found.ids) == ["002", "030"]
    assert list(found.unreadable) == ["017"]
    assert counting.pictures == 2


def test_none_at_all(tmp_path: Path) -> None:
    found = encode_pictures(open_images(tmp_path), ENCODER)
    assert (list(found.ids), found.matrix.shape, found.unreadable) == ([], (0, 32), {})


def test_a_part_keeps_the_order_asked_for() -> None:
    matrix = ENCODER.encode_images([solid(one) for one in ("red", "blue", "green")])
    pictures = Pictures(["r", "b", "g"], matrix, {"x": "cut"})
    part = pictures.only(["g", "nowhere", "r", "g"])
    assert list(part.ids) == ["g", "r"]
    np.testing.assert_array_equal(part.matrix, matrix[[2, 0]])
    assert part.unreadable == {"x": "cut"}
    assert pictures.only([]).matrix.shape == (0, 32)
