"""Wishes: what a shopper points at and says, as attributes. `truth` says what they demand.

Each builder returns None when the wish would not be clear to a person who sees the pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark.scales import Way, scale_of
from pointsay.atelier.benchmark.seeing import cloth_shows, faint, neckline_shows, print_of
from pointsay.atelier.benchmark.truth import (
    Demand,
    Judge,
    Truth,
    Want,
    alike,
    aspect_of,
    but,
    kept,
    only,
)
from pointsay.atelier.garment import Garment
from pointsay.atelier.shop import Piece

Verb = Literal["change", "add", "remove", "exclude", "more", "less", "borrow", "take"]
KINDS = (
    "change",
    "change_two",
    "add",
    "remove",
    "exclude",
    "relative",
    "two_references",
    "three_references",
)


def _of(values: Sequence[str], *right: str) -> Want:
    return Want(frozenset(right), frozenset(values) - frozenset(right))


# What a category's name promises; others of the category are called shorts, coats or tops.
_NAMED: Mapping[str, Demand] = {
    "trousers": {"length": _of(words.LENGTHS, "cropped", "full")},
    "jacket": {"length": _of(words.LENGTHS, "cropped", "regular")},
    "t-shirt": {"sleeve": _of(words.SLEEVES, "short", "puff", "three-quarter", "long")},
}
_CLOTH = ("colour", "accent", "pattern", "motif", "material")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the words say.

    Attributes:
        verb: What is done.
        attribute: To what; a detail is named ``detail``, the ground of patterned cloth ``ground``.
        value: The new value, the detail, or what is excluded. Of a graphic print, its motif.
    """

    verb: Verb
    attribute: str
    value: str


@dataclass(frozen=True, slots=True)
class Pointed:
    """A piece that is pointed at.

    Attributes:
        piece: Which.
        role: The attribute that is meant of it; empty for the whole.
    """

    piece: Piece
    role: str = ""


@dataclass(frozen=True)
class Wish:
    """One wish, before anybody words it.

    Attributes:
        kind: One of `KINDS`.
        pointed: The reference first.
        said: In the order of the words.
        demand: What a right answer shows.
        wished: The aspects that the words speak of.
        excluded: Attribute -> the value that the words rule out.
        inverse: The same words with the references taken for one another.
    """

    kind: str
    pointed: tuple[Pointed, ...]
    said: tuple[Said, ...]
    demand: Demand
    wished: frozenset[str]
    excluded: Mapping[str, str] = field(default_factory=dict)
    inverse: Wish | None = None

    @property
    def reference(self) -> Piece:
        """The piece that is pointed at first."""
        return self.pointed[0].piece

    def truth(self, judge: Judge) -> Truth:
        """Return what is right and wrong in the judge's gallery."""
        pointed = frozenset(one.piece.id for one in self.pointed)
        found = judge.find(self.demand, self.wished, self.excluded, pointed)
        if self.inverse is None:
            return found
        other = self.inverse.truth(judge)
        swapped = (other.targets | other.ignored) - found.targets - found.ignored
        return Truth(found.targets, found.ignored, found.hard | swapped, found.forbidden)


def edit(reference: Piece, target: Garment) -> Wish | None:
    """Return the wish that turns a reference into a garment: one change or two."""
    old = reference.garment
    change = old.difference(target)
    if not change or {"audience", "category"} & change.keys():
        return None
    said = [one for name in change if (one := _say(name, old, target)) is not None]
    spoken = {"accent", "motif"} & change.keys() if "pattern" in change else set[str]()
    if len(said) != len(change.keys() - spoken) or not 1 <= len(said) <= 2:
        return None
    if {"pattern", "colour"} <= change.keys() or _blurred(old, target, set(change)):
        return None
    demand = kept(old) | {name: only(name, target.attributes()[name]) for name in change}
    if "pattern" in change:
        demand["accent"] = _accent_of_new_print(old, target)
    return Wish(
        said[0].verb if len(said) == 1 else "change_two",
        (Pointed(reference),),
        tuple(said),
        demand,
        frozenset(map(aspect_of, change)),
        _ruled_out(old, target),
    )


def _say(name: str, old: Garment, new: Garment) -> Said | None:
    if name in words.DETAILS:
        return Said("add" if new.has(name) else "remove", "detail", name)
    if name == "pattern":
        if new.pattern == words.PLAIN:
            return Said("remove", "pattern", print_of(old))
        return Said("change", "pattern", print_of(new))
    if name == "accent" and old.pattern == new.pattern:
        return Said("change", "accent", str(new.accent))
    if name == "colour":
        plain = old.pattern == words.PLAIN
        return Said("change", "colour" if plain else "ground", new.colour)
    if name in ("accent", "motif"):
        return None  # said with the pattern
    return Said("change", name, getattr(new, name))


