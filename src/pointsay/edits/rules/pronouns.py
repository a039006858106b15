"""What "it" and "its" mean: the thing that is pointed at, or another one like it."""

from __future__ import annotations

from pointsay.edits.lexicon.lookup import Entry
from pointsay.edits.rules.cues import Cue
from pointsay.edits.rules.items import Item
from pointsay.edits.rules.walk import BORDERS, SAYING_NOTHING, Walk

_ITSELF = frozenset(
    {"it", "them", "this", "that", "these", "those", "one", "ones", "item", "items", "thing"}
)
_COUNTERPARTS = frozenset({"version", "versions", "sibling", "counterpart", "equivalent"})
_AFTER_ITSELF = (*BORDERS, Cue.FILLER, Cue.FOR, Cue.MAKE)
_WISHES = frozenset({"want", "need", "get", "try", "i", "i'd", "go", "add"})


def means_itself(walk: Walk) -> bool:
    """Say whether a verb's object is the thing itself: "ditch it", but not "ditch it in red"."""
    for at in range(walk.at + 1, len(walk.row)):
        item = walk.row[at]
        if item.meaning not in SAYING_NOTHING:
            return False
        if item.words[-1] in _ITSELF:
            behind = walk.row[at + 1 : at + 2]
            return all(one.meaning in _AFTER_ITSELF or _begins(one) for one in behind)
    return False


def names_another(walk: Walk) -> bool:
    """Say whether values and a word like "version" follow: "its leather version"."""
    for item in walk.row[walk.at + 1 :]:
        if not isinstance(item.meaning, Entry):
            return not _COUNTERPARTS.isdisjoint(item.words[-1:])
    return False


def _begins(item: Item) -> bool:
    """Say whether a new wish begins: "forget it, want boots"."""
    return item.meaning is Cue.WITH and item.words[0] in _WISHES
