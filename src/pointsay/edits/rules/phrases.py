"""From items to phrases: adjectives join the part they describe, comparatives their noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pointsay.edits.edit import Kind
from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.lexicon.qualities import ADJECTIVES, QUALITIES
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, KindName, Meaning, Quality, Unknown

Joined = tuple[int, Item] | None

# Forms of parts that are adjectives themselves ("hooded", "lace up", "open toe") take no others.
_ADJECTIVAL = re.compile(r"(?:ed|less|y|up|down|toes?|back|front|fly|on|length|digital|analogue)$")
_JOINING: frozenset[Kind] = frozenset({"colour", "material", "pattern", "other", "size", "style"})
_BARE = frozenset(
    {"sleeves", "straps", "collar"}
)  # the only cuts that take adjectives of their own
_SHELVES = [(name,) for name in ("section", "department", "aisle", "range", "collection", "line")]
# What some of a product is called by its colour: "the white bits".
PATCHES = frozenset({"bit", "bits", "part", "parts", "area", "areas", "sections"})
_FOR_THE = [("for",), ("the",)]
_DEGREES = (Cue.MORE, Cue.LESS, Cue.TOO)


def phrases(row: Sequence[Item]) -> list[Item]:
    """Join what belongs together; the rest stays as it is."""
    joined: list[Item] = []
    at = 0
    while at < len(row):
        length, item = (
            _graded(row, at)
            or _compared(row, at)
            or _part(row, at)
            or _look_of_part(row, at)
            or _different(row, at)
            or _plain_or_different(row, at)
            or _named(row, at)
            or (1, row[at])
        )
        joined.append(item)
        at += length
    return joined


def takes_adjectives(item: Item) -> bool:
    """Say whether an item is a part or figure with looks of its own: "stripes", "sleeves"."""
    meaning = item.meaning
    if not isinstance(meaning, Entry) or not meaning.noun:
        return False
    if meaning.kind in ("sleeve", "neckline"):
        return meaning.text in _BARE
    return not _ADJECTIVAL.search(item.words[-1])


def graded(adjective: str, more: bool) -> Quality | None:
    """Return the comparative of a plain adjective: less of "long" is "shorter"."""
    if adjective not in ADJECTIVES:
        return None
    quality, positive = ADJECTIVES[adjective]
    kind, *forms = QUALITIES[quality]
    is_more = more == positive
    return Quality(kind, quality, is_more, forms[0 if is_more else 1].split(",")[0])


def _graded(row: Sequence[Item], at: int) -> Joined:
    """Read "more formal", "not as long", "too bright", "fewer buttons"."""
    cue = row[at].meaning
    if cue not in _DEGREES or at + 1 == len(row):
        return None
    after, more = row[at + 1], cue is Cue.MORE
    quality = graded(after.words[0], more) if len(after.words) == 1 else None
    if quality is None:
        word = "more" if more else "fewer" if "fewer" in row[at].words else "less"
        quality = _of_degree(row, at + 1, word)
    if quality is None:
        return None
    graded_row = [_span(row, at, at + 2, quality), *row[at + 2 :]]
    length, item = _compared(graded_row, 0) or (1, graded_row[0])
    return length + 1, item


def _of_degree(row: Sequence[Item], at: int, word: str) -> Quality | None:
    item, more = row[at], word == "more"
    match item.meaning:
        case Entry("sleeve", "sleeves"):  # sleeves are measured, not counted
            return Quality("sleeve", "long", more, "longer sleeves" if more else "shorter sleeves")
        case Entry(kind, text, noun):
            return Quality(kind, text, more, f"{word} {noun or text}")
        case KindName(kind):
            return Quality(kind, item.words[-1], more, f"{word} {' '.join(item.words)}")
        case Quality() as quality:
            return quality
        case Unknown():
            return Quality("other", item.words[0], more, f"{word} {item.words[0]}")
    return None


def _compared(row: Sequence[Item], at: int) -> Joined:
    """Join a comparative and its noun: "longer sleeves", "lighter in colour", "tighter fit"."""
    quality = row[at].meaning
    if not isinstance(quality, Quality):
        return None
    noun_at = at + 1
    if noun_at + 1 < len(row) and row[noun_at].words == ("in",):
        noun_at += isinstance(row[noun_at + 1].meaning, KindName)
    if noun_at >= len(row):
        return None
    length, noun = _part(row, noun_at) or (1, row[noun_at])
    joined = _with_noun(quality, noun)
    end = noun_at + length
    return (end - at, _span(row, at, end, joined)) if joined else None


def _with_noun(quality: Quality, noun: Item) -> Quality | None:
    match noun.meaning:
        case KindName(kind) if kind == quality.kind or kind in ("style", "size"):
            return quality
        case KindName("fit") if quality.kind == "length":  # "a shorter cut"
            return quality
        case KindName(kind):
            return replace(quality, kind=kind, text=f"{quality.text} {' '.join(noun.words)}")
        case Entry(kind, text, part) if (
            takes_adjectives(noun)
            or text in _BARE
            or quality.kind == "detail"
            or (quality.kind == "size" and kind == "pattern")
        ):
            return replace(quality, kind=kind, text=f"{quality.text} {part or text}")
    return None


def _part(row: Sequence[Item], at: int) -> Joined:
    """Join adjectives and the part they describe: "white and red stripes", "a fur hood"."""
    end = at
    while end < len(row) and _joins(row, at, end):
        end += 1
    head = row[end].meaning if end < len(row) else None
    if end == at or not isinstance(head, Entry) or not takes_adjectives(row[end]):
        return None
    if end + 1 < len(row) and isinstance(row[end + 1].meaning, Entry):
        return None  # the part is an adjective too: "a black zip hoodie"
    before = [_text(item) for item in row[at:end]]
    text = " ".join([*before, head.noun])
    return end + 1 - at, _span(row, at, end + 1, replace(head, text=text, noun=text))


def _look_of_part(row: Sequence[Item], at: int) -> Joined:
    """Read "gold for the buttons"."""
    if not _is_colour(row[at]) or [item.words for item in row[at + 1 : at + 3]] != _FOR_THE:
        return None
    length, part = _part(row, at + 3) or (1, row[at + 3]) if at + 3 < len(row) else (0, row[at])
    if not isinstance(part.meaning, Entry) or not takes_adjectives(part):
        return None
    text = f"{_text(row[at])} {part.meaning.noun}"
    joined = replace(part.meaning, text=text, noun=text)
    return 3 + length, _span(row, at, at + 3 + length, joined)


def _joins(row: Sequence[Item], at: int, end: int) -> bool:
    """Say whether an item is an adjective, or the "and" between two colours."""
    meaning = row[end].meaning
    if isinstance(meaning, Entry):
        return meaning.kind in _JOINING and not takes_adjectives(row[end])
    between = row[end].words == ("and",) and at < end < len(row) - 1
    return between and all(_is_colour(row[side]) for side in (end - 1, end + 1))


def _is_colour(item: Item) -> bool:
    return isinstance(item.meaning, Entry) and item.meaning.kind == "colour"


def _text(item: Item) -> str:
    return item.meaning.text if isinstance(item.meaning, Entry) else " ".join(item.words)


def _or_plain(row: Sequence[Item], at: int, kind: Kind) -> bool:
    """Say whether having none is as welcome as another: "another pattern or plain"."""
    match [item.meaning for item in row[at : at + 2]]:
        case [Cue.OR, Entry(other, "plain")]:
            return other == kind
    return False


def _plain_or_different(row: Sequence[Item], at: int) -> Joined:
    """Read "plain or another pattern": any but the reference's own."""
    match [item.meaning for item in row[at : at + 4]]:
        case [Entry(one, "plain"), Cue.OR, Cue.DIFFERENT, KindName(kind)] if one == kind:
            return 4, _span(row, at, at + 4, Entry(kind, f"different {kind}"))
    return None


