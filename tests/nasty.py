"""Files as shops and strangers send them, built by code; every function returns the bytes of one.

``ACCEPTED`` are pictures under the default policy, odd as they are. ``REFUSED`` pairs each function
with the error code that the default policy answers with.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

from PIL import Image

RED: Final = (255, 0, 0)
BLUE: Final = (0, 0, 255)
SIDE: Final = 32
PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Encode with Pillow."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    size: tuple[int, int], depth: int, colour_type: int, rows: bytes, *extra: bytes, level: int = 6
) -> bytes:
    """A PNG from packed rows without filter bytes; ``extra`` chunks go before the pixels."""
    width, height = size
    stride = len(rows) // height
    lines = b"".join(b"\0" + rows[y * stride : (y + 1) * stride] for y in range(height))
    return b"".join(
        (
            PNG_MAGIC,
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)),
            *extra,
            chunk(b"IDAT", zlib.compress(lines, level)),
            chunk(b"IEND", b""),
        )
    )


def plain(size: tuple[int, int] = (SIDE, SIDE), colour: tuple[int, ...] = RED) -> Image.Image:
    return Image.new("RGB", size, colour)


def two_halves(size: tuple[int, int] = (64, SIDE)) -> Image.Image:
    """Left half red, right half blue."""
    image = plain(size)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def plain_jpeg(size: tuple[int, int] = (SIDE, SIDE)) -> bytes:
    return saved(plain(size), "JPEG", quality=95)


def plain_png(size: tuple[int, int] = (SIDE, SIDE), colour: tuple[int, ...] = RED) -> bytes:
    return saved(plain(size, colour), "PNG")


def webp() -> bytes:
    return saved(plain(), "WEBP", lossless=True)


def bmp() -> bytes:
    return saved(plain(), "BMP")


def tiff() -> bytes:
    return saved(plain(), "TIFF")


def avif() -> bytes:
    return saved(plain(), "AVIF", quality=95)


def progressive_jpeg() -> bytes:
    return saved(plain(), "JPEG", quality=95, progressive=True)


def grey_jpeg() -> bytes:
    return saved(Image.new("L", (SIDE, SIDE), 100), "JPEG", quality=95)


def animated_gif() -> bytes:
    """First frame red, second blue."""
    return saved(plain(), "GIF", save_all=True, append_images=[plain(colour=BLUE)], duration=50)


def animated_webp() -> bytes:
    """First frame red, second blue."""
    second = plain(colour=BLUE)
    return saved(plain(), "WEBP", save_all=True, append_images=[second], lossless=True)


def animated_png() -> bytes:
    """First frame red, second blue."""
    return saved(plain(), "PNG", save_all=True, append_images=[plain(colour=BLUE)])


def adobe_inverted_cmyk_jpeg() -> bytes:
    """Red; as Photoshop writes it: an Adobe marker, and every sample stored inverted."""
    return saved(Image.new("CMYK", (SIDE, SIDE), (0, 255, 255, 0)), "JPEG", quality=95)


def cmyk_jpeg() -> bytes:
    """The same samples without the Adobe marker; browsers show it red, too."""
    data = adobe_inverted_cmyk_jpeg()
    at = data.index(b"\xff\xee")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def ycck_jpeg() -> bytes:
    """Red, in Adobe's YCCK: samples of cyan in YCbCr, inverted, under transform 2."""
    data = saved(Image.new("CMYK", (SIDE, SIDE), (76, 84, 254, 0)), "JPEG", quality=95)
    at = data.index(b"Adobe") + 11
    return data[:at] + b"\x02" + data[at + 1 :]


def sixteen_bit_png() -> bytes:
    """A grey ramp over 256 columns from 0 to 65535."""
    row = struct.pack(">256H", *(x * 257 for x in range(256)))
    return png((256, SIDE), 16, GREY, row * SIDE)


def sixteen_bit_keyed_png() -> bytes:
    """Left half 1000 (of 65535), which is declared transparent; right half 1001."""
    row = struct.pack(">32H", *[1000] * 16, *[1001] * 16)
    return png((32, SIDE), 16, GREY, row * SIDE, chunk(b"tRNS", struct.pack(">H", 1000)))


