"""From rows of a ranking to the hits of one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.types import Hit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.catalogue import Catalogue, Gallery
    from pointsay.engine.ranking import Ranked

PATIENCE = 10  # rows that are passed for each hit that is asked for


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, and how far the ranking was passed for them.

    Attributes:
        hits: In order.
        passed: Rows, those of products that are gone included.
    """

    hits: list[Hit]
    passed: int


def collect(
    catalogue: Catalogue,
    gallery: Gallery,
    ranking: Iterable[Ranked],
    k: int,
    shown: int = 0,
    fit: NDArray[np.int64] | None = None,
) -> Page:
    """Return the first ``k`` products of a ranking that are still there.

    There are fewer where the ranking ends, or where most of what it holds has been deleted since.

    Args:
        catalogue: Only what is shown is read from it.
        gallery: Whose positions the rows are.
        ranking: In blocks.
        k: How many.
        shown: Hits of the pages before.
        fit: Store rows, ascending, that the filters let through now; all when None.
    """
    hits: list[Hit] = []
    passed = 0
    for block in ranking:
        at = 0
        while len(hits) < k and at < len(block.rows) and passed < PATIENCE * k:
            part = block.at(np.arange(at, min(at + k - len(hits), len(block.rows))))
            at += len(part.rows)
            passed += len(part.rows)
            products = catalogue.at(gallery, _fitting(gallery, part.rows, fit))
            told = zip(part.rows.tolist(), part.scores.tolist(), part.told.values, strict=True)
            for row, score, one in told:
                if row in products:
                    rank = shown + len(hits) + 1
                    hits.append(Hit(products[row], rank, score, one.why, one.parts))
        if len(hits) == k or passed >= PATIENCE * k:
            break
    return Page(hits, passed)


def _fitting(
    gallery: Gallery, rows: NDArray[np.int64], fit: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    if fit is None:
        return rows
    wanted = gallery.rows[rows]
    place = np.searchsorted(fit, wanted)
    there = place < len(fit)
    there[there] = fit[place[there]] == wanted[there]
    return rows[there]
