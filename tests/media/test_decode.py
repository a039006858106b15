from __future__ import annotations

import importlib
import io
import logging
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image, ImageFile

import nasty
from pointsay.errors import BrokenImage, MediaError
from pointsay.media import DEFAULT_POLICY, MediaPolicy, decode

RED, BLUE, WHITE, BLACK = (255, 0, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)
WITH_TIFF = MediaPolicy(formats=DEFAULT_POLICY.formats | {"TIFF"})


def corners(image: Image.Image) -> tuple[tuple[int, ...], ...]:
    """Left top, right top, right bottom; two pixels in, where JPEG blocks do not bleed."""
    pixels = np.asarray(image).astype(int)
    return tuple(tuple(pixels[y, x].tolist()) for y, x in ((2, 2), (2, -3), (-3, -3)))


@pytest.mark.parametrize(
    ("make", "size", "expected", "slack"),
    [
        (nasty.plain_jpeg, (32, 32), (RED, RED, RED), 1),
        (nasty.plain_png, (32, 32), (RED, RED, RED), 0),
        (nasty.webp, (32, 32), (RED, RED, RED), 0),
        (nasty.bmp, (32, 32), (RED, RED, RED), 0),
        (nasty.avif, (32, 32), (RED, RED, RED), 3),
        (nasty.progressive_jpeg, (32, 32), (RED, RED, RED), 1),
        (nasty.grey_jpeg, (32, 32), ((100,) * 3,) * 3, 0),
        (nasty.animated_gif, (32, 32), (RED, RED, RED), 0),
        (nasty.animated_webp, (32, 32), (RED, RED, RED), 0),
        (nasty.animated_png, (32, 32), (RED, RED, RED), 0),
        (nasty.adobe_inverted_cmyk_jpeg, (32, 32), (RED, RED, RED), 1),
        (nasty.cmyk_jpeg, (32, 32), (RED, RED, RED), 1),
        (nasty.ycck_jpeg, (32, 32), (RED, RED, RED), 2),
        (nasty.sixteen_bit_keyed_png, (32, 32), (WHITE, (4,) * 3, (4,) * 3), 0),
        (nasty.sixteen_bit_rgb_keyed_png, (32, 32), (WHITE, RED, RED), 0),
        (nasty.two_bit_keyed_png, (32, 32), (WHITE, (170,) * 3, (170,) * 3), 0),
        (nasty.sixteen_bit_grey_alpha_png, (32, 32), ((127,) * 3,) * 3, 0),
        (nasty.rotated_jpeg, (32, 64), (RED, RED, BLUE), 1),
        (nasty.broken_exif_jpeg, (32, 32), (RED, RED, RED), 1),
        (nasty.transparent_png, (32, 32), (RED, RED, WHITE), 0),
        (nasty.half_transparent_png, (32, 32), ((255, 127, 127),) * 3, 0),
        (nasty.grey_alpha_png, (32, 32), (BLACK, WHITE, WHITE), 0),
        (nasty.palette_transparent_png, (32, 32), (RED, WHITE, WHITE), 0),
        (nasty.palette_transparent_gif, (32, 32), (RED, WHITE, WHITE), 0),
        (nasty.one_bit_png, (32, 32), (BLACK, WHITE, WHITE), 0),
        (nasty.broken_icc_png, (32, 32), (RED, RED, RED), 0),
    ],
)
def test_odd_pictures_give_the_right_pixels(
    make: Callable[[], bytes],
    size: tuple[int, int],
    expected: tuple[tuple[int, ...], ...],
    slack: int,
) -> None:
    image = decode(make())
    assert (image.mode, image.size) == ("RGB", size)
    np.testing.assert_allclose(corners(image), expected, atol=slack)


@pytest.mark.parametrize("make", nasty.ACCEPTED)
def test_result_is_plain_loaded_and_without_metadata(make: Callable[[], bytes]) -> None:
    image = decode(make())
    assert type(image) is Image.Image
    assert image.info == {}
    assert not image.getexif()
    image.putpixel((0, 0), (1, 2, 3))
    assert image.getpixel((0, 0)) == (1, 2, 3)


@pytest.mark.parametrize(("make", "code"), nasty.REFUSED)
def test_refusals_carry_code_message_and_hint(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(MediaError) as caught:
        decode(make())
    assert caught.value.code == code
    assert len(caught.value.message) > 20
    assert len(caught.value.hint) > 10
    assert "0x" not in caught.value.message  # no object addresses of Pillow's messages


def test_sixteen_bit_ramp_is_scaled_not_clipped() -> None:
    ramp = np.asarray(decode(nasty.sixteen_bit_png()))
    np.testing.assert_array_equal(ramp[5, :, 1], np.arange(256))


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (128, 0), (129, 1), (65406, 254)])
def test_sixteen_bit_rounds_to_nearest(value: int, expected: int) -> None:
    rows = value.to_bytes(2, "big") * 64
    grey = np.asarray(decode(nasty.png((8, 8), 16, nasty.GREY, rows)))
    assert set(grey.ravel()) == {expected}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([0.0, 0.5, 1.0]), [0, 128, 255]),
        (np.array([0.0, 100.4, 255.0]), [0, 100, 255]),
        (np.array([-10.0, 0.0, 10.0]), [0, 128, 255]),
        (np.array([0.0, np.nan, 1.0]), [0, 0, 255]),
        (np.array([7e30, 7e30, 7e30]), [0, 0, 0]),
    ],
)
def test_float_tiff(values: np.ndarray, expected: list[int]) -> None:
    picture = np.repeat(np.repeat(values.astype(np.float32)[None], 9, axis=0), 3, axis=1)
    decoded = np.asarray(decode(nasty.saved(Image.fromarray(picture), "TIFF"), WITH_TIFF))
    assert decoded[4, 1::3, 0].tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0, 257, 65535], [0, 1, 255]), ([-1_000_000, 0, 1_000_000], [0, 128, 255])],
)
def test_integer_tiff(values: list[int], expected: list[int]) -> None:
    picture = np.repeat(np.repeat(np.array(values, np.int32)[None], 9, axis=0), 3, axis=1)
    decoded = np.asarray(decode(nasty.saved(Image.fromarray(picture), "TIFF"), WITH_TIFF))
    assert decoded[4, 1::3, 0].tolist() == expected


