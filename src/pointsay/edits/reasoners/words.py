"""Small facts about words that decide what of a model's answer is grounded in what was said."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

_CJK: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9 '’&%/+,.-]*")
_ADDRESS: Final = re.compile(r"https?:|www\.|//|[a-z0-9-]\.[a-z]{2,}\b|@")
_WORD: Final = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_SUFFIX: Final = re.compile(r"(?<=[a-z]{3})(?:less|ness|ish|est|ing|ed|en|er|ly|(?<!s)s|e|y)$")
_SPELLINGS: Final = {"gray": "grey", "color": "colour", "jewelry": "jewellery"}

# Words that carry no attribute: they need no ground, and leaving them unread loses nothing.
_FILLERS_EN: Final = """
a about also an and any are as at be but by can could do does for from get give has have i if in
instead is it its just like looking make me my need of on one ones or please same should show so
some something that the their them then there these thing this those to want wanted was with would
you your
"""
FILLERS: Final = frozenset(_FILLERS_EN.split())
_FILLERS_ZH: Final = re.compile(
    "[我你您请把给要想的了吗呢吧啊这那个件条双款是在和跟与有能可以一点换成像样但]"
)


def clean(text: str) -> str:
    """Return the text without control, format and private characters, spaces collapsed."""
    kept = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join(kept.split())


def is_plain(text: str, chars: int) -> bool:
    """Say whether a text is short plain English, in lower case and without any address."""
    fits = len(text) <= chars and _PLAIN.fullmatch(text) is not None
    return fits and _ADDRESS.search(text) is None


def is_chinese(text: str) -> bool:
    """Say whether any character is Chinese."""
    return re.search(f"[{_CJK}]", text) is not None


def language_of(text: str) -> Literal["en", "zh", "mixed"]:
    """Return the language by script: ``mixed`` when Chinese stands beside Latin words."""
    if not is_chinese(text):
        return "en"
    return "mixed" if re.search(r"[A-Za-z]{2,}", text) else "zh"


def content_words(text: str) -> list[str]:
    """Return the words of a text that carry meaning, in one spelling."""
    words = _WORD.findall(text.lower())
    return [_SPELLINGS.get(word, word) for word in words if word not in FILLERS]


def stem(word: str) -> str:
    """Return what forms of a word share: "sleeveless", "sleeved" and "sleeves" are one."""
    shorter = _SUFFIX.sub("", word)
    while shorter != word:
        word, shorter = shorter, _SUFFIX.sub("", shorter)
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def find(said: str, text: str) -> tuple[int, int] | None:
    """Return the first stretch of ``text`` that reads ``said``, blanks and case aside.

    Latin words are found whole: "red" is not said in "tired".
    """
    parts = said.split()
    if not parts:
        return None
    pattern = r"\s+".join(map(re.escape, parts))
    match = re.search(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", text, re.IGNORECASE)
    if match is None and is_chinese(said):
        match = re.search(pattern, text, re.IGNORECASE)
    return match.span() if match else None


def remaining(text: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """Return the stretches of ``text`` outside ``spans`` that carry meaning, in order."""
    left = list(text)
    for start, end in spans:
        left[start:end] = "\n" * (end - start)
    pieces = re.split(r"[\n,.;:!?，。；：！？、]+", "".join(left))
    return tuple(piece.strip() for piece in pieces if _means_something(piece))


def _means_something(piece: str) -> bool:
    return bool(content_words(piece)) or is_chinese(_FILLERS_ZH.sub("", piece))
