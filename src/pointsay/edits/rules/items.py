"""A sentence as a row of items: what each stretch of words is, longest stretch first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pointsay.edits.edit import Kind
from pointsay.edits.lexicon.lookup import Entry, Words, index, kind_names
from pointsay.edits.lexicon.qualities import QUALITIES, VERBS
from pointsay.edits.lexicon.tokens import Token, tokens, words
from pointsay.edits.rules.cues import Cue, cues
from pointsay.edits.rules.fillers import fillers
from pointsay.edits.rules.limits import Limit, limits
from pointsay.edits.rules.spelling import corrected


@dataclass(frozen=True, slots=True)
class KindName:
    """A noun that names a kind: "colour"."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Quality:
    """A comparative: "shorter" is less of the quality "long"."""

    kind: Kind
    quality: str
    more: bool
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that nobody knows."""


Meaning = Entry | KindName | Quality | Cue | Limit | Unknown


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the sentence and what it is.

    Attributes:
        meaning: What the words are.
        words: As the lexicon spells them; empty for limits.
        start: Of the stretch in the sentence.
        end: Behind its last character.
    """

    meaning: Meaning
    words: Words
    start: int
    end: int


def items(text: str) -> list[Item]:
    """Return the items of a sentence in order."""
    found: list[Item] = []
    at = 0
    lowered = text.lower() if len(text.lower()) == len(text) else text
    for limit in limits(lowered):
        found += _cut(text, at, limit.start)
        found.append(Item(limit, (), limit.start, limit.end))
        at = limit.end
    return found + _cut(text, at, len(text))


def _cut(text: str, start: int, end: int) -> list[Item]:
    row = [
        Token(word, token.start + start, token.end + start)
        for token in tokens(text[start:end])
        for word in _spelled(token.word)
    ]
    found: list[Item] = []
    at = 0
    while at < len(row):
        item = _longest(row, at)
        found.append(item)
        at += max(len(item.words), 1)
    return found


def _spelled(word: str) -> tuple[str, ...]:
    """Return the words that one is read as: "beltless" is belt free, "colour's" colour is."""
    noun = word.removesuffix("'s")
    if noun != word and ((noun,) in kind_names() or noun in ("everything", "rest")):
        return noun, "is"
    stem = word.removesuffix("less")
    if stem != word and (word,) not in _meanings():
        for part in (f"{stem}s", stem):
            entry = index().get((part,))
            if entry is not None and entry.kind in ("detail", "neckline"):
                return part, "free"
    return (corrected(word),)


def _longest(row: list[Token], at: int) -> Item:
    first = row[at]
    for length in range(min(_reach().get(first.word, 0), len(row) - at), 0, -1):
        said = tuple(token.word for token in row[at : at + length])
        meaning = _meanings().get(said)
        if meaning is not None:
            return Item(meaning, said, first.start, row[at + length - 1].end)
    return Item(Unknown(), (first.word,), first.start, first.end)


@cache
def _meanings() -> dict[Words, Meaning]:
    """Return words to meaning; where tables share words, the later one is meant."""
    found: dict[Words, Meaning] = dict.fromkeys(fillers(), Cue.FILLER)
    found |= {form: KindName(kind) for form, kind in kind_names().items()}
    found |= index()
    found |= cues()
    for quality, (kind, more, less) in QUALITIES.items():
        for is_more, forms in ((True, more), (False, less)):
            canonical = forms.split(",")[0].strip()
            for form in forms.split(","):
                found[words(form)] = Quality(kind, quality, is_more, canonical)
    for verb, (quality, is_more) in VERBS.items():
        kind, more, less = QUALITIES[quality]
        canonical = (more if is_more else less).split(",")[0]
        for said in ((verb,), (verb, "the"), (verb, "up"), (verb, "up", "the")):
            found[said] = Quality(kind, quality, is_more, canonical)
    return found


@cache
def _reach() -> dict[str, int]:
    """Return first word to the length of the longest stretch that it begins."""
    reach: dict[str, int] = {}
    for form in _meanings():
        reach[form[0]] = max(reach.get(form[0], 0), len(form))
    return reach
