"""A garment is its attributes: validated, comparable, and changed one attribute at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from pointsay.atelier import vocabulary as words
from pointsay.atelier.colour import distance
from pointsay.errors import shorten


class InvalidGarment(ValueError):
    """A combination of attributes that the atelier does not make."""


@dataclass(frozen=True, slots=True)
class Garment:
    """One garment, described so completely that it can be drawn.

    Attributes:
        category: A key of ``vocabulary.CATEGORIES``.
        colour: A key of ``vocabulary.COLOURS``; of patterned cloth, its ground.
        accent: The colour of the pattern's figures; None for plain cloth.
        pattern: One of ``vocabulary.PATTERNS``.
        sleeve: One of ``vocabulary.SLEEVES``.
        neckline: One of ``vocabulary.NECKLINES``.
        length: One of ``vocabulary.LENGTHS``.
        silhouette: One of ``vocabulary.SILHOUETTES``.
        material: One of ``vocabulary.MATERIALS``.
        details: Names out of ``vocabulary.DETAILS``, sorted.
        audience: ``women`` or ``men``.
        motif: What a graphic print shows, one of ``vocabulary.MOTIFS``; ``none`` otherwise.

    Raises:
        InvalidGarment: A name is unknown, or the category does not come in that combination.

    Example:
        >>> tee = Garment("t-shirt", "red", sleeve="short", neckline="crew", length="regular",
        ...               silhouette="regular", material="cotton")
        >>> tee.difference(tee.changed(colour="navy"))
        {'colour': ('red', 'navy')}
    """

    category: str
    colour: str
    accent: str | None = None
    pattern: str = words.PLAIN
    sleeve: str = words.NONE
    neckline: str = words.NONE
    length: str = "regular"
    silhouette: str = "regular"
    material: str = "cotton"
    details: tuple[str, ...] = ()
    audience: str = "women"
    motif: str = words.NONE

    def __post_init__(self) -> None:
        for problem in problems(self):
            raise InvalidGarment(problem)

    def has(self, detail: str) -> bool:
        """Say whether the garment has this detail."""
        return detail in self.details

    def attributes(self) -> dict[str, str]:
        """Return every attribute as text; each detail is also a yes/no attribute of its own."""
        flat = {
            field.name: str(getattr(self, field.name) or words.NONE)
            for field in fields(self)
            if field.name != "details"
        }
        flat["details"] = ", ".join(self.details) or words.NONE
        return flat | {name: "yes" if self.has(name) else "no" for name in words.DETAILS}

    def changed(self, **attrs: Any) -> Garment:
        """Return this garment with some attributes replaced.

        What a pattern cannot do without is filled in when it is not given: plain cloth loses its
        accent, a new pattern takes a well visible one, a graphic print shows the first motif.

        Raises:
            InvalidGarment: The result would not be a garment of this category.
            TypeError: An attribute that garments do not have.
        """
        if "details" in attrs:
            attrs["details"] = tuple(sorted(attrs["details"]))
        pattern = attrs.get("pattern", self.pattern)
        colour = attrs.get("colour", self.colour)
        if "motif" not in attrs:
            kept = self.motif if self.motif != words.NONE else words.MOTIFS[0]
            attrs["motif"] = kept if pattern == words.GRAPHIC else words.NONE
        if "accent" not in attrs and colour in words.COLOURS:
            attrs["accent"] = fitting_accent(colour, pattern, self.accent)
        return replace(self, **attrs)

    def with_detail(self, detail: str) -> Garment:
        """Return this garment with one more detail."""
        return self.changed(details=(*self.details, detail))

    def without_detail(self, detail: str) -> Garment:
        """Return this garment without a detail."""
        return self.changed(details=tuple(name for name in self.details if name != detail))

    def difference(self, other: Garment) -> dict[str, tuple[str, str]]:
        """Return what differs, as attribute -> (mine, the other's); details one by one."""
        mine, theirs = self.attributes(), other.attributes()
        return {
            name: (mine[name], theirs[name])
            for name in mine
            if name != "details" and mine[name] != theirs[name]
        }


def visible(colour: str, accent: str) -> bool:
    """Say whether figures in ``accent`` can be seen on a ground of ``colour``."""
    return distance(words.COLOURS[colour], words.COLOURS[accent]) >= words.VISIBLE_ACCENT


def fitting_accent(colour: str, pattern: str, wish: str | None = None) -> str | None:
    """Return ``wish`` if it can be seen on ``colour``, else white or navy; None for plain cloth."""
    if pattern == words.PLAIN:
        return None
    candidates = (wish, "white", "navy") if wish else ("white", "navy")
    return next(name for name in candidates if visible(colour, name))


def problems(garment: Garment) -> Iterator[str]:
    """Yield what is wrong with a garment, most basic first; nothing when it can be made."""
    if garment.category not in words.CATEGORIES:
        known = ", ".join(words.CATEGORIES)
        yield f"unknown category {shorten(garment.category)}; the atelier makes {known}"
        return
    yield from _category_problems(garment)
    yield from _colour_problems(garment)
    yield from _detail_problems(garment)
    yield from _audience_problems(garment)


def _category_problems(garment: Garment) -> Iterator[str]:
    rules = words.CATEGORIES[garment.category]
    for attribute, allowed in (
        ("sleeve", rules.sleeves),
        ("neckline", rules.necklines),
        ("length", rules.lengths),
        ("silhouette", rules.silhouettes),
        ("material", rules.materials),
        ("pattern", rules.patterns),
        ("audience", rules.audiences),
    ):
        value = getattr(garment, attribute)
        if value not in allowed:
            options = ", ".join(allowed)
            yield f"{attribute} {shorten(value)} does not go with {garment.category}: {options}"
    if garment.pattern not in words.MATERIAL_PATTERNS.get(garment.material, ()):
        yield f"pattern {shorten(garment.pattern)} does not go with {garment.material}"
    if garment.sleeve == "straps" and garment.neckline not in words.STRAP_NECKLINES:
        yield f"neckline {garment.neckline} cannot hang on straps"


def _colour_problems(garment: Garment) -> Iterator[str]:
    for name in (garment.colour, garment.accent):
        if name is not None and name not in words.COLOURS:
            yield f"unknown colour {shorten(name)}"
            return
    if garment.pattern == words.PLAIN:
        if garment.accent is not None:
            yield f"plain cloth has no accent, got {garment.accent}"
    elif garment.accent is None:
        yield f"pattern {garment.pattern} needs an accent colour"
    elif not visible(garment.colour, garment.accent):
        yield f"{garment.accent} {garment.pattern} would not be seen on {garment.colour}"
    motifs = words.MOTIFS if garment.pattern == words.GRAPHIC else (words.NONE,)
    if garment.motif not in motifs:
        yield f"motif {shorten(garment.motif)} does not go with pattern {garment.pattern}"


def _detail_problems(garment: Garment) -> Iterator[str]:
    rules = words.CATEGORIES[garment.category]
    if garment.details != tuple(sorted(set(garment.details))):
        yield f"details must be sorted and each named once, got {shorten(garment.details)}"
    for name in garment.details:
        if name not in rules.details:
            yield f"detail {shorten(name)} does not go with {garment.category}"
        attribute, allowed = words.NEEDS.get(name, ("category", (garment.category,)))
        if getattr(garment, attribute) not in allowed:
            yield f"{name} does not go with {attribute} {getattr(garment, attribute)}"
    for name in rules.required:
        if not garment.has(name):
            yield f"a {garment.category} always has {name}"
    for one, other in words.EXCLUSIVE:
        if garment.has(one) and garment.has(other):
            yield f"{one} and {other} take the same place"
    if garment.has("slit") and garment.silhouette in words.NO_SLIT:
        yield f"a slit would not be seen in a {garment.silhouette} {garment.category}"


def _audience_problems(garment: Garment) -> Iterator[str]:
    if garment.audience == "women":
        return
    looks = {garment.sleeve, garment.neckline, garment.silhouette, *garment.details}
    for look in sorted(looks & words.WOMEN_ONLY):
        yield f"{look} is only cut for women here"
