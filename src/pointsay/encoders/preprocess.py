"""From an RGB picture to what an image tower reads; stored with every catalogue.

Four ways, none of them right for all: a tower must be given pictures as it was trained on them, and
a tall product photo must not lose its hem. Which one was used is part of an encoder's identity, so
that a gallery encoded one way is never searched with queries encoded another way.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from PIL import Image

from pointsay.errors import WeightsCorrupt, shorten

if TYPE_CHECKING:
    from numpy.typing import NDArray

Channels = tuple[float, float, float]

CLIP_MEAN: Channels = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD: Channels = (0.26862954, 0.26130258, 0.27577711)
_FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}
_BLACK = (0, 0, 0)


class Preprocessing(ABC):
    """Base of the ways; each is a frozen value that can be stored and rebuilt."""

    __slots__ = ()
    kind: ClassVar[str]

    @abstractmethod
    def canvas(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the pixels that the tower will see, (height, width, 3) uint8."""

    @abstractmethod
    def batch(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Return the pictures as the tower's input, (B, 3, height, width) float32."""

    def record(self) -> dict[str, Any]:
        """Return the form that is stored with a catalogue and compared on opening it.

        It survives JSON unchanged: a tuple would come back as a list and differ from itself.
        """
        values = asdict(self)  # type: ignore[call-overload]
        plain = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }
        return {"kind": self.kind, **plain}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Rebuild from ``record()``.

        Raises:
            TypeError: The record has other fields.
        """
        return cls(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in record.items()
                if name != "kind"
            }
        )


@dataclass(frozen=True, slots=True)
class Letterbox(Preprocessing):
    """Fit the whole picture into a canvas and fill the rest with one colour; nothing is cropped.

    Product photos are tall: a centre crop would cut the hem off a dress, and squaring would change
    its silhouette. The fill is white because shops photograph on white.

    Attributes:
        height: Canvas height in pixels.
        width: Canvas width in pixels.
        mean: Subtracted from values of 0 to 255; one number, or one a channel.
        std: Divides after that.
        fill: Grey level of the canvas, 0 to 255.
    """

    kind: ClassVar[str] = "letterbox"

    height: int
    width: int
    mean: float | Channels = 127.0
    std: float | Channels = 128.0
    fill: int = 255

    def canvas(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the picture on its canvas, (height, width, 3) uint8."""
        scale = min(self.width / image.width, self.height / image.height)
        size = (
            min(self.width, max(1, round(image.width * scale))),
            min(self.height, max(1, round(image.height * scale))),
        )
        resized = image
        if image.size != size:
            # Large photos shrink by whole pixels first, to no less than twice the canvas: three
            # times as fast, and no eye or tower tells the difference.
            resized = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
        canvas = np.full((self.height, self.width, 3), self.fill, dtype=np.uint8)
        top, left = (self.height - size[1]) // 2, (self.width - size[0]) // 2
        canvas[top : top + size[1], left : left + size[0]] = np.asarray(resized)
        return canvas

    def batch(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Return the pictures as the tower's input, (B, 3, height, width) float32."""
        stack = _planes([self.canvas(image) for image in images])
        stack -= _a_channel(self.mean)
        stack /= _a_channel(self.std)
        return stack


def _planes(canvases: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Return (B, 3, height, width) float32; bytes are turned, for they are fewer than floats."""
    return np.stack(canvases).transpose(0, 3, 1, 2).astype(np.float32, order="C")


def _a_channel(values: float | Channels) -> NDArray[np.float32]:
    """Return one number, or one a channel, in the shape that meets planes."""
    return np.asarray(values, dtype=np.float32).reshape(-1, 1, 1)


@dataclass(frozen=True, slots=True)
class _Square(Preprocessing):
    """What the CLIP family shares: a square of ``size`` pixels, values of 0 to 1 standardised.

    Attributes:
        size: Side of the square in pixels.
        mean: Subtracted from values of 0 to 1, one a channel.
        std: Divides after that.
        resample: ``bicubic`` or ``bilinear``, both antialiased when shrinking.
    """

    size: int
    mean: Channels = CLIP_MEAN
    std: Channels = CLIP_STD
    resample: str = "bicubic"

    def __post_init__(self) -> None:
        if self.resample not in _FILTERS:
            raise TypeError(f"no filter {self.resample!r}")

    def batch(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Return the pictures as the tower's input, (B, 3, size, size) float32."""
        stack = _planes([self.canvas(image) for image in images])
        stack /= np.float32(255.0)
        stack -= _a_channel(self.mean)
        stack /= _a_channel(self.std)
        return stack


@dataclass(frozen=True, slots=True)
class CenterCrop(_Square):
    """CLIP's own way: short side to ``size``, then the square in the middle.

    Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021.
    The long side is cut down to whole pixels and the crop starts at the rounded half of what is
    left over (half to even), because the reference pipeline does; one pixel off moves vectors.
    """

    kind: ClassVar[str] = "crop"

    def canvas(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the middle square, (size, size, 3) uint8."""
        width, height = image.size
        if width <= height:
            resized = (self.size, int(self.size * height / width))
        else:
            resized = (int(self.size * width / height), self.size)
        if resized != image.size:
            image = image.resize(resized, _FILTERS[self.resample])
        left, top = (round((side - self.size) / 2.0) for side in resized)
        return np.asarray(image.crop((left, top, left + self.size, top + self.size)))


@dataclass(frozen=True, slots=True)
class TargetPad(CenterCrop):
    """Pad long pictures with black until their sides are ``ratio`` to 1, then as `CenterCrop`.

    Baldrati et al., "Effective Conditioned and Composed Image Retrieval Combining CLIP-based
    Features" (CLIP4Cir), CVPR 2022, section 4; also used by SEARLE and CIReVL.

    Attributes:
        ratio: Largest long side over short side that is left alone; 1.25 in the papers.
    """

    kind: ClassVar[str] = "targetpad"

    ratio: float = 1.25

    def canvas(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the middle square of the padded picture, (size, size, 3) uint8."""
        width, height = image.size
        longest = max(width, height)
        if longest / min(width, height) >= self.ratio:
            least = longest / self.ratio
            across = int(max(least - width, 0) / 2)
            down = int(max(least - height, 0) / 2)
            padded = Image.new("RGB", (width + 2 * across, height + 2 * down), _BLACK)
            padded.paste(image, (across, down))
            image = padded
        # Not super(): a slotted dataclass is a second class, and the bare form knows the first.
        return CenterCrop.canvas(self, image)


@dataclass(frozen=True, slots=True)
class Squash(_Square):
    """Resize to the square without keeping proportions: the whole picture, but a changed shape.

    How SigLIP was trained (Zhai et al., "Sigmoid Loss for Language Image Pre-Training", 2023), and
    Chinese-CLIP and MagicLens too.
    """

    kind: ClassVar[str] = "squash"

    def canvas(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the squashed picture, (size, size, 3) uint8."""
        size = (self.size, self.size)
        return np.asarray(
            image if image.size == size else image.resize(size, _FILTERS[self.resample])
        )


KINDS: Mapping[str, type[Preprocessing]] = {
    one.kind: one for one in (CenterCrop, Letterbox, Squash, TargetPad)
}


def preprocessing_from_record(record: Any) -> Preprocessing:
    """Rebuild any preprocessing from its stored form.

    Raises:
        WeightsCorrupt: The record is damaged or of a kind that this release does not know.

    Example:
        >>> preprocessing_from_record({"kind": "letterbox", "height": 192, "width": 144}).width
        144
    """
    try:
        return KINDS[record["kind"]].from_record(record)
    except (KeyError, TypeError, AttributeError) as error:
        raise WeightsCorrupt(
            f"{shorten(record)} is no preprocessing of this release",
            hint=f"kinds are {', '.join(sorted(KINDS))}; use encoder and package of one release",
        ) from error
