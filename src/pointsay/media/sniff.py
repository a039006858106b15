"""What a file is, judged by its first bytes only; names and declared types are never believed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AVIF": "image/avif",
        "BMP": "image/bmp",
        "GIF": "image/gif",
        "JPEG": "image/jpeg",
        "PNG": "image/png",
        "TIFF": "image/tiff",
        "WEBP": "image/webp",
    }
)
"""Format name, as ``sniff`` returns it, to the MIME type that its bytes are served with."""

EXTENSIONS: Final[frozenset[str]] = frozenset(
    {
        *(".avif", ".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".webp"),
        # Refused by default, yet candidates: a folder of them must be reported, not passed over.
        *(".heic", ".heif", ".tif", ".tiff"),
    }
)
"""Lower-case suffixes that mark a file in a folder as meant to be a picture."""

_MAGIC: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)
# Sizes of the header that follows "BM" and the file header. Two letters alone would take any text
# that begins with them.
_BMP_HEADERS: Final = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def sniff(data: bytes) -> str | None:
    """Name the image format that the first bytes announce.

    Args:
        data: The file, or at least its first 64 bytes.

    Returns:
        A key of ``MEDIA_TYPES``, or None when it is none of them.

    Example:
        >>> sniff(b"GIF89a...")
        'GIF'
        >>> sniff(b"<!doctype html>") is None
        True
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return "BMP"
    brands = _brands(data)
    if brands and (brands[0] in _AVIF or (brands[0] in _GENERIC and _AVIF & set(brands))):
        return "AVIF"
    return None


_AVIF: Final = frozenset({b"avif", b"avis"})
_GENERIC: Final = frozenset({b"mif1", b"msf1"})
_HEIC: Final = frozenset({b"heic", b"heim", b"heis", b"heix", b"hevc", b"hevx", *_GENERIC})


def _brands(data: bytes) -> list[bytes]:
    """List the brands of an ISO media file (AVIF, HEIC, MP4), the major one first."""
    if data[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(data[:4], "big"), 64)
    found = [data[at : at + 4] for at in range(8, max(end, 12), 4) if at != 12]  # 12: a version
    return [brand for brand in found if len(brand) == 4]


class Guess(NamedTuple):
    """What a refused file seems to be, in words for a message, and what to do about it."""

    name: str
    advice: str


_CONVERT: Final = "convert it to JPEG, PNG or WebP"
_SEND_PICTURES: Final = "unpack it and send the pictures one by one"
_HTML: Final = Guess("an HTML page", "save the picture itself, not the page that shows it")
_SVG: Final = Guess("an SVG drawing", "export it as PNG")
_XML: Final = Guess("an XML document", "send the picture that it refers to")
_JSON: Final = Guess("a JSON document", "send the picture that it refers to")
_HEIC_GUESS: Final = Guess(
    "a HEIC photo", 'export it as JPEG, or set the phone camera to "most compatible"'
)
_VIDEO: Final = Guess("a video", "send one frame of it as JPEG or PNG")
_STRANGERS: Final = (
    (b"%PDF", Guess("a PDF document", "export the picture in it as JPEG or PNG")),
    (b"PK\x03\x04", Guess("a zip archive", _SEND_PICTURES)),
    (b"PK\x05\x06", Guess("an empty zip archive", "send a picture")),
    (b"Rar!", Guess("a RAR archive", _SEND_PICTURES)),
    (b"7z\xbc\xaf", Guess("a 7-Zip archive", _SEND_PICTURES)),
    (b"\x1f\x8b", Guess("a gzip archive", _SEND_PICTURES)),
    (b"8BPS", Guess("a Photoshop document", "export it as JPEG or PNG")),
    (b"\0\0\1\0", Guess("a Windows icon", _CONVERT)),
    (b"\0\0\0\x0cjP", Guess("a JPEG 2000 picture", _CONVERT)),
    (b"\xff\x4f\xff\x51", Guess("a JPEG 2000 picture", _CONVERT)),
    (b"\0\0\0\x0cJXL", Guess("a JPEG XL picture", _CONVERT)),
    (b"\xff\x0a", Guess("a JPEG XL picture", _CONVERT)),
    (b"\x1aE\xdf\xa3", _VIDEO),
)


def guess(data: bytes) -> Guess | None:
    """Say what bytes that ``sniff`` does not know seem to be, so that the message can help.

    Args:
        data: The file, or at least its first 512 bytes.

    Returns:
        A guess for a message, or None. It decides nothing: the file is refused either way.
    """
    for magic, found in _STRANGERS:
        if data.startswith(magic):
            return found
    brands = _brands(data)
    if brands:
        return _HEIC_GUESS if brands[0] in _HEIC else _VIDEO
    return _guess_text(data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower())


def _guess_text(head: bytes) -> Guess | None:
    if head.startswith(b"<"):
        if b"<!doctype html" in head or b"<html" in head or head.startswith((b"<head", b"<body")):
            return _HTML
        return _SVG if b"<svg" in head else _XML
    return _JSON if head.startswith((b"{", b"[")) else None
