"""What a picture of 160 pixels shows clearly enough to be asked for."""

from __future__ import annotations

from pointsay.atelier import vocabulary as words
from pointsay.atelier.colour import distance, lightness
from pointsay.atelier.garment import Garment

# Cloths that a picture shows; the others are all smooth.
SEEN_CLOTHS = frozenset({"chiffon", "corduroy", "knit", "leather", "satin", "tweed"})
# What covers a neckline, in whole or in part.
COVERS = ("bow", "collar", "hood")
# CIE L* above which cloth is so pale that its texture cannot be seen.
_PALE = 80.0
# Textures too fine for long garments, which are drawn smaller.
_FAINT_CLOTHS = {
    "dress": frozenset({"corduroy", "knit", "tweed"}),
    "trousers": frozenset({"corduroy", "tweed"}),
}
# CIE 1976 distance from the ground from which a colour of figures is recognised, not only seen.
_CLEAR_ACCENT = 45.0


def cloth_shows(garment: Garment, material: str | None = None, category: str | None = None) -> bool:
    """Say whether a picture would tell what a garment is made of.

    Args:
        garment: Its colour counts.
        material: The cloth; the garment's own by default.
        category: What is made of it; the garment's own by default.
    """
    seen = SEEN_CLOTHS - _FAINT_CLOTHS.get(category or garment.category, frozenset())
    pale = lightness(words.COLOURS[garment.colour]) > _PALE
    return (material or garment.material) in seen and not pale


def neckline_shows(garment: Garment) -> bool:
    """Say whether there is a neckline that nothing covers."""
    return garment.neckline != words.NONE and not any(garment.has(cover) for cover in COVERS)


def faint(ground: str, accent: str) -> bool:
    """Say whether the colour of figures is hard to recognise on a ground."""
    return distance(words.COLOURS[ground], words.COLOURS[accent]) < _CLEAR_ACCENT


def print_of(garment: Garment) -> str:
    """Return the name of a print; of a graphic one, what it shows."""
    return garment.motif if garment.pattern == words.GRAPHIC else garment.pattern