def _different(row: Sequence[Item], at: int) -> Joined:
    """Read "another colour", "a different logo"."""
    if row[at].meaning is not Cue.DIFFERENT or at + 1 == len(row):
        return None
    match row[at + 1].meaning:
        case KindName(kind):
            other = Entry(kind, f"different {kind}")
            end = at + (4 if _or_plain(row, at + 2, kind) else 2)
            return end - at, _span(row, at, end, other)
        case Entry(kind, text, noun) if noun or kind == "pattern":
            return 2, _span(row, at, at + 2, Entry(kind, f"different {noun or text}"))
    return None


def _named(row: Sequence[Item], at: int) -> Joined:
    """Read a value with what it is of: "pink colour", "a red pattern", "the men's section"."""
    value = row[at].meaning
    if not isinstance(value, Entry) or at + 1 == len(row):
        return None
    if value.kind == "audience" and row[at + 1].words[-1:] in _SHELVES:
        return 2, _span(row, at, at + 2, value)
    if value.kind == "colour" and not PATCHES.isdisjoint(row[at + 1].words):
        return 2, _span(row, at, at + 2, value)
    match row[at + 1].meaning:
        case KindName("other"):  # "strawberry flavour" is no strawberry
            flavour = Entry("other", f"{value.text} {row[at + 1].words[-1]}")
            return 2, _span(row, at, at + 2, flavour)
        case KindName(kind) if value.kind == "type" and kind != "style":
            return None
        case Entry("pattern", "printed") if value.kind == "pattern":  # "leopard patterned"
            return 2, _span(row, at, at + 2, value)
        case KindName("pattern") if value.kind == "colour":
            named = Entry("pattern", f"{value.text} {' '.join(row[at + 1].words)}")
            return 2, _span(row, at, at + 2, named)
        case KindName():
            return 2, _span(row, at, at + 2, value)
    return None


def _span(row: Sequence[Item], start: int, end: int, meaning: Meaning) -> Item:
    said = tuple(word for item in row[start:end] for word in item.words)
    return Item(meaning, said, row[start].start, row[end - 1].end)
