"""What filters decide: prices and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pointsay.edits.edit import Constraint, Operator

_CURRENCIES = {
    "$": "$", "usd": "$", "dollars": "$", "dollar": "$", "bucks": "$",
    "€": "€", "eur": "€", "euros": "€", "euro": "€",
    "£": "£", "gbp": "£", "pounds": "£", "quid": "£",
    "¥": "¥", "yuan": "¥", "rmb": "¥", "cny": "¥", "yen": "¥",
    "₹": "₹", "rs": "₹", "inr": "₹", "rupees": "₹", "rs.": "₹",
}  # fmt: skip
_SIZES = {
    "xxs": "XXS", "xs": "XS", "s": "S", "m": "M", "l": "L", "xl": "XL", "xxl": "XXL",
    "2xl": "XXL", "xxxl": "XXXL", "3xl": "XXXL", "extra small": "XS", "small": "S", "medium": "M",
    "large": "L", "extra large": "XL", "x large": "XL", "x-large": "XL", "xx-large": "XXL",
}  # fmt: skip
_UNMISTAKABLE = ("xxs", "xs", "xl", "xxl", "2xl", "xxxl", "3xl", "extra large", "extra small")

_SIGN = r"[$€£¥₹]"
_NAME = "|".join(re.escape(name) for name in sorted(_CURRENCIES, key=len, reverse=True))
_AMOUNT = (
    rf"(?P<{{0}}b>{_SIGN}|rs\.?)?\s?(?P<{{0}}n>\d[\d,]*(?:\.\d+)?)\s?(?P<{{0}}a>(?:{_NAME})(?!\w))?"
)
_MOST = (
    r"for under|under|below|less than|cheaper than|up to|at most|max(?:imum)?|no more than|"
    r"not more than|within|not over|no higher than|<=?"
)
_LEAST = r"over|above|more than|at least|min(?:imum)?|starting at|not under|upwards of|>=?"
_NO_MEASURE = r"(?!\s?(?:cm|mm|inch|inches|in|years?|yrs?|m|ml|kg|%|\d|of)\b)(?!\w)"

_RANGE = re.compile(
    rf"(?:between|from)\s+{_AMOUNT.format('p')}\s*(?:and|to|-)\s*{_AMOUNT.format('q')}{_NO_MEASURE}"
)
_LIMIT = re.compile(rf"(?<!\w)(?P<word>{_MOST}|{_LEAST})\s*{_AMOUNT.format('p')}{_NO_MEASURE}")
_AT_MOST = re.compile(_MOST)
_SIZE_WORDS = "|".join(re.escape(name) for name in sorted(_SIZES, key=len, reverse=True))
_SIZE = re.compile(
    rf"(?<![\w-])(?:in\s+|in\s+an?\s+|an?\s+)?size(?:\s*:\s*|\s+)(?:(?:us|uk|eu)\s?)?"
    rf"(?P<value>{_SIZE_WORDS}|\d{{1,3}}(?:\.5)?)(?![\w-])"
)
_BARE_SIZE = re.compile(rf"(?<![\w-])(?:in\s+)?(?P<value>{'|'.join(_UNMISTAKABLE)})(?![\w-])")


@dataclass(frozen=True, slots=True)
class Limit:
    """Constraints and the stretch of the sentence that states them."""

    constraints: tuple[Constraint, ...]
    start: int
    end: int


def limits(text: str) -> list[Limit]:
    """Return the constraints of a sentence, in order.

    Args:
        text: In lower case.
    """
    found: list[Limit] = []
    for limit in (*_prices(text), *_sizes(text)):
        if all(limit.end <= other.start or other.end <= limit.start for other in found):
            found.append(limit)
    return sorted(found, key=lambda limit: limit.start)


def _prices(text: str) -> Iterator[Limit]:
    if not any(letter.isdigit() for letter in text):
        return
    for found in _RANGE.finditer(text):
        unit = _unit(found, "p") or _unit(found, "q")
        if unit or found[0].startswith("between"):
            ends: tuple[tuple[Operator, str], ...] = ((">=", found["pn"]), ("<=", found["qn"]))
            prices = tuple(
                Constraint("price", operator, _number(value), unit, found[0])
                for operator, value in ends
            )
            yield Limit(prices, found.start(), found.end())
    for found in _LIMIT.finditer(text):
        operator: Operator = "<=" if _AT_MOST.fullmatch(found["word"]) else ">="
        price = Constraint("price", operator, _number(found["pn"]), _unit(found, "p"), found[0])
        yield Limit((price,), found.start(), found.end())


def _sizes(text: str) -> Iterator[Limit]:
    for found in (*_SIZE.finditer(text), *_BARE_SIZE.finditer(text)):
        value = found["value"]
        size = Constraint("size", "=", _SIZES.get(value, value), "", found[0])
        yield Limit((size,), found.start(), found.end())


def _unit(found: re.Match[str], which: str) -> str:
    return _CURRENCIES.get(found[f"{which}b"] or found[f"{which}a"] or "", "")


def _number(said: str) -> float:
    return float(said.replace(",", "").rstrip("."))
