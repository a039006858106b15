"""Parts with a colour of their own: "白色鞋底" is a white sole, not a white shoe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pointsay.edits.chinese.clause import Clause, Item
from pointsay.edits.edit import Kind
from pointsay.edits.lexicon import find
from pointsay.edits.lexicon.surfaces import PATTERN_NOUNS


@dataclass(frozen=True, slots=True)
class Part:
    """A part or a print and its colour.

    Attributes:
        kind: Of the part.
        text: English: "white sole", "red stripes".
        item: The one of the two that says what is meant for it.
        said: Where both stand among the clause's items, with what is between them.
    """

    kind: Kind
    text: str
    item: Item
    said: range


def coloured_parts(clause: Clause) -> list[Part]:
    """Return the parts of a clause that a colour is said of, before or behind them."""
    found: list[Part] = []
    for at in range(len(clause.items) - 1):
        if not found or at not in found[-1].said:
            found += [*_colour_first(clause, at), *_part_first(clause, at)][:1]
    return found


def _colour_first(clause: Clause, at: int) -> Iterator[Part]:
    """Read "白色鞋底", but not "红色格子衬衫": that shirt is red."""
    one, other = clause.items[at : at + 2]
    colour, noun = _colour(one), _noun(other)
    touching = _words_between(clause, one, other) <= {"的"} and not other.joined
    two_colours = at > 0 and _colour(clause.items[at - 1]) != ""  # 黑白条纹
    if noun is None or two_colours or _is_of_thing(clause, at + 1, noun[0]):
        return
    if colour and one.mode == other.mode and touching:
        yield Part(noun[0], f"{colour} {noun[1]}", other, range(at, at + 2))


def _is_of_thing(clause: Clause, at: int, kind: Kind) -> bool:
    """Say whether the colour may be that of the thing behind: "红色格子的衬衫", "黑色拉链外套"."""
    part, behind = clause.items[at], clause.items[at + 1 : at + 2]
    if not behind or not _is_type(behind[0]):
        return False
    return kind == "pattern" or _words_between(clause, part, behind[0]) != {"的"}


def _part_first(clause: Clause, at: int) -> Iterator[Part]:
    """Read "拉链要金色的", "把条纹的颜色换成红色"."""
    one, *behind = clause.items[at:]
    named = bool(behind) and behind[0].token.word == "颜色"  # 底色 is the cloth's
    last = behind[named:]
    noun = _noun(one)
    if noun is None or len(last) != 1 or last[0].mode != "want" or one.mode != "want":
        return
    colour = _colour(last[0])
    asked = one.changed == 1 or "want" in _roles_between(clause, one, last[0])
    if colour and asked:
        yield Part(noun[0], f"{colour} {noun[1]}", last[0], range(at, len(clause.items)))


def _colour(item: Item) -> str:
    values = item.token.meaning.values
    plain = len(values) == 1 and values[0].kind == "colour" and item.token.meaning.quality is None
    return values[0].text if plain and item.marks <= {"have"} else ""


def _noun(item: Item) -> tuple[Kind, str] | None:
    """Return the kind and the English noun of a part or a print."""
    meaning = item.token.meaning
    if meaning.part:
        entry = find(meaning.part)
        return (entry.kind if entry else "detail", meaning.part)
    if len(meaning.values) != 1:
        return None
    value = meaning.values[0]
    if value.kind == "pattern" and value.text in PATTERN_NOUNS:
        return "pattern", PATTERN_NOUNS[value.text][0]
    return ("detail", value.text) if value.kind == "detail" else None


def _is_type(item: Item) -> bool:
    return any(value.kind == "type" for value in item.token.meaning.values)


def _words_between(clause: Clause, one: Item, other: Item) -> set[str]:
    start, end = one.token.end, other.token.start
    return {token.word for token in clause.tokens if start <= token.start < end}


def _roles_between(clause: Clause, one: Item, other: Item) -> set[str]:
    start, end = one.token.end, other.token.start
    between = (token for token in clause.tokens if start <= token.start < end)
    return {str(token.meaning.role) for token in between}
