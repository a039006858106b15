"""Ranking a gallery for a query; shared by the engine and by evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.explaining import Told, tell
from pointsay.engine.later import Later
from pointsay.index import Fused, Index, fuse
from pointsay.types import Modality, Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE = 20_000  # rows up to which a curved fusion scores every one
POOL = 2_000  # rows that it scores of a larger gallery; five thousand found the same ten of 868,352
CHUNK = 8_192


@dataclass(frozen=True, slots=True)
class Ranked:
    """Positions of a gallery, best first.

    Attributes:
        rows: (K,) int64 positions.
        scores: (K,) float32.
        told: What is said of each position; of most of them nobody asks.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    told: Later[Told]

    @property
    def why(self) -> list[Mapping[Modality, float]]:
        """For each position what each modality added to its score."""
        return [one.why for one in self.told.values]

    @property
    def parts(self) -> list[Mapping[str, float]]:
        """For each position how probably it meets each part of the question."""
        return [one.parts for one in self.told.values]

    def at(self, places: NDArray[np.int64]) -> Ranked:
        """Return some of its places, in the order given."""
        return Ranked(self.rows[places], self.scores[places], self.told.at(places))


def rank(query: Query, index: Index, k: int, allowed: NDArray[np.bool_] | None = None) -> Ranked:
    """Return the best ``k`` positions among the allowed ones, equal scores by position.

    A linear fusion is one search and as exact as the index. A curved one (`pointsay.index.Fused`)
    scores every allowed row up to `WHOLE` of them. Of more rows it scores the `POOL` (or ten times
    ``k``) best of the standardised fusion, so that what only the curve would lift may be missed.
    """
    fused = fuse(query, index.moments())
    if fused.linear:
        found = index.search(fused.vector, k, allowed)
        rows, scores = found.rows, found.scores + fused.offset
    else:
        rows, scores = _curved(fused, index, k, allowed)
    told = Later(lambda some: tell(fused, index.vectors(some)), rows)
    return Ranked(rows, scores.astype(np.float32), told)


def _curved(
    fused: Fused, index: Index, k: int, allowed: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    if _count(index, allowed) > WHOLE:
        rows = index.search(fused.recall, max(POOL, 10 * k), allowed).rows
    else:
        rows = usable(index, allowed)
    scores = np.zeros(len(rows))
    for chunk in _chunks(len(rows)):
        scores[chunk] = fused.scores(index.vectors(rows[chunk]))
    order = np.lexsort((rows, -scores))[:k]
    return rows[order].astype(np.int64), scores[order]


def _count(index: Index, allowed: NDArray[np.bool_] | None) -> int:
    """Return how many rows are usable; of a large gallery none of them is written down."""
    if index.live is None:
        return len(index) if allowed is None else int(np.count_nonzero(allowed))
    return int(np.count_nonzero(index.live if allowed is None else index.live & allowed))


def usable(index: Index, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """Return the rows, ascending, that are alive and allowed."""
    if index.live is None:
        return np.arange(len(index)) if allowed is None else np.flatnonzero(allowed)
    return np.flatnonzero(index.live if allowed is None else index.live & allowed)


def _chunks(length: int) -> Iterator[slice]:
    """Cut a gallery so that no copy of all its vectors is held at once."""
    for at in range(0, length, CHUNK):
        yield slice(at, at + CHUNK)
