"""Ranking a gallery for a query; shared by the engine and by evaluations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.explaining import Told, tell
from pointsay.engine.later import Later
from pointsay.index import Fused, Index, fuse
from pointsay.index.diversity import first_of_families, relevant_and_new
from pointsay.types import Modality, Query

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE = 20_000  # rows up to which a curved fusion scores every one
POOL = 5_000  # rows that it scores of a larger gallery
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


@dataclass(frozen=True, slots=True)
class Variety:
    """How an answer is kept from showing the same thing again and again.

    Attributes:
        family: Takes positions (K,), gives the family of each (K,), negative where it has none; of
            a family only the best is shown.
        relevance: Weight of the score against being unlike what comes before, 0 to 1; see
            `pointsay.index.diversity.relevant_and_new`. None leaves the order alone.
    """

    family: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None = None
    relevance: float | None = None


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


def ranking(
    query: Query,
    index: Index,
    block: int,
    allowed: NDArray[np.bool_] | None = None,
    variety: Variety = Variety(),
) -> Iterator[Ranked]:
    """Yield the whole ranking in blocks until nothing is left.

    Each block holds the best rows that no block before it holds, so that what an approximate search
    passed over may still come later, and nothing comes twice. The same arguments give the same
    blocks, which is what pages are cut from.

    Args:
        query: What is looked for.
        index: Of one moment.
        block: Rows a block, before families are collapsed.
        allowed: See `rank`.
        variety: How blocks are thinned or reordered.
    """
    left = np.zeros(len(index), dtype=bool)
    left[usable(index, allowed)] = True
    seen = np.empty(0, dtype=np.int64)
    while len((ranked := rank(query, index, block, left)).rows):
        left[ranked.rows] = False
        if variety.family is not None:
            families = variety.family(ranked.rows)
            kept = first_of_families(families)
            ranked = ranked.at(kept[~np.isin(families[kept], seen)])
            seen = np.union1d(seen, families[families >= 0])
        if variety.relevance is not None:
            vectors = index.vectors(ranked.rows)
            ranked = ranked.at(relevant_and_new(ranked.scores, vectors, variety.relevance))
        yield ranked


def page(blocks: Iterable[Ranked], offset: int, limit: int) -> Ranked:
    """Return ``limit`` places of a ranking behind its first ``offset``; fewer at its end."""
    nowhere = np.empty(0, dtype=np.int64)
    pieces = [Ranked(nowhere, np.empty(0, dtype=np.float32), Later(lambda some: (), nowhere))]
    for block in blocks:
        places = np.arange(len(block.rows))[offset:][:limit]
        offset = max(0, offset - len(block.rows))
        limit -= len(places)
        pieces.append(block.at(places))
        if not limit:
            break
    return Ranked(
        np.concatenate([one.rows for one in pieces]),
        np.concatenate([one.scores for one in pieces]),
        Later.chained([one.told for one in pieces]),
    )


def _curved(
    fused: Fused, index: Index, k: int, allowed: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    rows = usable(index, allowed)
    if len(rows) > WHOLE:
        rows = index.search(fused.recall, max(POOL, 10 * k), allowed).rows
    scores = np.zeros(len(rows))
    for chunk in _chunks(len(rows)):
        scores[chunk] = fused.scores(index.vectors(rows[chunk]))
    order = np.lexsort((rows, -scores))[:k]
    return rows[order].astype(np.int64), scores[order]


def usable(index: Index, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
    """Return the rows, ascending, that are alive and allowed."""
    if index.live is None:
        return np.arange(len(index)) if allowed is None else np.flatnonzero(allowed)
    return np.flatnonzero(index.live if allowed is None else index.live & allowed)


def _chunks(length: int) -> Iterator[slice]:
    """Cut a gallery so that no copy of all its vectors is held at once."""
    for at in range(0, length, CHUNK):
        yield slice(at, at + CHUNK)
