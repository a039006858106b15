"""Triplets as trainings read them: every picture and every instruction is one row of vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from pointsay.catalogue.pipeline import Refused, encode_all
from pointsay.errors import BadTriplets
from pointsay.media import decode
from pointsay.training.composers.contrast import Batch
from pointsay.training.corpus_features import features
from pointsay.training.inversion.parts import fill
from pointsay.triplets import Picture, Triplet, Triplets

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.encoders.base import Encoder
    from pointsay.types import Matrix

    Rows = NDArray[np.int64]

PART = 256  # pictures; what a stopped run encodes again at most
TEXTS = 1024  # likewise
NOTHING = -1

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Examples:
    """N triplets by rows.

    Attributes:
        pictures: (P, D) unit vectors.
        texts: (T, D) unit vectors of the instructions, each once.
        instructions: (T) the instructions.
        references: (N,) rows of pictures.
        targets: (N,) likewise.
        said: (N,) rows of texts.
        negatives: (N, K) rows of pictures; `NOTHING` where there are fewer.
        pairs: (N,) number of the pair of pictures; both directions and all wordings share it.
        kinds: (N,) number of all that is known of the target; `NOTHING` for nothing. What shares
            it fits a query alike, as far as anybody knows.
        identity: Hash of what they were made of.
        origin: What they were made of, by name.
    """

    pictures: Matrix
    texts: Matrix
    instructions: Sequence[str]
    references: Rows
    targets: Rows
    said: Rows
    negatives: Rows
    pairs: Rows
    kinds: Rows
    identity: str
    origin: str

    def __len__(self) -> int:
        return len(self.references)

    def batch(self, rows: Rows, hard: int) -> Batch:
        """Return the vectors of a step, with at most ``hard`` hard negatives of each triplet."""
        negatives = self.negatives[rows][:, :hard]
        targets, kinds, pairs = self.targets[rows], self.kinds[rows], self.pairs[rows]
        known: NDArray[np.bool_] = np.not_equal(kinds, NOTHING)
        alike = _same(targets) | _same(pairs) | (_same(kinds) & known[:, None])
        np.fill_diagonal(alike, False)
        arrays = (
            self.pictures[self.references[rows]],
            self.texts[self.said[rows]],
            self.pictures[targets],
            self.pictures[negatives],  # a row that is not known is masked, whatever it holds
            negatives != NOTHING,
            alike,
        )
        return Batch(*map(torch.from_numpy, arrays))


def _same(values: Rows) -> NDArray[np.bool_]:
    return np.equal.outer(values, values)


def read_examples(
    triplets: Triplets,
    encoder: Encoder,
    kept: Path,
    *,
    only: Callable[[Triplet], bool] = lambda one: True,
    share: float = 1.0,
    seed: int = 0,
    report: Report = lambda done, rows: None,
) -> Examples:
    """Encode the pictures and instructions of triplets; what is kept is not encoded again.

    Args:
        triplets: An opened folder.
        encoder: Makes the vectors.
        kept: Folder of the vectors; trainings with one encoder and one folder of triplets share it.
        only: Which triplets; all by default.
        share: Share of the pairs of pictures, with all triplets of each; the instructions of the
            others are not encoded.
        seed: Of their choice.
        report: Called with the pictures that are done and all, now and then.

    Raises:
        BadTriplets: No triplet is left.
        WeightsCorrupt: Vectors in ``kept`` are damaged.
    """
    wanted = triplets.pictures()
    vectors = seen_pictures(triplets, wanted, encoder, kept, report)
    row_of = {
        one.sha256: at
        for at, (one, vector) in enumerate(zip(wanted, vectors, strict=True))
        if vector.any()  # no picture has a vector of noughts
    }
    usable = [one for one in triplets if only(one) and _whole(one, row_of)]
    found = _share(usable, share, seed)
    if not found:
        raise BadTriplets(
            "no triplet of the folder can be used", hint="mine again with wider filters"
        )
    instructions = sorted({one.instruction for one in found})
    said = {text: at for at, text in enumerate(instructions)}
    hard = [
        [row_of[other.picture.sha256] for other in one.negatives
         if other.wrong != "query" and other.picture.sha256 in row_of]
        for one in found
    ]  # fmt: skip
    negatives = np.full((len(found), max(1, *map(len, hard))), NOTHING, np.int64)
    for at, rows in enumerate(hard):
        negatives[at, : len(rows)] = rows
    numbers = partial(np.array, dtype=np.int64)
    return Examples(
        vectors,
        _said(encoder, instructions, kept, report),
        instructions,
        numbers([row_of[one.reference.sha256] for one in found]),
        numbers([row_of[one.target.sha256] for one in found]),
        numbers([said[one.instruction] for one in found]),
        negatives,
        _numbered([one.pair for one in found]),
        _numbered([tuple(sorted(one.target_attributes.items())) for one in found]),
        hashlib.sha256("\n".join(one.id for one in found).encode()).hexdigest()
        + triplets.card.identity,
        triplets.card.origin,
    )


def _whole(one: Triplet, row_of: dict[str, int]) -> bool:
    return one.reference.sha256 in row_of and one.target.sha256 in row_of


def _share(triplets: Sequence[Triplet], share: float, seed: int) -> Sequence[Triplet]:
    """Return the triplets of a share of the pairs, in the order they had."""
    if share >= 1.0 or not triplets:
        return triplets
    pairs = sorted({one.pair for one in triplets})
    count = max(1, round(share * len(pairs)))
    drawn = np.random.default_rng(seed).choice(len(pairs), count, replace=False)
    chosen = {pairs[at] for at in drawn}
    return [one for one in triplets if one.pair in chosen]


def _said(encoder: Encoder, texts: Sequence[str], kept: Path, report: Report) -> Matrix:
    """Return the vectors of texts, kept in parts."""
    rows = []
    for at in range(0, len(texts), TEXTS):
        part = texts[at : at + TEXTS]
        rows.append(features(encoder, part, "unit", kept, lambda done, count: None))
        report(at + len(part), len(texts))
    return np.concatenate(rows)


def _numbered(values: Sequence[Any]) -> Rows:
    """Return a number for each different value, `NOTHING` for empty ones."""
    known: dict[Any, int] = {}
    return np.array([known.setdefault(one, len(known)) if one else NOTHING for one in values])


def seen_pictures(
    triplets: Triplets, wanted: Sequence[Picture], encoder: Encoder, kept: Path, report: Report
) -> Matrix:
    """Return the vectors of pictures; noughts for those that cannot be read."""

    def look(picture: Picture) -> tuple[None, Image]:
        return None, decode(triplets.read(picture))

    def make(start: int, stop: int) -> dict[str, Any]:
        rows = np.zeros((stop - start, encoder.info.dim), dtype=np.float32)
        batches = encode_all(list(wanted[start:stop]), look, encoder)
        for at, one in enumerate(one for batch in batches for one in batch):
            if not isinstance(one, Refused) and one.vector is not None:
                rows[at] = one.vector
        return {"vectors": rows}

    names = hashlib.sha256("".join(one.sha256 for one in wanted).encode()).hexdigest()
    about = {"encoder": encoder.info.record(), "pictures": names}
    folder = kept / f"pictures-{hashlib.sha256(repr(about).encode()).hexdigest()[:12]}"
    return fill(folder, about, len(wanted), make, size=PART, report=report)["vectors"]
