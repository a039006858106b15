"""Vectors as the towers give them, for weights that were published by those who trained on them.

A gallery keeps unit vectors; a raw one is computed again where there is a picture and an encoder
that gives it (`pointsay.encoders.RawSpace`), and is else the unit vector times a usual length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from pointsay.encoders.base import RawSpace
from pointsay.errors import shorten

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix, Reference

Space = Literal["unit", "raw"]
NORM = 10.0  # about how long CLIP's image embeddings are


def check_space(space: Space, norm: float) -> None:
    """Refuse what no learned method reads.

    Raises:
        ValueError: The space is unknown, or the norm is no length.
    """
    if space not in get_args(Space):
        raise ValueError(f"space must be one of {get_args(Space)}, not {shorten(space)}")
    if not (math.isfinite(norm) and norm > 0.0):
        raise ValueError(f"norm must be finite and above 0, not {norm}")


def raw_images(encoder: Encoder, references: Sequence[Reference], norm: float) -> Matrix:
    """Return the raw vectors of references, (R, D); ``norm`` long where there is no picture."""
    rows = np.stack([one.vector for one in references])
    raw = (rows * norm).astype(np.float32)
    seen = [(at, one.image) for at, one in enumerate(references) if one.image is not None]
    if seen and isinstance(encoder, RawSpace):
        raw[[at for at, _ in seen]] = encoder.project_images([image for _, image in seen])
    return raw


def raw_texts(encoder: Encoder, texts: Sequence[str], norm: float) -> Matrix:
    """Return the raw vectors of texts, (B, D); ``norm`` long where the encoder gives none."""
    if isinstance(encoder, RawSpace):
        return encoder.project_texts(texts)
    raw: Matrix = (encoder.encode_texts(texts) * norm).astype(np.float32)
    return raw
