"""Does what is said behind a noun keep it or send it away?"""

from __future__ import annotations

from typing import Literal

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import KindName
from pointsay.edits.rules.walk import PASSED_OVER, Walk

_BEFORE_NOUNS = (Cue.AND, Cue.THE, Cue.POINT)
_PARTICLES = (("off",), ("out",))  # "take the hood off"
_BEING = frozenset({"isn't", "aren't", "is", "are", "isnt", "arent", "wasn't"})


def verdict(walk: Walk) -> Literal[Cue.STAY, Cue.GONE] | None:
    """Return whether the noun at this place is to stay or to go; None where neither is said.

    What is pointed at shares the verdict of its list: "the zip and the hood must go".
    """
    pointed = walk.is_pointed_at()
    listing = pointed or isinstance(walk.row[walk.at].meaning, KindName)
    for at in range(walk.at + 1, len(walk.row)):
        meaning = walk.row[at].meaning
        if meaning is Cue.STAY:
            return Cue.STAY
        if meaning is Cue.COMMA and _is_taken(walk, at + 1):
            continue
        if meaning is Cue.GONE:
            stated = pointed or walk.row[at].words not in _PARTICLES
            return Cue.GONE if stated and walk.ends_behind(at) else None
        if pointed and _is_opinion(walk, at):  # "the collar I like", "the collar I hate"
            return Cue.STAY if meaning is Cue.LIKE else Cue.GONE
        if meaning not in PASSED_OVER and not (listing and _is_listed(walk, at)):
            return None
    return None


def _is_opinion(walk: Walk, at: int) -> bool:
    item = walk.row[at]
    dislikes = item.meaning is Cue.NOT and _BEING.isdisjoint(item.words[:1])
    return (dislikes or item.meaning is Cue.LIKE) and walk.ends_behind(at)


def _is_taken(walk: Walk, at: int) -> bool:
    """Say whether a noun is said to be another picture's: "the collar, taken from the second"."""
    item = walk.row[at : at + 1]
    return bool(item) and item[0].meaning is Cue.STAY and item[0].words[0] in ("taken", "borrowed")


def _is_listed(walk: Walk, at: int) -> bool:
    """Say whether an item is an "and", or a noun behind one."""
    if walk.row[at].meaning in (Cue.AND, Cue.POINT):
        return True
    noun = isinstance(walk.row[at].meaning, Entry | KindName)
    return noun and walk.row[at - 1].meaning in _BEFORE_NOUNS
