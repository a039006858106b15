"""Metrics over ranks, never over raw scores.

A query's outcome is the list of ranks (from 1) at which its targets were found, and how many
targets there are. Ranks deeper than a metric's k may be present or missing; they do not count.
"""

from __future__ import annotations

from collections.abc import Sequence


def recall_at(ranks: Sequence[int], k: int) -> float:
    """Return 1 when at least one target is among the first ``k``, else 0.

    This is the Recall@K of composed retrieval (Wu et al., "Fashion IQ", CVPR 2021): a hit rate, not
    the share of targets found.
    """
    return float(any(rank <= k for rank in ranks))


def average_precision_at(ranks: Sequence[int], k: int, targets: int) -> float:
    """Return the average precision of the first ``k``, divided by min(targets, k).

    AP@K as CIRCO defines it (Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual
    Inversion", ICCV 2023, eq. 7), so that a perfect ranking scores 1 whatever the number of
    targets.

    Raises:
        ValueError: ``targets`` is not positive.
    """
    if targets < 1:
        raise ValueError("a query without targets has no average precision")
    found = sorted(rank for rank in ranks if rank <= k)
    return sum(place / rank for place, rank in enumerate(found, start=1)) / min(targets, k)
