"""A wish in words: which form of a language fits, and filling it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pointsay.atelier.benchmark.wishes import Said, Wish
from pointsay.atelier.garment import Garment

Six = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Language:
    """How one language says wishes.

    Attributes:
        code: ISO 639-1.
        forms: Name of a form (see `form_of`) -> six ways to say it, with slots in braces.
        roles: Attribute -> what a shopper calls it when pointing at it.
        slots: What is said and the reference's garment -> the words for the slots.
        part: One of two changes -> the phrase that stands for it, and its form as a tag.
    """

    code: str
    forms: Mapping[str, Six]
    roles: Mapping[str, str]
    slots: Callable[[tuple[Said, ...], Garment], dict[str, str]]
    part: Callable[[Said, Garment], tuple[str, str]]

    def say(self, wish: Wish) -> tuple[str, ...]:
        """Return six different wordings of a wish."""
        garment = wish.reference.garment
        slots = self.slots(wish.said, garment)
        if wish.said[0].verb in _POINTING:
            slots |= zip("abc", (self.roles[one.attribute] for one in wish.said), strict=False)
        elif len(wish.said) == 2:
            for name, one in zip("ab", wish.said, strict=True):
                slots[name], slots[f"{name}_tag"] = self.part(one, garment)
        return tuple(_sentence(form.format(**slots)) for form in self.forms[form_of(wish)])


_POINTING = ("borrow", "take")


def form_of(wish: Wish) -> str:
    """Return the name of the form that says a wish: "change colour", "two", "borrow two"."""
    first = wish.said[0]
    if first.verb == "take":
        return "take"
    if first.verb == "borrow":
        return "borrow" if len(wish.said) == 1 else "borrow two"
    if len(wish.said) == 2:
        return "two"
    if (first.verb, first.value) == ("change", "sleeveless"):
        return "change sleeveless"
    return f"{first.verb} {first.attribute}"


def _sentence(text: str) -> str:
    """Begin a sentence with a capital; tags stay as they are."""
    return text[:1].upper() + text[1:] if text[-1] in ".!?" else text
