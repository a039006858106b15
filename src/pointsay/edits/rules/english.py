"""From an English sentence to its edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pointsay.edits.edit import Comparative, Constraint, Edit, Kind, Phrase
from pointsay.edits.lexicon.qualities import QUALITIES, is_said_of_part
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item, items
from pointsay.edits.rules.limits import Limit
from pointsay.edits.rules.phrases import phrases
from pointsay.edits.rules.scope import Scope
from pointsay.edits.rules.steering import read
from pointsay.edits.rules.target import target
from pointsay.edits.rules.values import Placed, is_vague

_GLUE = (Cue.FILLER, Cue.ALIKE, Cue.A, Cue.THE)
_MEASURED: frozenset[Kind] = frozenset({"fit", "length"})  # has one measure only
_LEFT: tuple[Kind, ...] = ("colour", "pattern", "material")
_LOOKS: tuple[Kind, ...] = (*_LEFT, "sleeve", "neckline")  # that things have one of
_ONE_VALUED = (
    "type",
    "colour",
    "fit",
    "length",
)  # a new one takes the place of the one that is pointed at


def read_english(modification: str) -> Edit:
    """Understand a modification without any model.

    Never fails; what is not understood is in ``unread``.

    Example:
        >>> edit = read_english("blue instead of red")
        >>> edit.want[0].text, edit.avoid[0].text
        ('blue', 'red')
    """
    row = phrases(items(modification))
    scope = read(row)
    placed = [_shaded(_left_as(one, scope.placed), scope) for one in scope.placed]
    want = _slot(_stated(placed), "want", modification)
    wanted = {phrase.kind for phrase in want if phrase.kind in _ONE_VALUED}
    keep = tuple(
        phrase
        for phrase in _slot(placed, "keep", modification)
        if phrase.kind not in wanted or not phrase.text
    )
    comparatives = _comparatives(scope, modification)
    return Edit(
        want=want,
        keep=keep,
        avoid=_slot(scope.placed, "avoid", modification),
        comparatives=comparatives,
        constraints=tuple(_constraints(row)),
        target=target(want, keep, comparatives),
        unread=tuple(_stretches(row, scope.unread, modification)),
        language="en",
        reader="rules",
    )


def _left_as(one: Placed, placed: Sequence[Placed]) -> Placed:
    """Want what is left in the place of what goes: "take the stripes off and leave it plain"."""
    gone = any(other.slot == "avoid" and other.kind == one.kind for other in placed)
    left = one.slot == "keep" and one.kind in _LEFT and one.text and gone
    return replace(one, slot="want") if left else one


def _shaded(one: Placed, scope: Scope) -> Placed:
    """Want another shade of what is pointed at: "this brown is too light, go darker"."""
    shades = any(quality.quality == "dark" for quality, _ in scope.compared)
    named = one.slot == "keep" and one.kind == "colour" and one.text
    return replace(one, slot="want") if named and shades else one


def _stated(placed: Sequence[Placed]) -> list[Placed]:
    """Let a value take the place of what only says that its kind changes.

    So "this shade to red" is red, and "bored of red, some other colour" is no more than not red.
    """
    wanted = [one for one in placed if one.slot == "want"]
    said = {one.kind for one in wanted if not is_vague(one)}
    said |= {one.kind for one in placed if one.slot == "avoid"} & set(_LOOKS)
    return [one for one in wanted if one.kind not in said or not is_vague(one)]


def _slot(placed: Iterable[Placed], slot: str, text: str) -> tuple[Phrase, ...]:
    found = {
        (one.kind, one.text): Phrase(one.kind, one.text, text[one.item.start : one.item.end])
        for one in reversed(list(placed))
        if one.slot == slot
    }
    return tuple(reversed(found.values()))


def _comparatives(scope: Scope, text: str) -> tuple[Comparative, ...]:
    found = {
        quality.text: Comparative(
            quality.kind,
            quality.quality,
            "more" if quality.more else "less",
            quality.text,
            text[item.start : item.end],
        )
        for quality, item in scope.compared
    }
    usual = {one.kind for one in found.values() if one.quality in QUALITIES} & _MEASURED
    told = [
        one for one in found.values() if one.quality in QUALITIES or one.kind not in usual
    ]  # "too tight, make it looser" says the same twice
    return tuple(one for one in told if not is_said_of_part(one, told))


def _constraints(row: Sequence[Item]) -> Iterable[Constraint]:
    for item in row:
        if isinstance(item.meaning, Limit):
            yield from item.meaning.constraints


def _stretches(row: Sequence[Item], unread: Sequence[Item], text: str) -> Iterable[str]:
    """Return what was not understood, neighbours together with the small words between them."""
    lost = {id(item) for item in unread}
    at = 0
    while at < len(row):
        if id(row[at]) not in lost:
            at += 1
            continue
        end = at + 1
        while (ahead := _next_lost(row, end, lost)) is not None:
            end = ahead + 1
        first = at - 1 if at and row[at - 1].meaning in (Cue.A, Cue.THE) else at
        yield text[row[first].start : row[end - 1].end]
        at = end


def _next_lost(row: Sequence[Item], at: int, lost: set[int]) -> int | None:
    while at < len(row) and row[at].meaning in _GLUE:
        at += 1
    return at if at < len(row) and id(row[at]) in lost else None
