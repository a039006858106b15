"""Stand-ins for what is heavy: an encoder without weights, small pictures, shops made of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pointsay.encoders import EncoderInfo

if TYPE_CHECKING:
    from pointsay.types import Matrix

COLOURS: Mapping[str, tuple[int, int, int]] = {
    "black": (10, 10, 10),
    "blue": (20, 40, 230),
    "green": (10, 170, 40),
    "grey": (128, 128, 128),
    "navy": (15, 20, 90),
    "pink": (250, 130, 190),
    "red": (230, 20, 20),
    "white": (250, 250, 250),
    "yellow": (240, 220, 20),
}
GRID = 2
DIM = 32
WORDS = 64


class ColourEncoder:
    """A joint space of coarse colour and of words: "red" lies near a red picture.

    Args:
        name: Recorded in the info; two names are two incomparable encoders.
        weights: Recorded in the info.
    """

    def __init__(self, name: str = "colour-fake", weights: str = "0" * 64) -> None:
        self._info = EncoderInfo(name, DIM, weights, {"kind": "grid", "side": GRID}, 64)
        features = 3 * GRID * GRID + WORDS + 1
        self._projection = np.random.default_rng(3).normal(size=(features, DIM))

    @property
    def info(self) -> EncoderInfo:
        return self._info

    def encode_images(self, images: Sequence[Image.Image]) -> Matrix:
        return self._rows([self._seen(image) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        return self._rows([self._said(text) for text in texts])

    def _seen(self, image: Image.Image) -> NDArray[np.float64]:
        small = image.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX)
        return self._features(1.0 - np.asarray(small, dtype=np.float64).reshape(-1) / 255.0)

    def _said(self, text: str) -> NDArray[np.float64]:
        cells = np.zeros(3 * GRID * GRID)
        words = np.zeros(WORDS)
        for word in re.findall(r"\w+", text.lower())[: self._info.max_tokens]:
            if word in COLOURS:
                cells += np.tile(1.0 - np.array(COLOURS[word]) / 255.0, GRID * GRID)
            else:
                words[int(hashlib.sha256(word.encode()).hexdigest(), 16) % WORDS] += 0.3
        return self._features(cells, words)

    def _features(
        self, cells: NDArray[np.float64], words: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        return np.concatenate([cells, np.zeros(WORDS) if words is None else words, [0.2]])

    def _rows(self, features: Sequence[NDArray[np.float64]]) -> Matrix:
        matrix = np.zeros((len(features), DIM), dtype=np.float32)
        for at, row in enumerate(features):  # one by one: a batch is then exactly its singles
            vector = row @ self._projection
            matrix[at] = vector / np.linalg.norm(vector)
        return matrix


class CountingEncoder(ColourEncoder):
    """Counts the pictures it encodes, and can stop the process's work like a Ctrl-C would."""

    def __init__(self, stop_after: int | None = None) -> None:
        super().__init__()
        self.pictures = 0
        self.stop_after = stop_after
        self._lock = threading.Lock()

    def encode_images(self, images: Sequence[Image.Image]) -> Matrix:
        with self._lock:
            if self.stop_after is not None and self.pictures + len(images) > self.stop_after:
                raise KeyboardInterrupt
            self.pictures += len(images)
        return super().encode_images(images)


def solid(colour: str | tuple[int, int, int], size: tuple[int, int] = (16, 16)) -> Image.Image:
    """A picture of one colour."""
    return Image.new("RGB", size, COLOURS[colour] if isinstance(colour, str) else colour)


def picture(
    colour: str | tuple[int, int, int], size: tuple[int, int] = (16, 16), kind: str = "PNG"
) -> bytes:
    """The bytes of a picture of one colour."""
    buffer = io.BytesIO()
    solid(colour, size).save(buffer, kind)
    return buffer.getvalue()


def shade(number: int) -> tuple[int, int, int]:
    """A colour of its own for each number."""
    mixed = (number + 1) * 2_654_435_761 % (1 << 24)
    return mixed & 255, mixed >> 8 & 255, mixed >> 16 & 255


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files, making the folders on their way."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def write_zip(path: Path, files: Mapping[str, bytes], compression: int = 0) -> Path:
    """Write files into a zip."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def csv_feed(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as CSV; the columns are those of all rows, in order of appearance."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def jsonl_feed(rows: Sequence[Any]) -> bytes:
    """Rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