def sixteen_bit_rgb_keyed_png() -> bytes:
    """Left half a 16-bit green that is declared transparent, right half red."""
    row = struct.pack(">3H", 0, 0xABCD, 0) * 16 + struct.pack(">3H", 0xFFFF, 0, 0) * 16
    return png((32, SIDE), 16, RGB, row * SIDE, chunk(b"tRNS", struct.pack(">3H", 0, 0xABCD, 0)))


def two_bit_keyed_png() -> bytes:
    """Left half level 1 of 3, declared transparent; right half level 2 of 3."""
    row = bytes([0b01010101] * 4 + [0b10101010] * 4)
    return png((32, SIDE), 2, GREY, row * SIDE, chunk(b"tRNS", struct.pack(">H", 1)))


def sixteen_bit_grey_alpha_png() -> bytes:
    """Half-transparent black in 16-bit samples: mid grey on white."""
    return png((SIDE, SIDE), 16, GREY_ALPHA, struct.pack(">2H", 0, 0x8000) * SIDE * SIDE)


def rotated_jpeg() -> bytes:
    """Stored 64 x 32, left half red; EXIF 6 asks for 32 x 64, upper half red."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(two_halves(), "JPEG", quality=95, exif=exif)


def broken_exif_jpeg() -> bytes:
    """Good pixels, EXIF that points outside itself."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12\0\x03\xff\xff\xff\xff\xff\xff\xff\xff"
    return saved(plain(), "JPEG", quality=95, exif=exif)


