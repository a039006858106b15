"""What is compared: whole encoders, and the parts that ``mini`` was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL.Image import Image
from tokenizers import Tokenizer

from mini_figures.sets import Gallery
from pointsay.encoders import Encoder
from pointsay.encoders.base import EncoderInfo
from pointsay.encoders.mini import MiniEncoder
from pointsay.encoders.preprocess import Preprocessing, preprocessing_from_record
from pointsay.encoders.rows import encode_batches
from pointsay.errors import UnsupportedEncoder
from pointsay.evaluation import Pictures, encode_pictures
from pointsay.training.generality import Teacher, tokenise
from pointsay.training.reopen import reopen
from pointsay.training.towers import ImageTower, Shape, load_image_start, tokenizer_file

if TYPE_CHECKING:
    from pointsay.types import Matrix

BATCH = 16
SUM, IMAGE, TEXT, CLASSIFY = "sum", "image_only", "text_only", "classify"
EVERYTHING = frozenset({SUM, IMAGE, TEXT, CLASSIFY})


@dataclass(frozen=True)
class Column:
    """An encoder under test.

    Attributes:
        name: Heads the column.
        encoder: Makes the vectors.
        does: Which of `EVERYTHING` it can do.
        reads_titles: It sees no picture: a product is its title.
    """

    name: str
    encoder: Encoder
    does: frozenset[str] = EVERYTHING
    reads_titles: bool = False

    def look(self, gallery: Gallery) -> Pictures:
        """Encode a gallery; nothing when it cannot be looked at."""
        if not self.reads_titles:
            return encode_pictures(gallery.source, self.encoder, only=frozenset(gallery.ids))
        ids = [one for one in gallery.ids if one in gallery.titles]
        return Pictures(ids, self.encoder.encode_texts([gallery.titles[one] for one in ids]), {})


def columns(folder: Path | None, before: Path | None) -> list[Column]:
    """Return the encoder under test, the one before it, and both of its parts."""
    now = MiniEncoder(folder)
    found = [Column(_version(now), now)]
    if before is not None:
        old = MiniEncoder(before)
        same = _version(old) == _version(now)
        found.append(Column(f"{_version(old)} (before)" if same else _version(old), old))
    way = preprocessing_from_record(now.info.preprocessing)
    return [
        *found,
        Column("MiniLM text only", Sentences(), frozenset({TEXT}), reads_titles=True),
        Column("ImageNet features only", Features(way), frozenset({IMAGE})),
    ]


def _version(encoder: Encoder) -> str:
    return encoder.info.name.removeprefix("pointsay-mini-")


class Features:
    """EfficientNet-Lite0 as ImageNet left it: the mean of its last feature map."""

    def __init__(self, way: Preprocessing) -> None:
        self._way = way
        self._tower = ImageTower(Shape(), (way.record()["height"], way.record()["width"])).eval()
        load_image_start(self._tower)
        self.info = EncoderInfo("efficientnet-lite0", 1280, "", way.record(), 0)

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Encode pictures into unit rows."""
        return encode_batches(self._pooled, images, BATCH, self.info.dim)

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Refuse: there is no text side."""
        raise UnsupportedEncoder(f"{self.info.name} reads no text", hint="ask image_only")

    def _pooled(self, images: Sequence[Image]) -> Matrix:
        with torch.no_grad():
            maps = self._tower.backbone.extract_features(torch.from_numpy(self._way.batch(images)))
        pooled: Matrix = maps.mean((2, 3)).numpy()
        return pooled


class Sentences:
    """all-MiniLM-L6-v2 as it was published, which the text tower starts from."""

    def __init__(self) -> None:
        self._teacher = Teacher([], Shape())
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(256)
        self.info = EncoderInfo("all-MiniLM-L6-v2", 384, "", {}, 256)

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Refuse: there is no image side."""
        raise UnsupportedEncoder(f"{self.info.name} sees no picture", hint="ask text_only")

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into unit rows."""
        return encode_batches(self._embedded, texts, BATCH, self.info.dim)

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        rows: Matrix = self._teacher.embed(*tokenise(texts, self._tokenizer)).numpy()
        return rows


class TorchTowers:
    """The same towers as an export of ``mini``, in torch and float32; for timing."""

    def __init__(self, shipped: MiniEncoder) -> None:
        self._shipped = shipped
        self._way = preprocessing_from_record(shipped.info.preprocessing)
        self._model = reopen(Shape(norms=False), canvas_of(shipped), shipped.folder).eval()

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Encode pictures into unit rows."""
        with torch.no_grad():
            rows: Matrix = self._model.embed_images(
                torch.from_numpy(self._way.batch(images))
            ).numpy()
        return rows

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into unit rows."""
        batch = self._shipped.embed_tokens(texts)
        with torch.no_grad():
            raw = self._model.text(torch.from_numpy(batch.embeddings), torch.from_numpy(batch.mask))
        rows: Matrix = torch.nn.functional.normalize(raw, dim=1).numpy().astype(np.float32)
        return rows


def canvas_of(encoder: MiniEncoder) -> tuple[int, int]:
    """Return the height and width at which an encoder reads pictures."""
    record = encoder.info.preprocessing
    return int(record["height"]), int(record["width"])
