"""Whom a wish is for, and who is only spoken of."""

from __future__ import annotations

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules.cues import ASKING, Cue
from pointsay.edits.rules.items import Item
from pointsay.edits.rules.walk import Walk

_WHOSE = frozenset({"my", "our", "his", "her", "their"})
_PERSONS = _WHOSE | {"him"}
_ANIMALS = frozenset({"dog", "dogs", "cat", "cats"})


def is_animal(item: Item) -> bool:
    """Say whether the words mean a motif rather than an audience, unless "for" stands before."""
    return item.words[-1] in _ANIMALS


def is_audience(walk: Walk, item: Item) -> bool:
    """Say whether somebody is whom it is for: "for my sister", "my sister wants it"."""
    if walk.before() is Cue.FOR:
        return True
    if item.words[0] in _PERSONS:
        return _joins_another(walk) or _wishes(walk)
    return not is_animal(item)


def _joins_another(walk: Walk) -> bool:
    """Say whether an audience stands before an "and" right before: "for him and her"."""
    before = [item.meaning for item in walk.row[max(walk.at - 2, 0) : walk.at]]
    match before:
        case [Entry(kind="audience"), Cue.AND | Cue.OR]:
            return True
    return False


def is_theirs(walk: Walk) -> bool:
    """Say whether a wish is somebody's or for them: "a friend wants it", "for my boss"."""
    before, behind = walk.directly_before(), walk.row[walk.at + 1 : walk.at + 2]
    ours = before is not None and not _WHOSE.isdisjoint(before.words)
    tastes = any(item.meaning is Cue.LIKE or item.words == ("prefers",) for item in behind)
    return ours or tastes or walk.before() is Cue.FOR or _wishes(walk)


def _wishes(walk: Walk) -> bool:
    """Say whether whoever is at this place "wants it", and not "wants me in it"."""
    behind = walk.row[walk.at + 1 : walk.at + 3]
    if not behind:
        return False
    asks = " ".join(behind[0].words) in ASKING or behind[0].words[:1] == ("would",)
    return asks and not any(item.meaning is Cue.NOT or item.words == ("me",) for item in behind[1:])
