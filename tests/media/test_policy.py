from __future__ import annotations

import dataclasses
from typing import Any

import pytest

import nasty
from pointsay.errors import BadAspect, FileTooLarge, MediaError, TooManyPixels, UnknownFormat
from pointsay.media import DEFAULT_POLICY, MEDIA_TYPES, MediaPolicy, decode


def passes(data: bytes, error: type[MediaError], **limits: Any) -> bool:
    """True when accepted, False when refused with exactly this class."""
    try:
        decode(data, MediaPolicy(**limits))
    except error:
        return False
    return True


def test_defaults_are_the_documented_ones() -> None:
    assert dataclasses.asdict(DEFAULT_POLICY) == {
        "max_bytes": 20 * 1024 * 1024,
        "max_pixels": 50_000_000,
        "max_aspect": 20.0,
        "min_side": 8,
        "formats": frozenset({"AVIF", "BMP", "GIF", "JPEG", "PNG", "WEBP"}),
    }


def test_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULT_POLICY.max_bytes = 1  # type: ignore[misc]


@pytest.mark.parametrize(("off", "accepted"), [(-1, False), (0, True), (1, True)])
def test_max_bytes(off: int, accepted: bool) -> None:
    data = nasty.plain_png()
    assert passes(data, FileTooLarge, max_bytes=len(data) + off) is accepted


@pytest.mark.parametrize(("off", "accepted"), [(-1, False), (0, True), (1, True)])
def test_max_pixels(off: int, accepted: bool) -> None:
    data = nasty.plain_png((30, 20))
    assert passes(data, TooManyPixels, max_pixels=600 + off) is accepted


@pytest.mark.parametrize("size", [(99, 10), (100, 10), (101, 10)])
@pytest.mark.parametrize("upright", [False, True])
def test_max_aspect(size: tuple[int, int], upright: bool) -> None:
    data = nasty.plain_png(size[::-1] if upright else size)
    assert passes(data, BadAspect, max_aspect=10) is (max(size) <= 100)


@pytest.mark.parametrize("side", [7, 8, 9])
@pytest.mark.parametrize("upright", [False, True])
def test_min_side(side: int, upright: bool) -> None:
    data = nasty.plain_png((12, side) if upright else (side, 12))
    assert passes(data, BadAspect, min_side=8) is (side >= 8)


@pytest.mark.parametrize("size", [(1, 1), (10_000, 1)])
def test_limits_can_be_lifted(size: tuple[int, int]) -> None:
    image = decode(nasty.plain_png(size), MediaPolicy(min_side=1, max_aspect=10_000))
    assert image.size == size


def test_formats() -> None:
    only_png = frozenset({"PNG"})
    assert passes(nasty.plain_png(), UnknownFormat, formats=only_png)
    assert not passes(nasty.plain_jpeg(), UnknownFormat, formats=only_png)


def test_values_and_limits_are_in_the_messages() -> None:
    data = nasty.plain_png((30, 20))
    with pytest.raises(FileTooLarge, match=rf"{len(data)} bytes; the limit is 10$"):
        decode(data, MediaPolicy(max_bytes=10))
    with pytest.raises(TooManyPixels, match=r"30 x 20 pixels, 600 in all; the limit is 5$"):
        decode(data, MediaPolicy(max_pixels=5))
    with pytest.raises(BadAspect, match=r"30 x 20 pixels; .* at most 1\.2 times"):
        decode(data, MediaPolicy(max_aspect=1.2))
    with pytest.raises(BadAspect, match=r"30 x 20 pixels; .* at least 21$"):
        decode(data, MediaPolicy(min_side=21))
    with pytest.raises(UnknownFormat, match=r"is a PNG picture, .*; accepted: BMP, GIF$"):
        decode(data, MediaPolicy(formats=frozenset({"GIF", "BMP"})))


@pytest.mark.parametrize(
    "limits",
    [
        {"max_bytes": 0},
        {"max_pixels": -1},
        {"min_side": 0},
        {"max_aspect": 0.5},
        {"max_aspect": float("nan")},
        {"formats": frozenset()},
        {"formats": frozenset({"PNG", "EPS"})},
    ],
)
def test_senseless_policies_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(limits))):
        MediaPolicy(**limits)


def test_every_allowed_format_can_be_served() -> None:
    assert DEFAULT_POLICY.formats <= MEDIA_TYPES.keys()
