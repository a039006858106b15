"""Wishes that point at several pieces, each with a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark.seeing import COVERS, cloth_shows, neckline_shows
from pointsay.atelier.benchmark.truth import Want, alike, only
from pointsay.atelier.benchmark.wishes import Pointed, Said, Verb, Wish, edit
from pointsay.atelier.garment import InvalidGarment
from pointsay.atelier.shop import Piece

_PLAIN = only("pattern", words.PLAIN)
_UNCOVERED = Want(frozenset({"no"}), frozenset({"yes"}))


def borrow(reference: Piece, donors: Sequence[Pointed]) -> Wish | None:
    """Return the wish for a reference with something of one or two other pieces.

    Args:
        reference: Meant as a whole.
        donors: Each with the attribute that is taken of it.
    """
    wish = _borrow(reference, donors)
    if wish is None or len(donors) > 1:
        return wish
    (donor,) = donors
    return replace(wish, inverse=_borrow(donor.piece, [Pointed(reference, donor.role)]))


def _borrow(reference: Piece, donors: Sequence[Pointed]) -> Wish | None:
    if len({reference.id, *(donor.piece.id for donor in donors)}) <= len(donors):
        return None
    given: dict[str, str | None] = {}
    for donor in donors:
        if not lends(donor):
            return None
        names = ("pattern", "accent", "motif") if donor.role == "pattern" else (donor.role,)
        given |= {name: getattr(donor.piece.garment, name) for name in names}
    try:
        wish = edit(reference, reference.garment.changed(**given))
    except InvalidGarment:
        return None
    if wish is None or len(wish.said) != len(donors):
        return None
    return replace(
        wish,
        kind="two_references" if len(donors) == 1 else "three_references",
        pointed=(Pointed(reference), *donors),
        said=tuple(_said_of(donor, "borrow") for donor in donors),
        demand=dict(wish.demand) | {name: only(name, str(value)) for name, value in given.items()},
        excluded={},
    )


def _said_of(donor: Pointed, verb: Verb) -> Said:
    return Said(verb, donor.role, str(getattr(donor.piece.garment, donor.role)))


def lends(donor: Pointed) -> bool:
    """Say whether a picture shows clearly what is meant of it."""
    garment, role = donor.piece.garment, donor.role
    plain = garment.pattern == words.PLAIN
    return {
        "colour": plain,
        "pattern": not plain,
        "material": cloth_shows(garment),
        "neckline": neckline_shows(garment),
        "sleeve": garment.sleeve not in (words.NONE, "sleeveless"),
    }.get(role, True)


def assemble(parts: Sequence[Pointed]) -> Wish | None:
    """Return the wish for three pieces in one, each giving one attribute; nothing else is meant.

    All are plain and of one category, and so is what is wanted. Where a neckline is meant, pieces
    whose collar, hood or bow covers it are moot.

    Args:
        parts: Three pieces with the attribute that is meant of each; the last gives its colour.
    """
    garments = [part.piece.garment for part in parts]
    if not all(map(lends, parts)) or {one.pattern for one in garments} != {words.PLAIN}:
        return None
    if len({one.category for one in garments}) > 1:
        return None
    demand = {"category": only("category", garments[0].category), "pattern": _PLAIN}
    for at, part in enumerate(parts):
        value = getattr(garments[at], part.role)
        others = (one for place, one in enumerate(garments) if place != at)
        if any(getattr(other, part.role) in alike(part.role, value) for other in others):
            return None  # it would not matter which one is meant
        demand[part.role] = only(part.role, value)
        if part.role == "neckline":
            demand |= dict.fromkeys(COVERS, _UNCOVERED)
    return Wish(
        "three_references",
        tuple(parts),
        tuple(_said_of(part, "take") for part in parts),
        demand,
        frozenset(part.role for part in parts),
    )
