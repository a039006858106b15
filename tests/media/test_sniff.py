from __future__ import annotations

import doctest
import importlib
import subprocess
import sys
from collections.abc import Callable

import pytest

import nasty
import pointsay.media
from pointsay.media import EXTENSIONS, MEDIA_TYPES, sniff
from pointsay.media.sniff import guess


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (nasty.plain_jpeg, "JPEG"),
        (nasty.cmyk_jpeg, "JPEG"),
        (nasty.plain_png, "PNG"),
        (nasty.webp, "WEBP"),
        (nasty.animated_gif, "GIF"),
        (nasty.bmp, "BMP"),
        (nasty.tiff, "TIFF"),
        (nasty.avif, "AVIF"),
        (nasty.empty, None),
        (nasty.html, None),
        (nasty.svg, None),
        (nasty.pdf, None),
        (nasty.zip_archive, None),
        (nasty.heic, None),
        (nasty.random_bytes, None),
        (nasty.text_that_begins_like_bmp, None),
    ],
)
def test_sniff(make: Callable[[], bytes], expected: str | None) -> None:
    assert sniff(make()) == expected
    assert sniff(make()[:64]) == expected
    assert sniff(b" " + make()) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (nasty.html(), "an HTML page"),
        (b"\xef\xbb\xbf <html lang=en>", "an HTML page"),
        (b"<body>", "an HTML page"),
        (nasty.svg(), "an SVG drawing"),
        (b"<?xml version='1.0'?><rss/>", "an XML document"),
        (nasty.json_text(), "a JSON document"),
        (nasty.pdf(), "a PDF document"),
        (nasty.zip_archive(), "a zip archive"),
        (nasty.heic(), "a HEIC photo"),
        (b"\0\0\0\x18ftypmp42" + bytes(30), "a video"),
        (b"\x1f\x8b\x08\0", "a gzip archive"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
    ],
)
def test_guess(data: bytes, name: str) -> None:
    found = guess(data)
    assert found is not None
    assert found.name == name
    assert found.advice


@pytest.mark.parametrize("data", [b"", nasty.random_bytes(), b"\0\0\0\0ftyp", b"hello"])
def test_guess_can_be_at_a_loss(data: bytes) -> None:
    found = guess(data)
    assert found is None or found.name


def test_avif_behind_a_generic_brand() -> None:
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif" + bytes(9)) == "AVIF"
    assert sniff(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(9)) is None
    # The brand lies beyond the box that lists the brands.
    assert sniff(b"\0\0\0\x14ftypmif1\0\0\0\0mif1avif" + bytes(9)) is None


def test_tables() -> None:
    assert all(mime.startswith("image/") for mime in MEDIA_TYPES.values())
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in EXTENSIONS)
    assert {f".{name.lower()}" for name in MEDIA_TYPES} <= EXTENSIONS
    with pytest.raises(TypeError):
        MEDIA_TYPES["SVG"] = "image/svg+xml"  # type: ignore[index]


def test_examples() -> None:
    result = doctest.testmod(importlib.import_module("pointsay.media.sniff"))
    assert (result.attempted, result.failed) == (2, 0)


def test_exports_are_sorted_and_present() -> None:
    assert list(pointsay.media.__all__) == sorted(pointsay.media.__all__)
    assert all(hasattr(pointsay.media, name) for name in pointsay.media.__all__)


def test_import_is_light() -> None:
    code = "import sys, pointsay.media; print(*{n.split('.')[0] for n in sys.modules})"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "onnxruntime", "fastapi", "tokenizers"} & set(out.stdout.split())
