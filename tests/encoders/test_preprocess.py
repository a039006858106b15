from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pointsay.encoders.preprocess import (
    CLIP_MEAN,
    CLIP_STD,
    CenterCrop,
    Letterbox,
    Preprocessing,
    Squash,
    TargetPad,
    preprocessing_from_record,
)
from pointsay.errors import WeightsCorrupt

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


CLIP = CenterCrop(224)
EVERY = [
    BOX,
    Letterbox(8, 8, mean=(1.0, 2.0, 3.0), std=(4.0, 5.0, 6.0)),
    CLIP,
    TargetPad(32, ratio=1.5),
    Squash(16, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5), resample="bilinear"),
]


@pytest.mark.parametrize("way", EVERY, ids=lambda way: way.kind)
def test_every_record_survives_json(way: Preprocessing) -> None:
    stored = json.loads(json.dumps(way.record()))
    assert stored == way.record()
    assert preprocessing_from_record(stored) == way
    assert hash(way) == hash(preprocessing_from_record(stored))


def test_records_of_older_catalogues_are_still_what_letterbox_writes() -> None:
    old = {"kind": "letterbox", "height": 192, "width": 144, "mean": 127.0, "std": 128.0}
    assert BOX.record() == {**old, "fill": 255}


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        "crop",
        {},
        {"kind": "cropped"},
        {"kind": "crop"},
        {"kind": "crop", "side": 3},
        {"kind": "crop", "size": 8, "resample": "nearest"},
    ],
)
def test_unknown_records_are_refused(record: object) -> None:
    with pytest.raises(WeightsCorrupt) as caught:
        preprocessing_from_record(record)
    assert "letterbox" in caught.value.hint


@pytest.mark.parametrize("size", [(300, 301), (301, 300), (640, 480), (480, 641), (100, 777)])
def test_the_crop_is_where_the_reference_pipeline_puts_it(size: tuple[int, int]) -> None:
    width, height = size
    image = Image.fromarray(
        np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    )
    if width <= height:  # torchvision's Resize(224) and CenterCrop(224), written out
        wide, tall = 224, int(224 * height / width)
    else:
        wide, tall = int(224 * width / height), 224
    left, top = round((wide - 224) / 2.0), round((tall - 224) / 2.0)
    whole = np.asarray(image.resize((wide, tall), Image.Resampling.BICUBIC))
    np.testing.assert_array_equal(CLIP.canvas(image), whole[top : top + 224, left : left + 224])


def test_the_crop_loses_the_hem_and_the_others_do_not() -> None:
    dress = Image.new("RGB", (100, 300), (255, 255, 255))
    ImageDraw.Draw(dress).rectangle((0, 280, 99, 299), fill=(255, 0, 0))

    def red(way: Preprocessing) -> bool:
        canvas = way.canvas(dress).astype(int)
        return bool(((canvas[:, :, 0] > 150) & (canvas[:, :, 1] < 100)).any())

    assert not red(CenterCrop(64))
    assert red(TargetPad(64, ratio=1.0))
    assert red(Squash(64))
    assert red(Letterbox(64, 64))


@pytest.mark.parametrize("size", [(100, 124), (124, 100), (64, 64)])
def test_target_pad_leaves_almost_square_pictures_alone(size: tuple[int, int]) -> None:
    image = framed(size, 10)
    np.testing.assert_array_equal(TargetPad(32).canvas(image), CenterCrop(32).canvas(image))


def test_target_pad_adds_black_until_the_ratio() -> None:
    tall = Image.new("RGB", (100, 250), (255, 255, 255))
    canvas = TargetPad(200).canvas(tall)
    # 250 / 1.25 = 200 wide: 50 black on each side of 100.
    assert (canvas[:, :48] == 0).all()
    assert (canvas[:, 52:148] == 255).all()
    assert (canvas[:, 152:] == 0).all()


@pytest.mark.parametrize("way", [CenterCrop(8), TargetPad(8), Squash(8)], ids=lambda way: way.kind)
def test_pixels_are_standardised_by_channel(way: Preprocessing) -> None:
    batch = way.batch([Image.new("RGB", (9, 9), (255, 0, 51))])
    expected = (np.array([1.0, 0.0, 0.2]) - CLIP_MEAN) / CLIP_STD
    assert batch.shape == (1, 3, 8, 8)
    assert batch.dtype == np.float32
    np.testing.assert_allclose(batch[0, :, 4, 4], expected, atol=1e-6)
