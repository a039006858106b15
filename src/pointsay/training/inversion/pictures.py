"""The image vectors that textual inversion learns from; captions and labels are not read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from safetensors import SafetensorError, safe_open

from pointsay.catalogue.pipeline import Refused, encode_all
from pointsay.catalogue.sources import open_images
from pointsay.encoders.base import RawSpace
from pointsay.encoders.rows import unit
from pointsay.errors import EncoderMismatch, UnknownSource, UnsupportedEncoder
from pointsay.media import decode
from pointsay.training.inversion.parts import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.encoders.base import Encoder, EncoderInfo
    from pointsay.methods.raw_vectors import Space
    from pointsay.types import Matrix

PART = 256  # pictures; what a stopped run makes again at most


@dataclass(frozen=True)
class Pictures:
    """What was seen.

    Attributes:
        vectors: (N, D) float32, of unit length or as the tower gives them.
        refused: Pictures that could not be read; they are left out.
    """

    vectors: Matrix
    refused: int = 0

    @property
    def norm(self) -> float:
        """Mean length of the vectors."""
        return float(np.linalg.norm(self.vectors, axis=1).mean())

    def digest(self) -> str:
        """Return a hash over every vector."""
        return hashlib.sha256(np.ascontiguousarray(self.vectors).tobytes()).hexdigest()


def see(
    path: Path,
    encoder: Encoder,
    folder: Path,
    *,
    space: Space = "unit",
    limit: int | None = None,
    report: Callable[[int, int], None] = lambda done, rows: None,
) -> Pictures:
    """Return the vectors of all pictures of a source; those that are known are not made again.

    Args:
        path: A folder or a zip of pictures; or a ``.safetensors`` file with their ``vectors``
            (N, D), whose metadata may name the hash of the encoder's weights as ``weights``.
        encoder: Makes the vectors.
        folder: Keeps them, in parts.
        space: ``unit`` or ``raw`` vectors.
        limit: Only the first so many, in the order of names.
        report: Called with the pictures that are done and all, now and then.

    Raises:
        UnknownSource: The source cannot be read, or holds no picture that can.
        EncoderMismatch: The kept vectors are of another encoder.
        UnsupportedEncoder: Raw vectors are asked for and the encoder does not give them.
        WeightsCorrupt: Vectors in ``folder`` are damaged or of other pictures.
    """
    if path.suffix.lower() == ".safetensors":
        vectors = _kept(path, encoder.info)[:limit]
        return Pictures(unit(vectors) if space == "unit" else vectors)
    source = open_images(path)
    names = source.names()[:limit]
    if not names:
        raise UnknownSource(f"{path.name} holds no pictures", hint="give a folder or zip of them")
    view = _raw(encoder) if space == "raw" else encoder

    def look(name: str) -> tuple[None, Image]:
        return None, decode(source.read(name))

    def make(start: int, stop: int) -> dict[str, NDArray[np.float32]]:
        rows = np.zeros((stop - start, encoder.info.dim), dtype=np.float32)
        batches = encode_all(names[start:stop], look, view)
        for at, one in enumerate(one for batch in batches for one in batch):
            if not isinstance(one, Refused) and one.vector is not None:
                rows[at] = one.vector
        return {"vectors": rows}

    about = {
        "weights": encoder.info.weights,
        "preprocessing": json.dumps(dict(encoder.info.preprocessing), sort_keys=True),
        "space": space,
        "names": hashlib.sha256("\n".join(names).encode()).hexdigest(),
    }
    rows = fill(folder, about, len(names), make, size=PART, report=report)["vectors"]
    seen = rows.any(axis=1)  # no picture has a vector of noughts
    if not seen.any():
        raise UnknownSource(f"no picture of {path.name} can be read", hint="look at one of them")
    return Pictures(rows[seen], int((~seen).sum()))


def _kept(file: Path, info: EncoderInfo) -> Matrix:
    try:
        with safe_open(file, framework="numpy") as opened:
            weights = (opened.metadata() or {}).get("weights", info.weights)
            vectors: Matrix = opened.get_tensor("vectors").astype(np.float32)
    except (OSError, SafetensorError) as error:
        raise UnknownSource(
            f"{file.name} holds no vectors: {error}",
            hint='give a .safetensors file with one array (N, D) called "vectors"',
        ) from error
    if weights != info.weights or vectors.ndim != 2 or vectors.shape[1] != info.dim:
        raise EncoderMismatch(
            f"the vectors in {file.name} are not of {info.describe()}",
            hint="make them with this encoder, or name the encoder that made them",
        )
    if not len(vectors) or not np.isfinite(vectors).all():
        raise UnknownSource(f"{file.name} holds no finite vectors", hint="make them again")
    return vectors


def _raw(encoder: Encoder) -> Encoder:
    if not isinstance(encoder, RawSpace):
        raise UnsupportedEncoder(
            f"{encoder.info.name} gives unit vectors only", hint="train with unit vectors"
        )
    return cast("Encoder", _AsGiven(encoder))


class _AsGiven:
    """An encoder for the pipeline whose pictures are not scaled."""

    def __init__(self, encoder: RawSpace) -> None:
        self._encoder = encoder

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        return self._encoder.project_images(images)
