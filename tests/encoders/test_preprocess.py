from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pointsay.encoders.preprocess import Letterbox

BOX = Letterbox(192, 144)


def framed(size: tuple[int, int], corner: int) -> Image.Image:
    """A dark picture with a coloured block in each of its corners."""
    image = Image.new("RGB", size, (0, 0, 0))
    draw = ImageDraw.Draw(image)
    width, height = size
    for x in (0, width - corner):
        for y in (0, height - corner):
            draw.rectangle((x, y, x + corner - 1, y + corner - 1), fill=(255, 0, 0))
    return image


def inked(canvas: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """(top, bottom, left, right) of what is not the white fill."""
    rows, columns = np.nonzero((canvas < 250).any(axis=2))
    return int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1


@pytest.mark.parametrize(
    "size", [(300, 300), (100, 1000), (1000, 100), (144, 192), (145, 192), (3000, 4000), (24, 30)]
)
def test_the_whole_picture_is_visible_and_nothing_is_stretched(size: tuple[int, int]) -> None:
    canvas = BOX.canvas(framed(size, max(1, min(size) // 4)))
    assert canvas.shape == (192, 144, 3)
    assert canvas.dtype == np.uint8
    top, bottom, left, right = inked(canvas)
    height, width = bottom - top, right - left
    assert abs(width / height - size[0] / size[1]) <= 1.5 / min(width, height) * size[0] / size[1]
    assert width == 144 or height == 192
    assert abs((top + bottom) - 192) <= 1
    assert abs((left + right) - 144) <= 1
    inset = max(1, min(width, height) // 10)
    for row in (top + inset, bottom - 1 - inset):
        for column in (left + inset, right - 1 - inset):
            red, green, blue = canvas[row, column].tolist()
            assert red > 180
            assert max(green, blue) < 80


@given(st.integers(1, 600), st.integers(1, 600))
def test_any_size_fits_and_touches_the_canvas(width: int, height: int) -> None:
    top, bottom, left, right = inked(BOX.canvas(Image.new("RGB", (width, height), (0, 0, 0))))
    scale = min(144 / width, 192 / height)
    assert right - left == min(144, max(1, round(width * scale)))
    assert bottom - top == min(192, max(1, round(height * scale)))
    assert (right - left == 144) or (bottom - top == 192)


def test_a_picture_of_the_canvas_size_is_taken_as_it_is() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (192, 144, 3), dtype=np.uint8)
    np.testing.assert_array_equal(BOX.canvas(Image.fromarray(pixels)), pixels)


def test_the_batch_is_normalised_planes() -> None:
    box = Letterbox(4, 2, mean=100.0, std=50.0, fill=200)
    pixels = np.arange(24, dtype=np.uint8).reshape(4, 2, 3)
    batch = box.batch([Image.fromarray(pixels), Image.new("RGB", (2, 2), (0, 100, 150))])
    assert batch.shape == (2, 3, 4, 2)
    assert batch.dtype == np.float32
    for plane in range(3):
        np.testing.assert_allclose(batch[0, plane], (pixels[:, :, plane] - 100.0) / 50.0)
    np.testing.assert_allclose(batch[1, 2, :, 0], [2.0, 1.0, 1.0, 2.0])


@pytest.mark.parametrize("box", [BOX, Letterbox(7, 9, mean=0.5, std=2.0, fill=0)])
def test_the_record_rebuilds_it(box: Letterbox) -> None:
    record = box.record()
    assert record["kind"] == "letterbox"
    assert Letterbox.from_record(record) == box
