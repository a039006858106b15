"""A catalogue's filters as plain tests, which every server's own language can say.

They mean what they mean in `pointsay.catalogue.selection`: text compares without case, and "42"
is the size whether the feed wrote text or a number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pointsay.catalogue import Condition, Filters
from pointsay.errors import InvalidFilter, shorten
from pointsay.types import Product, Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute is one of these, or with ``negated`` none of them or absent.

    Attributes:
        name: The attribute.
        texts: Folded, as `facts` stores them.
        numbers: Finite.
        negated: Whether the test is turned round.
    """

    name: str
    texts: tuple[str, ...]
    numbers: tuple[float, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """The attribute is a number of this range, its ends included; text never is.

    Attributes:
        name: The attribute.
        low: Least number, -inf for any.
        high: Greatest number, inf for any.
    """

    name: str
    low: float
    high: float


Clause = OneOf | Between


def facts(product: Product) -> dict[str, Scalar]:
    """Return what filters may ask of a product, as servers store it: numbers, and folded text."""
    said = dict(product.attributes)
    if product.price is not None:
        said["price"] = product.price
    return {
        name: _folded(value) if isinstance(value, str) else float(value)
        for name, value in said.items()
    }


def _folded(text: str) -> str:
    """Return a text as it is compared; NUL, which some servers cannot hold, is replaced."""
    return text.lower().replace("\0", "\N{REPLACEMENT CHARACTER}")


def clauses(filters: Filters, known: Collection[str]) -> list[Clause]:
    """Return the tests of which all must hold.

    Args:
        filters: What a shopper asks.
        known: Attributes that products have.

    Raises:
        InvalidFilter: No product has an attribute of this name.
    """
    for condition in filters:
        if condition.name not in known:
            raise InvalidFilter(
                f"no product has an attribute {shorten(condition.name)}",
                hint=f"filter by one of: {', '.join(sorted(known))}",
            )
    return [clause for condition in filters for clause in _of(condition)]


def _of(condition: Condition) -> Iterator[Clause]:
    for values, negated in ((condition.any_of, False), (condition.none_of, True)):
        if values:
            texts = tuple(_folded(value) for value in values if isinstance(value, str))
            yield OneOf(condition.name, texts, tuple(_numbers(values)), negated)
    if condition.low is not None or condition.high is not None:
        low = -math.inf if condition.low is None else condition.low
        high = math.inf if condition.high is None else condition.high
        yield Between(condition.name, low, high)


def _numbers(values: tuple[Scalar, ...]) -> Iterator[float]:
    for value in values:
        try:
            number = float(value)
        except ValueError:
            continue
        if math.isfinite(number):
            yield number
