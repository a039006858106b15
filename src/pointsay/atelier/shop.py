"""A shop of families: a model, and siblings that differ from it in exactly one attribute.

Families make "this one, but in navy" or "without the zip" have an answer in the shop. No two pieces
are the same garment, so that the answer is one piece. A longer shop of the same seed starts with
the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pointsay.atelier import vocabulary as words
from pointsay.atelier.chance import Chance, Rng, below, pick, shuffled, weighted
from pointsay.atelier.garment import Garment, InvalidGarment, fitting_accent, visible
from pointsay.atelier.wording import caption, title
from pointsay.errors import InvalidLimit
from pointsay.types import Product

MAX_PIECES = 100_000

_CATEGORY_WEIGHTS = {
    "dress": 24.0,
    "t-shirt": 18.0,
    "shirt": 14.0,
    "sweater": 13.0,
    "jacket": 13.0,
    "skirt": 13.0,
    "trousers": 14.0,
}
_PATTERN_WEIGHTS = {
    words.PLAIN: 11.0,
    "stripes": 3.0,
    "check": 2.0,
    "dots": 2.0,
    "floral": 2.5,
    "houndstooth": 1.2,
    "pinstripes": 1.2,
    words.GRAPHIC: 3.0,
}
_DETAIL_CHANCES = {
    "belt": 0.16,
    "bow": 0.14,
    "buttons": 0.22,
    "collar": 0.3,
    "drawstring": 0.24,
    "hood": 0.2,
    "lace hem": 0.14,
    "pockets": 0.28,
    "ruffle hem": 0.12,
    "slit": 0.16,
    "turn-ups": 0.2,
    "zip": 0.18,
}
_BASE_PRICES = {
    "dress": 69.0,
    "jacket": 109.0,
    "shirt": 45.0,
    "skirt": 49.0,
    "sweater": 59.0,
    "t-shirt": 22.0,
    "trousers": 55.0,
}
_MATERIAL_PRICES = {
    "chiffon": 1.15,
    "corduroy": 1.1,
    "cotton": 1.0,
    "denim": 1.1,
    "knit": 1.1,
    "leather": 2.2,
    "linen": 1.2,
    "satin": 1.3,
    "tweed": 1.4,
    "velvet": 1.35,
    "wool": 1.5,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One product of the shop.

    Attributes:
        id: Stable and readable, such as ``atl-000123``.
        family: Shared by garments made from one model.
        garment: What it is.
        title: What the shop calls it.
        caption: One natural sentence about it.
        price: In the shop's currency.
        seed: Drives what the attributes leave open in the drawing; see ``drawing.picture.draw``.
    """

    id: str
    family: str
    garment: Garment
    title: str
    caption: str
    price: float
    seed: int

    def product(self) -> Product:
        """Return the piece as every other room of the package knows products."""
        facts = {"caption": self.caption, "family": self.family, **self.garment.attributes()}
        return Product(id=self.id, title=self.title, price=self.price, attributes=facts)


def design_shop(count: int, seed: int = 0) -> list[Piece]:
    """Design a shop of ``count`` pieces.

    Args:
        count: How many pieces, from 1 to 100,000.
        seed: Another seed is another shop.

    Raises:
        InvalidLimit: ``count`` is out of range.

    Example:
        >>> shop = design_shop(30, seed=1)
        >>> shop[:10] == design_shop(10, seed=1)
        True
    """
    if not 1 <= count <= MAX_PIECES:
        raise InvalidLimit(
            f"a shop has 1 to {MAX_PIECES} pieces, got {count}", hint="ask for a count in range"
        )
    pieces: list[Piece] = []
    seen: set[Garment] = set()
    number = 0
    while len(pieces) < count:
        chance = Chance("shop", seed, number)
        for shot, garment in enumerate(_family(chance, seen)):
            pieces.append(_piece(len(pieces), number, garment, (seed, shot), chance))
        number += 1
    return pieces[:count]


def _piece(
    index: int, family: int, garment: Garment, keys: tuple[int, int], chance: Chance
) -> Piece:
    seed, shot = keys
    model = int(Chance("model", seed, family).random() * (1 << 40))
    return Piece(
        id=f"atl-{index:06d}",
        family=f"fam-{family:05d}",
        garment=garment,
        title=title(garment, chance),
        caption=caption(garment, chance),
        price=price(garment, chance),
        seed=(model << 4) | (shot & 15),
    )


def price(garment: Garment, rng: Rng) -> float:
    """Return what a garment costs: its cloth and trims, and a share of chance."""
    amount = _BASE_PRICES[garment.category] * _MATERIAL_PRICES[garment.material]
    amount *= 1 + 0.05 * len(garment.details) + (0.08 if garment.pattern != words.PLAIN else 0)
    amount *= 0.85 + 0.4 * rng.random()
    return round(amount) - pick(rng, (0.01, 0.05, 0.1))


