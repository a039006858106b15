"""Scores as cells of tables: the number, and its interval below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pointsay.evaluation.report.document import Cell
from pointsay.evaluation.report.wording import between, number, scale, shown

if TYPE_CHECKING:
    from pointsay.evaluation.report.estimates import Estimate
    from pointsay.evaluation.scores import Measure
    from pointsay.evaluation.statistics import Interval


def scored(
    found: Estimate, measure: Measure, *, best: bool = False, shade: float | None = None
) -> Cell:
    """Return a score with its interval."""
    interval = between(found.interval.low, found.interval.high, scale(measure))
    return Cell(shown(found.value, measure), interval, best=best, shade=shade)


def signed(value: float, interval: Interval, factor: float) -> Cell:
    """Return a difference with its interval; the factor turns both into what is shown."""
    low, high = interval.low, interval.high
    return Cell(number(value * factor, sign=True), between(low, high, factor, sign=True))
