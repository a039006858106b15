"""Attributes with an order: what is longer, looser or darker than what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark.truth import Want
from pointsay.atelier.colour import lightness
from pointsay.atelier.garment import Garment

Way = Literal["more", "less"]

# Colours of one hue. Neighbours differ by 8 or more in CIE L*, so that nobody doubts the order.
SHADES: Mapping[str, tuple[str, ...]] = {
    "blue": ("sky blue", "royal blue", "navy"),
    "green": ("mint", "emerald", "forest green"),
    "grey": ("morandi grey", "grey", "charcoal"),
    "brown": ("oat", "beige", "camel", "brown"),
    "purple": ("lavender", "purple"),
    "pink": ("pink", "fuchsia"),
    "red": ("red", "burgundy"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Values of one attribute in order.

    Attributes:
        attribute: Whose values they are.
        steps: Value -> its place; longer, looser and darker are higher.
        aside: Values that have a place but change the style too (a bell sleeve is as long as a long
            one); lying beyond the reference, they are moot.
    """

    attribute: str
    steps: Mapping[str, int]
    aside: Mapping[str, int]

    def beyond(self, value: str, way: Way) -> Want:
        """Return the want of everything strictly beyond a value."""
        place, sign = self.steps[value], 1 if way == "more" else -1

        def further(places: Mapping[str, int]) -> frozenset[str]:
            return frozenset(name for name, at in places.items() if (at - place) * sign > 0)

        return Want(further(self.steps), further(self.aside))


_SLEEVES = Scale(
    "sleeve",
    {"sleeveless": 0, "short": 1, "three-quarter": 2, "long": 3},
    {"straps": 0, "puff": 1, "bell": 3},
)
_FITS = Scale("silhouette", {"fitted": 0, "regular": 1, "oversized": 2}, {})
_LEGS = Scale(
    "silhouette", {"skinny": 0, "straight": 1, "wide-leg": 2}, {"tapered": 1, "flared": 2}
)


def scale_of(garment: Garment, attribute: str) -> Scale | None:
    """Return the scale on which a garment's attribute lies, or None.

    Args:
        garment: Of plain cloth when the attribute is the colour: "darker" says nothing of a print.
        attribute: ``length``, ``sleeve``, ``silhouette`` or ``colour``.
    """
    scale = {
        "length": _lengths(garment),
        "sleeve": _SLEEVES,
        "silhouette": _LEGS if garment.category == "trousers" else _FITS,
        "colour": _shades(garment),
    }[attribute]
    return scale if scale and getattr(garment, attribute) in scale.steps else None


def hue(colour: str) -> str | None:
    """Return the name of the hue that a colour is a shade of, where its shades are in order."""
    return next((name for name, shades in SHADES.items() if colour in shades), None)


def _lengths(garment: Garment) -> Scale:
    lengths = words.CATEGORIES[garment.category].lengths
    return Scale("length", {name: at for at, name in enumerate(lengths)}, {})


def _shades(garment: Garment) -> Scale | None:
    name = hue(garment.colour)
    if name is None or garment.pattern != words.PLAIN:
        return None
    darker = sorted(SHADES[name], key=lambda shade: -lightness(words.COLOURS[shade]))
    return Scale("colour", {shade: at for at, shade in enumerate(darker)}, {})
