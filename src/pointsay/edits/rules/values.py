"""What a value becomes where it stands: special cases of meaning, none of scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pointsay.edits.edit import Kind
from pointsay.edits.lexicon.lookup import Entry, index
from pointsay.edits.rules.items import Item, KindName

Slot = Literal["want", "keep", "avoid"]

# Absences that have a name of their own, which an encoder reads better than a negation.
ABSENCES: dict[str, tuple[Kind, str]] = {
    "sleeves": ("sleeve", "sleeveless"),
    "straps": ("sleeve", "strapless"),
    "printed": ("pattern", "plain"),
}
# Nouns that stand for their kind when they are kept: "keep the sleeves", "this print".
_STAND_FOR_KIND = frozenset({"sleeves", "sleeve", "print", "prints", "patterns", "straps"})
_NOUNS: dict[Kind, tuple[str, ...]] = {
    "sleeve": ("sleeves", "straps", "arms"),
    "neckline": ("neck", "neckline"),
    "length": ("length",),
    "fit": ("fit",),
    "pattern": ("print",),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and the slot it belongs to; no text stands for the reference's own value."""

    slot: Slot
    kind: Kind
    text: str
    item: Item


def kept_text(item: Item, entry: Entry) -> str:
    """Return the text of a kept value: empty where the noun only names the kind."""
    return "" if len(item.words) == 1 and item.words[0] in _STAND_FOR_KIND else entry.text


def is_vague(placed: Placed) -> bool:
    """Say whether a wish only says that a kind changes, or that it is there or not."""
    meant = placed.item.meaning
    gone = isinstance(meant, Entry) and meant.text == "printed" and placed.text == "plain"
    return gone or isinstance(meant, KindName) or placed.text == f"different {placed.kind}"


def group(entry: Entry) -> str:
    """Return what is listed together: the collar among the details, all else by kind."""
    return "detail" if entry.text == "collar" or entry.text in ABSENCES else entry.kind


def of_noun(item: Item, entry: Entry, topic: Item | None) -> Entry:
    """Read an adjective with the noun it was said of: "change the neckline to round"."""
    match topic.meaning if topic else None:
        case KindName(kind):
            return _compound(item, kind) or entry
        case Entry(_, _, noun) if is_length_of(noun, entry.kind):
            return entry
        case Entry(kind, _, noun) if kind != entry.kind:
            text = f"{entry.text} {noun}"
            return _compound(item, kind) or Entry(kind, text, text)
    return entry


def is_length_of(noun: str, kind: Kind) -> bool:
    """Say whether what is said of a hem is said of the length: "the hem should be midi"."""
    return noun == "hem" and kind == "length"


def elliptic(item: Item, entry: Entry, wanted: Placed | None) -> Entry:
    """Read "short sleeves instead of long" as the long sleeves that it means."""
    if wanted is None:
        return entry
    if entry.kind in ("length", "other", "fit"):
        return _compound(item, wanted.kind) or entry
    return _other_look(entry, wanted) or entry


def _other_look(entry: Entry, wanted: Placed) -> Entry | None:
    """Read "gold buttons rather than silver" as the silver buttons that it means."""
    said = wanted.text.split()
    for at in range(1, len(said)):
        look, part = (index().get(tuple(half)) for half in (said[:at], said[at:]))
        if look and part and look.kind == entry.kind and part.kind == wanted.kind and part.noun:
            text = f"{entry.text} {part.noun}"
            return Entry(part.kind, text, text)
    return None


def _compound(item: Item, kind: Kind) -> Entry | None:
    for noun in _NOUNS.get(kind, ()):
        found = index().get((*item.words, noun))
        if found is not None and found.kind == kind:
            return found
    return None
