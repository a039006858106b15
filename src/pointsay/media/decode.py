"""From bytes to RGB pixels, refusing early and saying why."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# The plugins are imported by name: Image.open would otherwise load every format Pillow knows, also
# those this package never opens, when it first meets one that is not registered yet.
from PIL import (
    AvifImagePlugin,  # noqa: F401
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
    features,
)

from pointsay.errors import (
    BadAspect,
    BrokenImage,
    EmptyFile,
    TooManyPixels,
    UnknownFormat,
    shorten,
)
from pointsay.media.pixels import rescale_transparency, to_rgb
from pointsay.media.policy import DEFAULT_POLICY, MediaPolicy
from pointsay.media.quiet import quiet_pillow
from pointsay.media.sniff import guess, sniff

# What Pillow and its C libraries have been seen to raise on damaged files. A tuple and not
# Exception, so that a fault of our own code still surfaces as what it is in tests and logs.
_FOREIGN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    SystemError,
    TypeError,
    ValueError,
    Warning,
    struct.error,
    zlib.error,
)

# Formats that a Pillow built from source may lack.
_OPTIONAL_CODECS: Final = {"AVIF": "avif", "WEBP": "webp"}

# A progressive JPEG walks over the whole picture once per scan, and a scan costs a few hundred
# bytes: 20 MiB can buy minutes of work. Real files have about ten scans. The count below also sees
# chance matches in metadata, so the limit is generous.
_MAX_SCANS: Final = 500
_SCAN_MARKER: Final = b"\xff\xda"

_ORIENTATION_TAG: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_AGAIN: Final = "the file is damaged or was cut off on its way; export or download it again"


def decode(
    data: bytes, policy: MediaPolicy = DEFAULT_POLICY, *, target_side: int | None = None
) -> Image.Image:
    """Turn the bytes of an untrusted file into an upright RGB picture.

    The limits are checked before the work that they bound. The first frame of an animation is
    taken, the EXIF orientation is applied, deep greyscale is scaled to 8 bits, and whatever is
    transparent is shown on white. Colour profiles are not applied. Safe to call from any thread.

    Args:
        data: The whole file.
        policy: Limits and allowed formats.
        target_side: A hint that the caller will shrink the picture anyway. A JPEG may then be
            decoded at a half, a quarter or an eighth of its size, which is several times faster;
            neither side falls below ``target_side`` unless it was below it in the file.

    Returns:
        A loaded picture of mode RGB with no metadata, independent of ``data``.

    Raises:
        EmptyFile: No bytes.
        FileTooLarge: More than ``policy.max_bytes``.
        UnknownFormat: Not one of ``policy.formats``, whatever the file was called.
        TooManyPixels: The header announces more than ``policy.max_pixels``, or memory ran out.
        BadAspect: Too thin or too small.
        BrokenImage: The format is right but the content cannot be decoded to the end.
        ValueError: ``target_side`` is not positive.
    """
    if target_side is not None and target_side < 1:
        raise ValueError(f"target_side must be at least 1, not {target_side!r}")
    kind = _admit(data, policy)
    with quiet_pillow():
        with _translated(f"the header of this {kind} picture cannot be read", policy):
            image: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
        with image:
            _check_size(image.width, image.height, policy)
            _check_scans(image, data)
            with _translated(f"this {kind} picture cannot be decoded to the end", policy):
                if kind == "JPEG" and target_side is not None:
                    _draft(image, target_side)
                image.load()
                if kind == "PNG":
                    rescale_transparency(image, depth=data[24])
                result = to_rgb(_upright(image))
    # Nothing of the upload but its pixels goes on: metadata may hold places and names.
    result.info = {}
    return result


def _admit(data: bytes, policy: MediaPolicy) -> str:
    """Name the format of bytes that may be opened at all."""
    if not data:
        raise EmptyFile("the file is empty (0 bytes)", hint="send the file again; check the upload")
    policy.admit(len(data))
    kind = sniff(data)
    if kind is None:
        raise _unknown(data, policy)
    if kind not in policy.formats:
        raise UnknownFormat(
            f"the file is a {kind} picture, which is not accepted here; {_accepted(policy)}",
            hint="convert it to JPEG, PNG or WebP",
        )
    if kind in _OPTIONAL_CODECS and not features.check(_OPTIONAL_CODECS[kind]):
        raise UnknownFormat(
            f"the file is a {kind} picture and the installed Pillow was built without {kind}",
            hint="convert it to JPEG or PNG, or install Pillow from its official wheel",
        )
    return kind


def _unknown(data: bytes, policy: MediaPolicy) -> UnknownFormat:
    found = guess(data)
    if found is None:
        return UnknownFormat(
            f"the file starts with {shorten(data[:12])}, like no picture we know; "
            f"{_accepted(policy)}",
            hint="open it in an image viewer and save it as JPEG or PNG",
        )
    return UnknownFormat(
        f"the file looks like {found.name}, not a picture we can read; {_accepted(policy)}",
        hint=found.advice,
    )


def _accepted(policy: MediaPolicy) -> str:
    return f"accepted: {', '.join(sorted(policy.formats))}"


def _check_size(width: int, height: int, policy: MediaPolicy) -> None:
    size = f"the picture is {width} x {height} pixels"
    short, long = sorted((width, height))
    if width * height > policy.max_pixels:
        raise TooManyPixels(
            f"{size}, {width * height:,} in all; the limit is {policy.max_pixels:,}",
            hint="save a smaller version; 2000 pixels on the long side is plenty",
        )
    if short < policy.min_side:
        raise BadAspect(
            f"{size}; the short side must have at least {policy.min_side}",
            hint="send the product photo itself, not a spacer or an icon",
        )
    if long > policy.max_aspect * short:
        raise BadAspect(
            f"{size}; the long side may be at most {policy.max_aspect:g} times the short one",
            hint="crop the picture around the product",
        )


def _check_scans(image: Image.Image, data: bytes) -> None:
    if "progressive" not in image.info:
        return
    scans = data.count(_SCAN_MARKER)
    if scans > _MAX_SCANS:
        raise BrokenImage(
            f"this progressive JPEG has about {scans:,} scans; the limit is {_MAX_SCANS}",
            hint="save it again as an ordinary JPEG",
        )


@contextmanager
def _translated(problem: str, policy: MediaPolicy) -> Iterator[None]:
    """Map whatever Pillow raises to our tree."""
    try:
        yield
    except Image.DecompressionBombError as error:
        limit = min(policy.max_pixels, 2 * (Image.MAX_IMAGE_PIXELS or policy.max_pixels))
        raise TooManyPixels(
            f"the header announces far more pixels than the limit of {limit:,}",
            hint="save a smaller version; 2000 pixels on the long side is plenty",
        ) from error
    except MemoryError as error:
        raise TooManyPixels(
            "the picture does not fit into the memory left on this machine",
            hint="save a smaller version; 2000 pixels on the long side is plenty",
        ) from error
    except _FOREIGN as error:
        raise BrokenImage(f"{problem} ({type(error).__name__})", hint=_AGAIN) from error


def _draft(image: Image.Image, target_side: int) -> None:
    # draft picks the strongest reduction whose width and height both reach the size asked for.
    if isinstance(image, ImageFile.ImageFile):
        image.draft(None, (target_side, target_side))


def _upright(image: Image.Image) -> Image.Image:
    """Apply the EXIF orientation; damaged EXIF is no reason to refuse good pixels."""
    try:
        orientation = image.getexif().get(_ORIENTATION_TAG)
    except _FOREIGN:
        return image
    if not isinstance(orientation, int) or orientation not in _UPRIGHT:
        return image
    return image.transpose(_UPRIGHT[orientation])
