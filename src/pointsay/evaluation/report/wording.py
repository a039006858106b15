"""How numbers are written: one way for tables, figures and captions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pointsay.evaluation.scores import Measure

ABSENT = "–"
MINUS = "−"


def scale(measure: Measure) -> float:
    """Return what a score is multiplied by to be shown: shares are shown in per cent."""
    return 100.0 if measure.metric.share else 1.0


def unit(measure: Measure) -> str:
    """Return the unit of what is shown, for axes."""
    return "per cent" if measure.metric.share else "rank"


def shown(value: float, measure: Measure) -> str:
    """Return a score as it is shown: one decimal, shares in per cent."""
    return number(value * scale(measure))


def number(value: float, decimals: int = 1, *, sign: bool = False) -> str:
    """Return a number with a true minus sign; a dash for what is not defined."""
    if math.isnan(value):
        return ABSENT
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = f"{0:.{decimals}f}"
    return text.replace("-", MINUS)


def between(low: float, high: float, factor: float = 1.0, *, sign: bool = False) -> str:
    """Return an interval; a dash joins its ends where no sign can be mistaken for it."""
    low, high = low * factor, high * factor
    if math.isnan(low):
        return ""
    join = " to " if sign or low < 0 else "–"
    return f"{number(low, sign=sign)}{join}{number(high, sign=sign)}"


def chance(p: float) -> str:
    """Return a p-value; very small ones as a bound.

    Example:
        >>> chance(0.0312), chance(0.00002)
        ('0.031', '< 0.001')
    """
    if math.isnan(p):
        return ABSENT
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def figures(value: float, digits: int = 3) -> str:
    """Return a number to some significant digits, without an exponent.

    Example:
        >>> figures(0.01234), figures(1234567.0), figures(12.0)
        ('0.0123', '1,230,000', '12')
    """
    if math.isnan(value):
        return ABSENT
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{round(value, places):,.{max(0, places)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Example:
        >>> plural(1, "query", "queries"), plural(1200, "query", "queries")
        ('1 query', '1,200 queries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
