"""Which products may be found: conditions on attributes, all of which must hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pointsay.catalogue.feeds import yes_or_no
from pointsay.errors import InvalidFilter, shorten
from pointsay.types import Scalar

MAX_VALUES = 200
_CONDITION = re.compile(r"^\s*(?P<name>[^!<>=]+?)\s*(?P<operator>!=|>=|<=|=)\s*(?P<value>.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Condition:
    """What one attribute must satisfy; unset parts ask for nothing.

    Attributes:
        name: The attribute, or "price".
        any_of: At least one of these; text compares without case.
        none_of: None of these; a product that lacks the attribute passes.
        low: At least this number.
        high: At most this number.
    """

    name: str
    any_of: tuple[Scalar, ...] = ()
    none_of: tuple[Scalar, ...] = ()
    low: float | None = None
    high: float | None = None


Filters = tuple[Condition, ...]


def parse_filters(form: Mapping[str, Any]) -> Filters:
    """Read the JSON form.

    ``{"colour": "red"}``, ``{"colour": ["red", "navy"]}``, ``{"colour": {"not": ["red"]}}``,
    ``{"price": {"min": 10, "max": 50}}``.

    Raises:
        InvalidFilter: Any other form.
    """
    return tuple(_condition(str(name), value) for name, value in form.items())


def parse_conditions(texts: Sequence[str]) -> Filters:
    """Read the command line's form: ``colour=red``, ``colour!=red``, ``price>=10``, ``price<=50``.

    Several ``=`` on one name mean any of them.

    Raises:
        InvalidFilter: Any other form.
    """
    form: dict[str, dict[str, Any]] = {}
    for text in texts:
        match = _CONDITION.match(text)
        if match is None or not match["value"]:
            raise InvalidFilter(
                f"the filter {shorten(text)} is not understood",
                hint="write NAME=VALUE, NAME!=VALUE, NAME>=NUMBER or NAME<=NUMBER",
            )
        parts = form.setdefault(match["name"], {})
        if match["operator"] in ("=", "!="):
            parts.setdefault("any" if match["operator"] == "=" else "not", []).append(
                match["value"]
            )
        else:
            parts["min" if match["operator"] == ">=" else "max"] = match["value"]
    return parse_filters(form)


def _condition(name: str, value: Any) -> Condition:
    if not _storable(name):
        raise _invalid(name, value)
    if isinstance(value, Mapping):
        unknown = set(value) - {"any", "not", "min", "max"}
        if unknown or not value:
            raise _invalid(name, value)
        return Condition(
            name,
            _values(name, value.get("any", ())),
            _values(name, value.get("not", ())),
            _bound(name, value.get("min")),
            _bound(name, value.get("max")),
        )
    return Condition(name, any_of=_values(name, value))


def _values(name: str, value: Any) -> tuple[Scalar, ...]:
    items = value if isinstance(value, (list, tuple)) else [value]
    if len(items) > MAX_VALUES or not all(isinstance(one, (str, int, float)) for one in items):
        raise _invalid(name, value)
    if not all(_storable(one) for one in items if isinstance(one, str)):
        raise _invalid(name, value)
    try:
        return tuple(_scalar(one) for one in items)
    except OverflowError:
        raise _invalid(name, value) from None


def _scalar(value: str | float) -> Scalar:
    if isinstance(value, bool):
        return yes_or_no(value)
    return value if isinstance(value, str) else float(value)


def _storable(text: str) -> bool:
    """Say whether it is text; JSON can write half of a surrogate pair, which no feed can hold."""
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def _bound(name: str, value: Any) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise _invalid(name, value) from None
    if math.isnan(number):
        raise _invalid(name, value)
    return number


def _invalid(name: str, value: Any) -> InvalidFilter:
    return InvalidFilter(
        f"the filter on {shorten(name)} is not understood: {shorten(value)}",
        hint='write {"NAME": VALUE}, {"NAME": [VALUES]}, {"NAME": {"not": [VALUES]}} '
        'or {"NAME": {"min": NUMBER, "max": NUMBER}}',
    )