def _family(chance: Chance, seen: set[Garment]) -> list[Garment]:
    """Return a model and its siblings, none of them made before; remember them in ``seen``."""
    base = _fresh_model(chance, seen)
    family = [base]
    wanted = 5 + below(chance, 5)
    queues = {
        "colour": colour_changes(base, chance),
        "shape": shape_changes(base, chance),
        "detail": detail_changes(base, chance),
        "pattern": pattern_changes(base, chance),
        "material": material_changes(base, chance),
    }
    weights = {"colour": 5.0, "shape": 1.8, "detail": 2.6, "pattern": 1.4, "material": 0.6}
    while len(family) < wanted and weights:
        kind = weighted(chance, weights)
        sibling = next((one for one in queues[kind] if one not in seen), None)
        if sibling is None:
            del weights[kind]
            continue
        seen.add(sibling)
        family.append(sibling)
    return family


def _fresh_model(chance: Chance, seen: set[Garment]) -> Garment:
    while True:
        garment = random_garment(chance)
        if garment not in seen:
            seen.add(garment)
            return garment


def random_garment(rng: Rng, category: str | None = None) -> Garment:
    """Return a plausible garment; every allowed combination can come up.

    Args:
        rng: Source of chance.
        category: A key of ``vocabulary.CATEGORIES``; None draws one.
    """
    while True:
        try:
            return _attempt(rng, category or weighted(rng, _CATEGORY_WEIGHTS))
        except InvalidGarment:
            # Rules that tie attributes together (a bow needs an open neck) are simplest to meet
            # by drawing again; about two attempts in three are garments.
            continue


def _attempt(rng: Rng, category: str) -> Garment:
    rules = words.CATEGORIES[category]
    material = pick(rng, rules.materials)
    allowed = [name for name in rules.patterns if name in words.MATERIAL_PATTERNS[material]]
    pattern = weighted(rng, {name: _PATTERN_WEIGHTS[name] for name in allowed})
    colour = pick(rng, tuple(words.COLOURS))
    accent = None
    if pattern != words.PLAIN:
        accent = fitting_accent(colour, pattern, pick(rng, accents(colour)))
    details = set(rules.required)
    details |= {name for name in rules.details if rng.random() < _DETAIL_CHANCES[name]}
    return Garment(
        category,
        colour,
        accent,
        pattern,
        sleeve=pick(rng, rules.sleeves),
        neckline=pick(rng, rules.necklines),
        length=pick(rng, rules.lengths),
        silhouette=pick(rng, rules.silhouettes),
        material=material,
        details=tuple(sorted(details)),
        audience=pick(rng, rules.audiences),
        motif=pick(rng, words.MOTIFS) if pattern == words.GRAPHIC else words.NONE,
    )


def accents(colour: str) -> list[str]:
    """Return the colours that can be seen as a pattern on a ground; neutral ones come thrice."""
    neutral = [name for name in ("white", "black", "navy", "ivory") if visible(colour, name)]
    return [name for name in words.COLOURS if visible(colour, name)] + neutral * 2


def _made(garments: Iterator[Garment | None]) -> Iterator[Garment]:
    return (garment for garment in garments if garment is not None)


def _try(garment: Garment, **attrs: object) -> Garment | None:
    try:
        return garment.changed(**attrs)
    except InvalidGarment:
        return None


def colour_changes(garment: Garment, rng: Rng) -> Iterator[Garment]:
    """Yield the garment in other colours, in random order; a pattern keeps its accent."""
    others = [name for name in words.COLOURS if name != garment.colour]
    if garment.accent is not None:
        others = [name for name in others if visible(name, garment.accent)]
    return _made(_try(garment, colour=name) for name in shuffled(rng, others))


def shape_changes(garment: Garment, rng: Rng) -> Iterator[Garment]:
    """Yield the garment with another sleeve, neckline, length or silhouette, in random order."""
    rules = words.CATEGORIES[garment.category]
    options = [
        (attribute, value)
        for attribute, values in (
            ("sleeve", rules.sleeves),
            ("length", rules.lengths),
            ("neckline", rules.necklines),
            ("silhouette", rules.silhouettes),
        )
        for value in values
        if value != getattr(garment, attribute)
    ]
    return _made(_try(garment, **{name: value}) for name, value in shuffled(rng, options))


def detail_changes(garment: Garment, rng: Rng) -> Iterator[Garment]:
    """Yield the garment with one detail more or less, those it has first."""
    rules = words.CATEGORIES[garment.category]
    missing = [name for name in rules.details if not garment.has(name)]
    order = [*shuffled(rng, garment.details), *shuffled(rng, missing)]
    return _made(
        _try(
            garment,
            details=tuple({*garment.details} ^ {name}),
        )
        for name in order
    )


def material_changes(garment: Garment, rng: Rng) -> Iterator[Garment]:
    """Yield the garment in other materials, in random order."""
    rules = words.CATEGORIES[garment.category]
    others = [name for name in rules.materials if name != garment.material]
    return _made(_try(garment, material=name) for name in shuffled(rng, others))


def pattern_changes(garment: Garment, rng: Rng) -> Iterator[Garment]:
    """Yield the garment in other patterns, in random order; plain cloth takes a random accent."""
    rules = words.CATEGORIES[garment.category]
    others = shuffled(rng, [name for name in rules.patterns if name != garment.pattern])
    wish = garment.accent or pick(rng, accents(garment.colour))
    motif = pick(rng, words.MOTIFS)

    def change(name: str) -> Garment | None:
        accent = fitting_accent(garment.colour, name, wish)
        shown = motif if name == words.GRAPHIC else words.NONE
        return _try(garment, pattern=name, accent=accent, motif=shown)

    return _made(change(name) for name in others)
