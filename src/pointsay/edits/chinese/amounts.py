"""What filters decide: prices, sizes, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pointsay.edits.edit import Operator

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_CURRENCIES = {
    **dict.fromkeys(("元", "块钱", "块", "人民币", "rmb", "¥"), "¥"),
    **dict.fromkeys(("美元", "美金", "刀", "$"), "$"),
    **dict.fromkeys(("欧元", "€"), "€"),
    **dict.fromkeys(("英镑", "£"), "£"),
    **dict.fromkeys(("港币", "港元"), "HK$"),
}
_ABOUT = 0.2  # "500左右": a fifth below to a fifth above

# Bounded, so that a long row of digits costs no more than a short one.
_N = (
    r"(?:(?<![\d.])\d{1,9}(?:\.\d{1,2})?(?![\d.])[千万kw]?"
    r"|[零〇一二两三四五六七八九十百千万]{1,12})"
)
_SIGN = r"(?P<sign>[¥$€£])?"
_UNIT = rf"(?P<unit>{'|'.join(sorted(map(re.escape, _CURRENCIES), key=len, reverse=True))})?"
_LEAD = r"(?:价格|价位|价钱|预算)?(?:在|是|为|要)?"
_PRICES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), way)
    for pattern, way in (
        (
            rf"{_LEAD}{_SIGN}(?P<low>{_N})(?:元|块钱|块)?(?:到|至|-|~|—)[¥$€£]?(?P<high>{_N}){_UNIT}"
            r"(?:之间|左右|以内|之内)?",
            "between",
        ),
        (
            rf"{_LEAD}(?:不超过|别超过|不要超过|不高于|低于|小于|少于|最多|顶多|under|below|within|预算)"
            rf" ?{_SIGN}(?P<high>{_N}){_UNIT}(?:以内|以下|之内|之下)?",
            "most",
        ),
        (rf"{_LEAD}{_SIGN}(?P<high>{_N}){_UNIT}(?:以内|以下|之内|之下|内)", "most"),
        (
            rf"{_LEAD}(?:至少|不低于|高于|超过|最少|起码|over|above) ?{_SIGN}(?P<low>{_N}){_UNIT}"
            r"(?:以上)?",
            "least",
        ),
        (rf"{_LEAD}{_SIGN}(?P<low>{_N}){_UNIT}(?:以上|之上|起)", "least"),
        (rf"{_LEAD}(?:大概|大约|差不多)?{_SIGN}(?P<about>{_N}){_UNIT}(?:左右|上下)", "about"),
        (rf"{_LEAD}{_SIGN}(?P<equal>{_N}){_UNIT}", "equal"),
    )
)
_LETTERS = r"(?:[2-6]?x{0,3}[sl]|m)"
_SIZES = (
    re.compile(
        rf"(?:size|尺码|码数|号码)(?:要|是|为|:|换)? ?(?P<size>{_LETTERS}|\d{{2,3}})(?![a-z\d])码?"
    ),
    re.compile(rf"(?<![a-z\d])(?P<size>{_LETTERS}|\d{{2,3}}(?:\.5)?)(?:码|号)"),
    re.compile(r"(?P<size>均码|[大中小]号)(?!一)"),
)
_COUNTS = re.compile(r"[\d十百千万元块码号]|size")  # without any of these there is no amount
_SAID_SIZES = {"均码": "one size", "大号": "L", "中号": "M", "小号": "S"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A constraint and the stretch of the sentence that says it."""

    start: int
    end: int
    field: str
    operator: Operator
    value: float | str
    unit: str


def amounts(text: str) -> list[Amount]:
    """Return the prices and sizes of a sentence in the one writing, in order of their finding."""
    if not _COUNTS.search(text):
        return []
    found: list[Amount] = []
    for amount in (*_sizes(text), *_prices(text)):
        if all(amount.end <= other.start or other.end <= amount.start for other in found) or any(
            (amount.start, amount.end) == (other.start, other.end) for other in found
        ):
            found.append(amount)
    return sorted(found, key=lambda one: one.start)


def number(text: str) -> float:
    """Return the value of a number in digits or Chinese signs.

    A last digit after a unit counts tenths of that unit, as it is said: 一千五 is 1500.

    Example:
        >>> [number(text) for text in ("500", "五百", "一千五", "一百零五", "1.5万", "两百三十")]
        [500.0, 500.0, 1500.0, 105.0, 15000.0, 230.0]
    """
    digits = re.fullmatch(r"(\d+(?:\.\d+)?)([千万kw]?)", text)
    if digits:
        return float(digits[1]) * {"千": 1e3, "k": 1e3, "万": 1e4, "w": 1e4, "": 1.0}[digits[2]]
    total, digit, unit, skipped = 0.0, 0, 1, False
    for sign in text:
        if sign in _DIGITS:
            digit, skipped = _DIGITS[sign], skipped or _DIGITS[sign] == 0
        elif sign == "万":
            total, digit, unit = (total + digit) * 10_000, 0, 10_000
        else:
            unit = _UNITS[sign]
            total, digit = total + (digit or 1) * unit, 0
    return total + digit * (unit // 10 if unit > 10 and not skipped else 1)


def _prices(text: str) -> Iterator[Amount]:
    for pattern, way in _PRICES:
        for match in pattern.finditer(text):
            said = match.groupdict()
            unit = _CURRENCIES.get(said.get("sign") or said.get("unit") or "", "")
            if way in ("between", "equal") and not unit and not match[0].startswith("价"):
                continue  # a bare number or two may count anything
            for operator, value in _bounds(said):
                yield Amount(match.start(), match.end(), "price", operator, value, unit)


def _bounds(said: dict[str, str | None]) -> Iterator[tuple[Operator, float]]:
    if low := said.get("low"):
        yield ">=", number(low)
    if high := said.get("high"):
        yield "<=", number(high)
    if equal := said.get("equal"):
        yield "=", number(equal)
    if about := said.get("about"):
        yield ">=", number(about) * (1 - _ABOUT)
        yield "<=", number(about) * (1 + _ABOUT)


def _sizes(text: str) -> Iterator[Amount]:
    for pattern in _SIZES:
        for match in pattern.finditer(text):
            size = _SAID_SIZES.get(match["size"], match["size"].upper())
            yield Amount(match.start(), match.end(), "size", "=", size, "")
