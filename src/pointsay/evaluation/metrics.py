"""Metrics over ranks, never over raw scores.

A query's outcome is the list of ranks (from 1) at which its targets were found, and how many
targets there are. Ranks deeper than a metric's k may be present or missing; they do not count, and
their order means nothing. The functions below the first group compare whole sets of queries; they
take one score a query, whichever of the first group it came from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def recall_at(ranks: Sequence[int], k: int) -> float:
    """Return 1 when at least one target is among the first ``k``, else 0.

    This is the Recall@K of composed retrieval (Wu et al., "Fashion IQ", CVPR 2021): a hit rate, not
    the share of targets found. Given ranks among a query's own candidates it is CIRR's subset
    recall (Liu et al., "Image Retrieval on Real-life Images with Pre-trained Vision-and-Language
    Models", ICCV 2021) and GeneCIS's recall.
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


def reciprocal_rank(ranks: Sequence[int]) -> float:
    """Return 1 / rank of the best target; 0 when none was found."""
    return 1.0 / min(ranks) if ranks else 0.0


def best_rank(ranks: Sequence[int]) -> int:
    """Return the rank of the best target, from 1; lower is better.

    Raises:
        ValueError: No target was found, so that there is no rank to speak of.
    """
    if not ranks:
        raise ValueError("a query whose targets were not ranked has no best rank")
    return min(ranks)


def rate_at(ranks: Sequence[int], k: int, ranked: int) -> float:
    """Return the share of the first min(``k``, ``ranked``) results that should not be there.

    Over hard negatives this is the hard-negative rate (PinPoint, arXiv 2603.04598, reports how
    often its explicit negatives are retrieved), over forbidden pictures the violation rate of
    negated wishes. Lower is better. Only queries that have such pictures have a rate.

    Args:
        ranks: From 1, of the pictures that should not be there.
        k: How many results are looked at.
        ranked: How many pictures were ranked.

    Raises:
        ValueError: Nothing was ranked.

    Example:
        >>> rate_at([1, 4, 9], k=5, ranked=100)
        0.4
    """
    seen = min(k, ranked)
    if seen < 1:
        raise ValueError("a query that ranked nothing has no rate")
    return sum(rank <= seen for rank in ranks) / seen


@dataclass(frozen=True)
class Spread:
    """How far a score moves when the same wish is said in other words.

    Attributes:
        widths: (G,) score of the best wording minus that of the worst, of each wish.
        levels: (G,) mean score over the wordings of each wish.
    """

    widths: Floats
    levels: Floats

    @property
    def absolute(self) -> float:
        """The mean width; 0 when wording does not matter."""
        return float(self.widths.mean())

    @property
    def relative(self) -> float:
        """The mean width divided by the mean score; NaN when every score is 0."""
        level = float(self.levels.mean())
        return self.absolute / level if level else float("nan")


def paraphrase_spread(scores: Sequence[float] | Floats, wishes: Sequence[str]) -> Spread:
    """Return the spread of a per-query score over the wordings of each wish.

    The absolute spread is the mean over wishes of (best wording's score - worst wording's score).
    The relative one is that mean divided by the mean score of the same queries, each wish weighing
    the same. It is not (max - min) / max of the mean score of the first, second, third ...
    wording: wordings have no order that is shared between wishes, so such means would mostly
    average the effect away. PinPoint (arXiv 2603.04598) reports a variation over paraphrases
    without fixing this choice in its abstract; compare numbers of one definition only.

    Args:
        scores: One a query.
        wishes: What each query wishes, as a name; queries with an empty one, and wishes that are
            said only once, do not count.

    Raises:
        ValueError: No wish is said twice.

    Example:
        >>> spread = paraphrase_spread([1.0, 0.0, 0.5, 0.5], ["red", "red", "long", "long"])
        >>> spread.absolute, spread.relative
        (0.5, 1.0)
    """
    groups: dict[str, list[float]] = defaultdict(list)
    for score, wish in zip(scores, wishes, strict=True):
        if wish:
            groups[wish].append(float(score))
    said = [group for group in groups.values() if len(group) > 1]
    if not said:
        raise ValueError("no wish is said in more than one way")
    return Spread(
        widths=np.array([max(group) - min(group) for group in said]),
        levels=np.array([sum(group) / len(group) for group in said]),
    )


def composition_gap(composed: Sequence[float] | Floats, *alone: Sequence[float] | Floats) -> float:
    """Return the mean score of a composed method minus that of the better single modality.

    Near or below 0 a benchmark can be answered by its picture or its sentence alone, and says
    little about composing. After the audit of Attimonelli et al. (CIRCUS, arXiv 2605.14787), whose
    own gap is normalised; this one is in the units of the score. The better modality is the better
    one on average, not the better one of each query, which no method could know.

    Args:
        composed: One score a query.
        alone: The same for each single modality, on the same queries.
    """
    return float(np.mean(composed)) - max(float(np.mean(scores)) for scores in alone)


def multi_reference_drop(scores: Sequence[float] | Floats, pointers: Sequence[int]) -> float:
    """Return how much of the score is lost when queries point at several pictures instead of one.

    (one - several) / one: 0 is no loss, 1 everything, negative a gain. PinPoint (arXiv 2603.04598)
    reports such drops of 40 to 70 %.

    Args:
        scores: One a query.
        pointers: How many pictures each query points at.

    Returns:
        The relative fall; NaN when queries with one pointer score 0.

    Raises:
        ValueError: There are no queries of one of the two sorts.
    """
    values, several = np.asarray(scores, dtype=np.float64), np.asarray(pointers) > 1
    if several.all() or not several.any():
        raise ValueError("a drop needs queries with one pointer and queries with several")
    one = float(values[~several].mean())
    return (one - float(values[several].mean())) / one if one else float("nan")
