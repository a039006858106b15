"""How rows and scores stand to each other: groups of rows, best scores, which way is better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pointsay.evaluation.report.benchmarks import Row
    from pointsay.evaluation.scores import Measure

ZERO_SHOT, TRAINED = "Zero-shot", "Trained for the task"


def training_groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return rows under the names of their groups; the name is empty when there is one group."""
    groups = [
        (ZERO_SHOT, [row for row in rows if not row.trained_on]),
        (TRAINED, [row for row in rows if row.trained_on]),
    ]
    filled = [group for group in groups if group[1]]
    return filled if len(filled) > 1 or filled[0][0] == TRAINED else [("", filled[0][1])]


def best_of(values: Sequence[float], *, higher_is_better: bool) -> set[int]:
    """Return the places of the best value; none where there is nothing to choose from."""
    known = [value for value in values if not np.isnan(value)]
    if len(known) < 2:
        return set()
    best = max(known) if higher_is_better else min(known)
    return {at for at, value in enumerate(values) if np.isclose(value, best, rtol=0, atol=1e-12)}


def better(measure: Measure) -> bool:
    """Return whether a higher score is better."""
    return measure.metric.higher_is_better


def titled(measure: Measure) -> str:
    """Return a metric's title, with an arrow where lower is better."""
    return measure.title if better(measure) else f"{measure.title} ↓"