def _ruled_out(old: Garment, new: Garment) -> dict[str, str]:
    """Return the attributes that show what is taken away, with the value that shows it."""
    gone = {name: "yes" for name in old.details if not new.has(name)}
    if new.pattern == words.PLAIN != old.pattern:
        graphic = old.pattern == words.GRAPHIC
        gone["motif" if graphic else "pattern"] = print_of(old)
    return gone


def _blurred(old: Garment, new: Garment, changed: set[str]) -> bool:
    """Say whether a picture would not show the difference, or the words not fit the garment."""
    if any(getattr(new, name) in alike(name, getattr(old, name)) for name in changed & _VALUED):
        return True
    if "material" in changed and not cloth_shows(new):
        return True
    if "neckline" in changed and not neckline_shows(old):
        return True
    if "accent" in changed and new.accent and faint(new.colour, new.accent):
        return True
    # "Without sleeves" is no change to a garment on straps.
    return {old.sleeve, new.sleeve} == {"straps", "sleeveless"}


_VALUED = frozenset(
    {"colour", "accent", "pattern", "sleeve", "neckline", "length", "silhouette", "material"}
)


def _accent_of_new_print(old: Garment, target: Garment) -> Want:
    """Return the accent that a new print may have: nobody names it, so plain cloth leaves it free.

    A print that replaces another is expected in its colour; another colour is moot.
    """
    if target.pattern == words.PLAIN:
        return only("accent", words.NONE)
    if old.accent is None:
        return Want(frozenset(words.COLOURS))
    return Want(frozenset({old.accent}), frozenset(words.COLOURS) - {old.accent})


def recategorise(reference: Piece, category: str) -> Wish | None:
    """Return the wish for another category in the same cloth; its cut and details are free."""
    old = reference.garment
    if category == old.category:
        return None
    demand = {name: want for name, want in kept(old).items() if name in _CLOTH}
    if cloth_shows(old) and cloth_shows(old, category=category):
        demand["material"] = only("material", old.material)
    demand["category"] = only("category", category)
    demand |= _NAMED.get(category, {})
    said = Said("change", "category", category)
    return Wish("change", (Pointed(reference),), (said,), demand, frozenset({"category"}))


def exclude(reference: Piece, attribute: str) -> Wish | None:
    """Return the wish for anything but the reference's own value, the rest kept.

    Args:
        reference: Shows what is not wanted.
        attribute: ``pattern``, ``material``, ``colour``, ``sleeve`` or ``neckline``.
    """
    garment = reference.garment
    value = getattr(garment, attribute)
    unclear = {
        # Another motif is neither the excluded print nor clearly another one.
        "pattern": value in (words.PLAIN, words.GRAPHIC),
        "material": not cloth_shows(garment),
        "colour": garment.pattern != words.PLAIN,
        "sleeve": value in (words.NONE, "sleeveless"),
        "neckline": not neckline_shows(garment),
    }
    if unclear[attribute]:
        return None
    domain = {
        "pattern": words.PATTERNS,
        "material": words.MATERIALS,
        "colour": tuple(words.COLOURS),
        "sleeve": words.SLEEVES,
        "neckline": words.NECKLINES,
    }[attribute]
    demand = kept(garment) | {attribute: but(attribute, value, domain)}
    if attribute == "pattern":
        for name in ("accent", "motif"):
            del demand[name]
    return Wish(
        "exclude",
        (Pointed(reference),),
        (Said("exclude", attribute, value),),
        demand,
        frozenset({aspect_of(attribute)}),
        {attribute: value},
    )


def step(reference: Piece, attribute: str, way: Way) -> Wish | None:
    """Return the wish for more or less of an ordered attribute: longer, looser, lighter."""
    garment = reference.garment
    scale = scale_of(garment, attribute)
    if scale is None:
        return None
    want = scale.beyond(getattr(garment, attribute), way)
    if not want.right:
        return None
    near = frozenset[str]().union(*(alike(attribute, value) for value in want.right))
    moot = want.moot | (near - want.right - scale.steps.keys())
    said = Said(way, attribute, getattr(garment, attribute))
    return Wish(
        "relative",
        (Pointed(reference),),
        (said,),
        kept(garment) | {attribute: Want(want.right, moot)},
        frozenset({attribute}),
    )
