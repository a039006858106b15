"""Which words of a vocabulary a picture is nearest to: its concepts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pointsay.encoders.rows import unit
from pointsay.errors import UnknownSource, shorten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix

# One wording names a thing in one light; the mean of several is steadier.
WORDINGS = (
    "a photo of a {}",
    "a picture that shows the {}",
    "a close look at one {}",
    "a {} before a plain background",
    "several of the {}",
    "a small {}",
    "a {} in everyday use",
)
_AT_ONCE = 1024  # pictures; their cosines with a vocabulary of 20,000 fit into 80 MB


def read_concepts(file: Path | None = None) -> tuple[str, ...]:
    """Read a vocabulary of concepts.

    Args:
        file: One concept a line; blank lines and those that start with # are left out. Of a
            ``.csv`` the last column counts and the first row names the columns, as in lists of the
            classes of data sets. None for the list that ships with the package: things that shops
            sell, and things around them.

    Returns:
        The concepts in order, white space made plain, each once whatever its case.

    Raises:
        UnknownSource: The file cannot be read or holds no concept.
    """
    try:
        text = (file or resources.files(__package__) / "nouns.txt").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnknownSource(
            f"the concepts in {shorten(str(file))} cannot be read: {error}",
            hint="give a UTF-8 text file with one concept a line",
        ) from error
    if file is not None and file.suffix.lower() == ".csv":
        lines = [row[-1] for row in csv.reader(io.StringIO(text)) if row][1:]
    else:
        lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    concepts: dict[str, str] = {}
    for plain in filter(None, map(_plain, lines)):
        concepts.setdefault(plain.casefold(), plain)
    if not concepts:
        raise UnknownSource(
            f"{shorten(str(file))} holds no concept",
            hint="give a text file with one concept a line",
        )
    return tuple(concepts.values())


def concept_vectors(encoder: Encoder, concepts: Sequence[str]) -> Matrix:
    """Return the (C, D) unit vector of each concept: the mean over `WORDINGS`.

    Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (ICML
    2021), section 3.1.4: an ensemble in embedding space.
    """
    means = [
        encoder.encode_texts([wording.format(concept) for wording in WORDINGS]).mean(axis=0)
        for concept in concepts
    ]
    return unit(np.stack(means).astype(np.float32))


def associate(images: Matrix, concepts: Matrix, k: int) -> NDArray[np.int32]:
    """Return for each picture its k nearest concepts, nearest first.

    Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion" (ICCV 2023),
    section 3.1: CLIP as a zero-shot classifier over a vocabulary.

    Args:
        images: (N, D) unit vectors.
        concepts: (C, D) unit vectors.
        k: At least 1; all of them when there are fewer.

    Returns:
        (N, min(k, C)) places in ``concepts``; of equal cosines the earlier comes first.
    """
    k = min(k, len(concepts))
    nearest = np.empty((len(images), k), dtype=np.int32)
    for start in range(0, len(images), _AT_ONCE):
        cosines = images[start : start + _AT_ONCE] @ concepts.T
        nearest[start : start + _AT_ONCE] = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return nearest


def _plain(line: str) -> str:
    return " ".join(line.split())
