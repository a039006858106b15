"""From an RGB picture to what an image tower reads; stored with every catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Fit the whole picture into a canvas and fill the rest with one colour; nothing is cropped.

    Product photos are tall: a centre crop would cut the hem off a dress, and squaring would change
    its silhouette. The fill is white because shops photograph on white.

    Attributes:
        height: Canvas height in pixels.
        width: Canvas width in pixels.
        mean: Subtracted from values of 0 to 255.
        std: Divides after that.
        fill: Grey level of the canvas, 0 to 255.
    """

    height: int
    width: int
    mean: float = 127.0
    std: float = 128.0
    fill: int = 255

    def canvas(self, image: Image.Image) -> NDArray[np.uint8]:
        """Return the picture on its canvas, (height, width, 3) uint8."""
        scale = min(self.width / image.width, self.height / image.height)
        size = (
            min(self.width, max(1, round(image.width * scale))),
            min(self.height, max(1, round(image.height * scale))),
        )
        resized = image if image.size == size else image.resize(size, Image.Resampling.BICUBIC)
        canvas = np.full((self.height, self.width, 3), self.fill, dtype=np.uint8)
        top, left = (self.height - size[1]) // 2, (self.width - size[0]) // 2
        canvas[top : top + size[1], left : left + size[0]] = np.asarray(resized)
        return canvas

    def batch(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Return the pictures as the tower's input, (B, 3, height, width) float32."""
        stack = np.stack([self.canvas(image) for image in images]).astype(np.float32)
        stack -= self.mean
        stack /= self.std
        return np.ascontiguousarray(stack.transpose(0, 3, 1, 2))

    def record(self) -> dict[str, Any]:
        """Return the form that is stored with a catalogue and compared on opening it."""
        return {"kind": "letterbox", **asdict(self)}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Rebuild from ``record()``."""
        return cls(**{name: value for name, value in record.items() if name != "kind"})
