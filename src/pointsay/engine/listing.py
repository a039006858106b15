"""The whole ranking of a question over one moment of a gallery, in blocks that pages are cut from.

The same query over the same moment gives the same blocks. Nothing here is worked out before it is
read: of most questions nobody turns the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from pointsay.engine.explaining import Told
from pointsay.engine.later import Later
from pointsay.engine.ranking import Ranked, rank, usable
from pointsay.index.diversity import first_of_families, relevant_and_new

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index import Index
    from pointsay.types import Modality, Query

LARGEST = 1_000  # rows of a block
_NONE = np.empty(0, dtype=np.int64)


def blocks(
    query: Query,
    index: Index,
    first: int,
    allowed: NDArray[np.bool_] | None = None,
    own: NDArray[np.int64] = _NONE,
) -> Iterator[Ranked]:
    """Yield the ranking in blocks until nothing is left; at least one, which may be empty.

    Each block holds the best rows that no block before it holds, so that what an approximate search
    passed over may still come later, and nothing comes twice. A later block is as large as all
    before it together, so that a far page takes few searches.

    Args:
        query: What is looked for.
        index: Of one moment.
        first: Rows of the first block, which is one search without a mask of its own.
        allowed: See `rank`.
        own: Rows that were pointed at and are left out.
    """
    # The few that were pointed at are found and dropped: a mask of everything else would make
    # every search a filtered one.
    found = rank(query, index, first + len(own), allowed)
    block = found.at(np.flatnonzero(~np.isin(found.rows, own))[:first])
    yield block
    left = np.zeros(len(index), dtype=bool)
    left[usable(index, allowed)] = True
    left[own] = False
    passed = 0
    while len(block.rows):
        left[block.rows] = False
        passed += len(block.rows)
        block = rank(query, index, min(passed, LARGEST), left)
        if len(block.rows):
            yield block


def lowered(later: Iterable[Ranked], before: Ranked, after: Ranked) -> Iterator[Ranked]:
    """Yield later blocks with scores below those of a first block that was looked at again.

    Args:
        later: The blocks behind it.
        before: The first block as it was recalled.
        after: The same after its rerankers. None of them looks at the last row, so that its score
            was lowered by what all rows behind it are.
    """
    if before is after:
        yield from later
        return
    shift = float(after.scores[-1]) - float(before.scores[-1]) if len(after.rows) else 0.0
    for block in later:
        yield Ranked(block.rows, block.scores + np.float32(shift), _lowered(block, before, after))


def _lowered(block: Ranked, before: Ranked, after: Ranked) -> Later[Told]:
    last = np.array([len(before.rows) - 1])

    def work(places: NDArray[np.int64]) -> list[Told]:
        (old,), (new,) = before.told.at(last).values, after.told.at(last).values
        by = {one: new.why.get(one, 0.0) - old.why.get(one, 0.0) for one in {**old.why, **new.why}}
        return [Told(_plus(one.why, by), one.parts) for one in block.told.at(places).values]

    return Later(work, np.arange(len(block.rows)))


def _plus(why: Mapping[Modality, float], by: Mapping[Modality, float]) -> dict[Modality, float]:
    return {one: why.get(one, 0.0) + by.get(one, 0.0) for one in {**why, **by}}


def varied(
    ranking: Iterable[Ranked],
    index: Index,
    families: NDArray[np.int64] | None,
    spread: float,
) -> Iterator[Ranked]:
    """Yield blocks thinned or reordered, so that they do not show the same thing again and again.

    Args:
        ranking: The blocks.
        index: That they are of.
        families: (N,) the family of each row, negative where it has none; of a family only the best
            is left, over all blocks. None leaves all.
        spread: Weight of being unlike what comes before against the score, 0 to 1, inside a block;
            see `pointsay.index.diversity.relevant_and_new`.
    """
    seen = _NONE
    for ranked in ranking:
        block = ranked
        if families is not None:
            mine = families[block.rows]
            kept = first_of_families(mine)
            block = block.at(kept[~np.isin(mine[kept], seen)])
            seen = np.union1d(seen, mine[mine >= 0])
        if spread:
            vectors = index.vectors(block.rows)
            block = block.at(relevant_and_new(block.scores, vectors, 1.0 - spread))
        yield block


def behind(ranking: Iterable[Ranked], offset: int) -> Iterator[Ranked]:
    """Yield what comes behind the first ``offset`` rows."""
    for block in ranking:
        if offset < len(block.rows):
            yield block.at(np.arange(offset, len(block.rows))) if offset else block
        offset = max(0, offset - len(block.rows))
