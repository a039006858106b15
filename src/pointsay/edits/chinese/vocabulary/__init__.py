"""What Chinese words mean, in the canonical English of `pointsay.edits.lexicon`.

The tables are data; a word's meanings are gathered here, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import get_args

from pointsay.edits.chinese.vocabulary import colours, grammar, looks, manner, qualities, things
from pointsay.edits.edit import Kind, Way
from pointsay.edits.lexicon import find

TABLES: tuple[tuple[Kind, Mapping[str, str]], ...] = (
    ("type", things.HOME | things.ACCESSORIES | things.SHOES | things.CLOTHES),
    ("brand", manner.BRANDS),
    ("season", manner.SEASONS),
    ("occasion", manner.OCCASIONS),
    ("style", manner.STYLES),
    ("other", looks.SHAPES),
    ("detail", looks.DETAILS),
    ("fit", looks.FITS),
    ("length", looks.LENGTHS),
    ("material", looks.MATERIALS),
    ("neckline", looks.NECKLINES),
    ("sleeve", looks.SLEEVES),
    ("pattern", looks.PATTERNS),
    ("audience", manner.AUDIENCES),
    ("colour", colours.COLOURS | colours.MORANDI),
)  # where two tables have the same word, the later one is meant

__all__ = ["Meaning", "Value", "meanings"]


@dataclass(frozen=True, slots=True)
class Value:
    """A kind of attribute and canonical English."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """Everything that one word may say; at least one field is set.

    Attributes:
        values: What it asks for by itself: "红裙" is a colour and a type, "红" a colour.
        quality: What it compares, and whether the word is for much or for little of it.
        kind: Which kind of attribute it names: 颜色.
        part: English for the part that the word is too, of what has it or not: 袖子 is "sleeves".
        role: What it does with the words around it, as ``grammar`` lists.
    """

    values: tuple[Value, ...] = ()
    quality: tuple[str, Way] | None = None
    kind: Kind | None = None
    part: str = ""
    role: grammar.Role | None = None


@cache
def meanings() -> Mapping[str, Meaning]:
    """Return word to meaning, for every word of the tables."""
    found = _grammar()
    for word, value in _values():
        found[word] = Meaning(values=(value,))
    for word, values in _joined():
        found[word] = Meaning(values=values)
    for word, quality, way in _qualities():
        bare = qualities.BARE.get(word)
        values = found[word].values or ((Value(*bare),) if bare else ())
        found[word] = Meaning(values=values, quality=(quality, way))
    for word, part in grammar.PARTS.items():
        found[word] = replace(found[word], part=part)
    return dict(found)


def _grammar() -> defaultdict[str, Meaning]:
    found: defaultdict[str, Meaning] = defaultdict(Meaning)
    for role in get_args(grammar.Role):
        for word in (
            *split(grammar.ROLES[role]),
            *(grammar.PUNCTUATION if role == "break" else ""),
        ):
            found[word] = Meaning(role=role)
    for kind, words in grammar.KINDS.items():
        for word in split(words):
            found[word] = Meaning(kind=kind, role=found[word].role)
    for word, (role, kind) in grammar.COMPOUNDS.items():
        found[word] = Meaning(role=role, kind=kind)
    for word in grammar.pictures():
        found[word] = Meaning(role="this")
    for word in split(grammar.SAME_REST):
        found[word] = Meaning(role="same")
    return found


def split(words: str) -> Iterator[str]:
    """Return the words of a table's cell."""
    return filter(None, map(str.strip, words.split(",")))


def _values() -> Iterator[tuple[str, Value]]:
    for kind, table in TABLES:
        for english, words in table.items():
            entry = find(english)
            known = entry is not None and entry.kind == kind
            value = Value(kind, entry.text if entry and known else english)
            for word in split(words):
                yield word, value


def _joined() -> Iterator[tuple[str, tuple[Value, ...]]]:
    for word, parts in looks.JOINED.items():
        yield word, tuple(Value(kind, text) for kind, text in parts)


def _qualities() -> Iterator[tuple[str, str, Way]]:
    for quality, (much, little) in qualities.QUALITIES.items():
        ways: tuple[tuple[Way, str], ...] = (("more", much), ("less", little))
        for way, words in ways:
            for word in split(words):
                yield word, quality, way