def test_tiff_only_when_asked_for() -> None:
    assert decode(nasty.tiff(), WITH_TIFF).getpixel((0, 0)) == RED


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_matches_pillows_own_transpose(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    ramp = np.arange(16 * 24, dtype=np.uint16).reshape(16, 24) % 251
    stored = Image.fromarray(ramp.astype(np.uint8)).convert("RGB")
    upright = decode(nasty.saved(stored, "PNG", exif=exif))
    # An independent statement of the eight cases, as array operations.
    pixels = np.asarray(stored)
    cases = {
        1: pixels,
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: pixels.transpose(1, 0, 2),
        6: np.rot90(pixels, -1),
        7: pixels[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(pixels, 1),
    }
    np.testing.assert_array_equal(np.asarray(upright), cases[orientation])


def test_html_named_jpg_says_what_it_is() -> None:
    with pytest.raises(MediaError, match="looks like an HTML page, not a picture") as caught:
        decode(nasty.html())
    assert "save the picture itself" in caught.value.hint


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "AVIF"])
def test_truncation_is_broken_in_every_format(kind: str, cut: float) -> None:
    whole = nasty.saved(Image.effect_noise((64, 64), 90).convert("RGB"), kind)
    with pytest.raises(BrokenImage):
        decode(whole[: int(len(whole) * cut)])


@pytest.mark.parametrize("size", [(800, 600), (799, 601), (3000, 400), (401, 3000), (100, 90)])
@pytest.mark.parametrize("target", [1, 50, 100, 224, 399, 400, 401, 5000])
def test_target_side_never_undershoots(size: tuple[int, int], target: int) -> None:
    image = decode(nasty.plain_jpeg(size), target_side=target)
    assert all(got >= min(target, full) for got, full in zip(image.size, size, strict=True))
    factor = next(by for by in (8, 4, 2, 1) if by == 1 or min(size) >= by * target)
    assert image.size == (math.ceil(size[0] / factor), math.ceil(size[1] / factor))
    np.testing.assert_allclose(corners(image), (RED,) * 3, atol=1)


@pytest.mark.parametrize("make", nasty.ACCEPTED)
def test_target_side_is_harmless_for_any_picture(make: Callable[[], bytes]) -> None:
    assert decode(make(), target_side=64).size == decode(make()).size


@pytest.mark.parametrize("target", [0, -1])
def test_target_side_must_be_positive(target: int) -> None:
    with pytest.raises(ValueError, match="target_side"):
        decode(nasty.plain_png(), target_side=target)


def test_limits_hold_before_the_draft_reduction() -> None:
    with pytest.raises(MediaError) as caught:
        decode(nasty.plain_jpeg((800, 800)), MediaPolicy(max_pixels=639_999), target_side=100)
    assert caught.value.code == "too_many_pixels"


def test_missing_codec_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda _: False)
    with pytest.raises(MediaError, match="built without AVIF") as caught:
        decode(nasty.avif())
    assert caught.value.code == "unknown_format"


def test_memory_error_is_mapped(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ImageFile.ImageFile, "load", exhausted)
    with pytest.raises(MediaError, match="memory") as caught:
        decode(nasty.plain_png())
    assert caught.value.code == "too_many_pixels"


def test_a_fault_of_our_own_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    class OurFaultError(Exception):
        pass

    def fail(_: object) -> None:
        raise OurFaultError

    # By name, because the package's attribute "decode" is the function, not the module.
    monkeypatch.setattr(importlib.import_module("pointsay.media.decode"), "to_rgb", fail)
    with pytest.raises(OurFaultError):
        decode(nasty.plain_png())


def test_global_pillow_state_is_untouched(caplog: pytest.LogCaptureFixture) -> None:
    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    with caplog.at_level(logging.WARNING):
        for make in nasty.ACCEPTED:
            decode(make())
        for make, _ in nasty.REFUSED:
            with pytest.raises(MediaError):
                decode(make())
    assert before == (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    assert not caplog.records


def test_threads_agree_with_one_thread() -> None:
    files = [make() for make in nasty.ACCEPTED] * 8
    alone = [decode(data).tobytes() for data in files[: len(nasty.ACCEPTED)]] * 8
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda data: decode(data).tobytes(), files))
    assert together == alone


def test_input_is_not_kept_open_or_changed() -> None:
    data = nasty.plain_png()
    copy = bytes(bytearray(data))
    image = decode(data)
    assert data == copy
    again = io.BytesIO()
    image.save(again, "PNG")
    assert decode(again.getvalue()).tobytes() == image.tobytes()
