"""What is said of a noun behind it: that it stays, or that it goes."""

from __future__ import annotations

from itertools import product

_MUST = "must, should, can, has to, have to, needs to, need to, ought to, is to, are to"
_BE = "is, are"

_STAYING = (
    "stays, stay, to stay, to remain, to stay the same, stays the same, remains the same, "
    "stays put, stays as it is, as it is, as is, as they are, the way it is, the way they are, "
    "alone, unchanged, unaltered, untouched, intact, as shown, as pictured, as seen, as displayed, "
    "as in the photo, as in the picture, doesn't change, does not change, shouldn't change"
)
_STAY = (
    "stay, remain, be kept, be the same, stay the same, remain the same, stay as it is, "
    "stay as is, remain as it is, stay put, not change, not be changed"
)
_GOOD = (
    "fine, perfect, good, great, nice, right, spot on, ideal, lovely, beautiful, gorgeous, ok, "
    "okay, all right, just right, exactly right, just perfect, what i want, what i like, the same"
)

_GOING = (
    "left off, left out, taken off, removed, puts me off, put me off, bothers me, bother me, "
    "annoys me, annoy me, does nothing for me, do nothing for me, off, out"
)
_GO = "go, be gone, be removed, come off, disappear, be left off, be left out, be taken off"
_BAD = (
    "a no no, a no go, out, not for me, not me, not my thing, not my style, not my taste, ugly, "
    "awful, hideous, horrible"
)
_LOOK = "look, looks, looked"
_SILLY = (
    "silly, odd, weird, strange, wrong, bad, awful, ridiculous, terrible, ugly, funny, cheap, "
    "dated, "
    "silly on me, odd on me, weird on me, strange on me, wrong on me, bad on me, awful on me, "
    "ridiculous on me, terrible on me, funny on me"
)
_IS_NOT, _MINE = "isn't, aren't, isnt, arent", "for me, me, my thing, my style, my taste"
_DOES_NOT = "doesn't, don't, does not, do not, doesnt, dont"
_SUIT = "suit me, work for me, flatter me, do it for me"


def staying() -> str:
    """Return the words behind what is to stay: "... should stay", "... is spot on"."""
    return ", ".join([_STAYING, _each(_MUST, _STAY), _each(_BE, _GOOD)])


def going() -> str:
    """Return the words behind what is to go: "... has to go", "... isn't my thing"."""
    pairs = ((_MUST, _GO), (_BE, _BAD), (_IS_NOT, _MINE), (_DOES_NOT, _SUIT), (_LOOK, _SILLY))
    return ", ".join([_GOING, *(_each(before, after) for before, after in pairs)])


def _each(before: str, after: str) -> str:
    return ", ".join(map(" ".join, product(before.split(", "), after.split(", "))))