def transparent_png() -> bytes:
    """Upper half opaque red, lower half fully transparent blue."""
    image = Image.new("RGBA", (SIDE, SIDE), (*RED, 255))
    image.paste((*BLUE, 0), (0, SIDE // 2, SIDE, SIDE))
    return saved(image, "PNG")


def half_transparent_png() -> bytes:
    """Red with alpha 128: (255, 127, 127) on white."""
    return saved(Image.new("RGBA", (SIDE, SIDE), (*RED, 128)), "PNG")


def grey_alpha_png() -> bytes:
    """Left half opaque black, right half transparent black."""
    image = Image.new("LA", (SIDE, SIDE), (0, 255))
    image.paste((0, 0), (SIDE // 2, 0, SIDE, SIDE))
    return saved(image, "PNG")


def palette_transparent_png() -> bytes:
    """Left half red, right half a blue entry of alpha 0; a third entry, unused, is half opaque."""
    row = bytes([0] * 16 + [1] * 16)
    palette = chunk(b"PLTE", bytes((*RED, *BLUE, 0, 255, 0)))
    return png((32, SIDE), 8, PALETTE, row * SIDE, palette, chunk(b"tRNS", bytes([255, 0, 128])))


def palette_transparent_gif() -> bytes:
    """Left half red, right half transparent."""
    image = Image.new("P", (SIDE, SIDE), 0)
    image.putpalette((*RED, *BLUE))
    image.paste(1, (SIDE // 2, 0, SIDE, SIDE))
    return saved(image, "GIF", transparency=1)


def one_bit_png() -> bytes:
    """Left half black, right half white."""
    return png((32, SIDE), 1, GREY, b"\0\0\xff\xff" * SIDE)


def broken_icc_png() -> bytes:
    """Good pixels, a colour profile that is no zlib stream."""
    return png((SIDE, SIDE), 8, RGB, bytes(RED) * SIDE * SIDE, chunk(b"iCCP", b"x\0\0garbage"))


def empty() -> bytes:
    return b""


def html() -> bytes:
    return b"\r\n<!DOCTYPE html>\n<html><head><title>404</title></head><body>gone</body></html>\n"


def svg() -> bytes:
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def zip_archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("dress.png", plain_png())
    return buffer.getvalue()


def json_text() -> bytes:
    return b'{"error": "not found"}'


def heic() -> bytes:
    """The beginning of an iPhone photo."""
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + bytes(64)


def random_bytes() -> bytes:
    return bytes(range(7, 107))


def text_that_begins_like_bmp() -> bytes:
    return b"BMW catalogue, spring edition: wheels, seats, covers"


def truncated_jpeg() -> bytes:
    """Half a photo; noise, so that the cut falls into the pixels."""
    data = saved(Image.effect_noise((128, 128), 80).convert("RGB"), "JPEG", quality=90)
    return data[: len(data) // 2]


def truncated_png() -> bytes:
    data = saved(Image.effect_noise((128, 128), 80), "PNG")
    return data[: len(data) // 2]


def png_magic_only() -> bytes:
    return PNG_MAGIC


def text_bomb_png() -> bytes:
    """A zTXt chunk of a few kilobytes that unfolds to eight million."""
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(8_000_000)))
    return png((SIDE, SIDE), 8, RGB, bytes(RED) * SIDE * SIDE, bomb)


def itxt_bomb_png() -> bytes:
    """The same in an iTXt chunk."""
    bomb = chunk(b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(bytes(8_000_000)))
    return png((SIDE, SIDE), 8, RGB, bytes(RED) * SIDE * SIDE, bomb)


@cache
def hundred_megapixel_png() -> bytes:
    """10000 x 10000 in a few kilobytes, and the pixels are really there."""
    return png((10_000, 10_000), 1, GREY, bytes(1250 * 10_000), level=1)


def billion_pixel_png() -> bytes:
    """A header only; beyond Pillow's own ceiling, too."""
    return png((60_000, 60_000), 1, GREY, bytes(60_000), level=1)


def lying_gif() -> bytes:
    """A small GIF of which the header announces 65535 x 65535."""
    data = animated_gif()
    return data[:6] + b"\xff\xff\xff\xff" + data[10:]


def many_scans_jpeg() -> bytes:
    """A progressive JPEG that makes the decoder walk over it hundreds of times."""
    data = saved(plain(), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * 600 + data[-2:]


def tiny_png() -> bytes:
    """A tracking pixel."""
    return plain_png((1, 1))


def thin_png() -> bytes:
    """A spacer: 10000 x 1."""
    return plain_png((10_000, 1))


def ribbon_png() -> bytes:
    """Tall enough, but 1:25."""
    return plain_png((250, 10))


ACCEPTED: Final[Sequence[Callable[[], bytes]]] = (
    plain_jpeg,
    plain_png,
    webp,
    bmp,
    avif,
    progressive_jpeg,
    grey_jpeg,
    animated_gif,
    animated_webp,
    animated_png,
    adobe_inverted_cmyk_jpeg,
    cmyk_jpeg,
    ycck_jpeg,
    sixteen_bit_png,
    sixteen_bit_keyed_png,
    sixteen_bit_rgb_keyed_png,
    two_bit_keyed_png,
    sixteen_bit_grey_alpha_png,
    rotated_jpeg,
    broken_exif_jpeg,
    transparent_png,
    half_transparent_png,
    grey_alpha_png,
    palette_transparent_png,
    palette_transparent_gif,
    one_bit_png,
    broken_icc_png,
)

REFUSED: Final[Sequence[tuple[Callable[[], bytes], str]]] = (
    (empty, "empty_file"),
    (html, "unknown_format"),
    (svg, "unknown_format"),
    (pdf, "unknown_format"),
    (zip_archive, "unknown_format"),
    (json_text, "unknown_format"),
    (heic, "unknown_format"),
    (random_bytes, "unknown_format"),
    (text_that_begins_like_bmp, "unknown_format"),
    (tiff, "unknown_format"),
    (truncated_jpeg, "broken_image"),
    (truncated_png, "broken_image"),
    (png_magic_only, "broken_image"),
    (text_bomb_png, "broken_image"),
    (itxt_bomb_png, "broken_image"),
    (many_scans_jpeg, "broken_image"),
    (hundred_megapixel_png, "too_many_pixels"),
    (billion_pixel_png, "too_many_pixels"),
    (lying_gif, "too_many_pixels"),
    (tiny_png, "bad_aspect"),
    (thin_png, "bad_aspect"),
    (ribbon_png, "bad_aspect"),
)
