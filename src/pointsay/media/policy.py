"""What is accepted as a picture, in one frozen object."""

from __future__ import annotations

from dataclasses import dataclass

from pointsay.errors import FileTooLarge
from pointsay.media.sniff import MEDIA_TYPES

# Everything browsers display, because the stored bytes are what the shop page shows later. TIFF is
# known but left out: hardly any browser shows it, its reader is by far the largest attack surface,
# and libtiff writes its complaints straight to the process's standard error. A shop that trusts its
# own TIFF masters adds it: ``MediaPolicy(formats=DEFAULT_POLICY.formats | {"TIFF"})``.
DEFAULT_FORMATS = frozenset({"AVIF", "BMP", "GIF", "JPEG", "PNG", "WEBP"})


@dataclass(frozen=True, slots=True)
class MediaPolicy:
    """Limits for one picture, each checked before the work it bounds; the limit itself passes.

    Attributes:
        max_bytes: Size of the file. 20 MiB holds every camera JPEG, and bounds an upload.
        max_pixels: Width times height, as the header announces it. 50 million holds a 48-megapixel
            phone photo; decoding then peaks below 1 GB. Pillow's own ceiling (about 179 million
            unless the process changed it) stays in force above it.
        max_aspect: Long side divided by short side. A strip of 1:20 still shows a belt or a ruler.
        min_side: Short side in pixels. Below it there is nothing to recognise (tracking pixels).
        formats: Format names as ``sniff`` returns them.

    Raises:
        ValueError: A limit is not positive, or a format is not one that ``sniff`` knows.
    """

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 50_000_000
    max_aspect: float = 20.0
    min_side: int = 8
    formats: frozenset[str] = DEFAULT_FORMATS

    def __post_init__(self) -> None:
        for name in ("max_bytes", "max_pixels", "min_side"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, not {getattr(self, name)!r}")
        if not self.max_aspect >= 1:  # also refuses NaN
            raise ValueError(f"max_aspect must be at least 1, not {self.max_aspect!r}")
        if not self.formats or not self.formats <= MEDIA_TYPES.keys():
            raise ValueError(
                f"formats must be some of {sorted(MEDIA_TYPES)}, not {sorted(self.formats)}"
            )

    def admit(self, size_bytes: int, what: str = "the file") -> None:
        """Refuse a file by its size alone, before it is read.

        Raises:
            FileTooLarge: More than ``max_bytes``; the message speaks of ``what``.
        """
        if size_bytes > self.max_bytes:
            raise FileTooLarge(
                f"{what} has {size_bytes:,} bytes; the limit is {self.max_bytes:,}",
                hint="save the picture with fewer pixels or as a JPEG of lower quality",
            )


DEFAULT_POLICY = MediaPolicy()
