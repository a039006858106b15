"""The gallery that a benchmark's wishes are asked of: families made for them, and other goods.

A family is a model varied along two attributes at once, every combination of them made, each in one
to three pieces that differ in the model's measures and the photo. So a wish has several right
answers, and beside them lies what was changed half or not at all. Some families bring garments of
another category in the same cloth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark.scales import SHADES, hue
from pointsay.atelier.benchmark.seeing import cloth_shows, faint
from pointsay.atelier.benchmark.truth import alike
from pointsay.atelier.chance import Chance, below, pick, shuffled, weighted
from pointsay.atelier.garment import Garment, InvalidGarment
from pointsay.atelier.shop import Piece, accents, design_shop, price, random_garment
from pointsay.atelier.split import Split, split_of
from pointsay.atelier.wording import caption, title

FAMILY_SHARE = 0.75  # of the gallery; the rest is an ordinary shop, of every split
_COPIES = {1: 0.25, 2: 0.45, 3: 0.3}
_COMPANION_SHARE = 0.25  # of the families
_COMPANIONS = 4
_TRIES = 12  # of a random cut; some do not go with the cloth
_OTHER_AUDIENCE = 0.12
_LOOKS = range(4, 13)
_SHOT_BITS = 4

# Returns the garment with one attribute changed; the first option of an axis changes nothing.
Option = Callable[[Garment], Garment]
Axis = Callable[[Garment, Split, Chance], list[Option]]


def design_gallery(count: int, split: Split, seed: int) -> list[Piece]:
    """Design a gallery; families come first in making, chance decides the order.

    Args:
        count: How many pieces.
        split: Families have at least a third of their looks in it.
        seed: Another seed, another gallery.
    """
    made: list[tuple[str, Garment]] = []
    seen: set[Garment] = set()
    number = 0
    while len(made) < count * FAMILY_SHARE:
        chance = Chance("benchmark family", split, seed, number)
        name = f"{split}-{number:05d}"
        made += [(name, garment) for garment in _family(chance, split, seen)]
        number += 1
    others = design_shop(count, 1 + below(Chance("benchmark shop", split, seed), 1 << 30))
    made = made[:count]
    made += [(f"shop-{one.family}", one.garment) for one in others[: count - len(made)]]
    order = shuffled(Chance("benchmark order", split, seed), made)
    return [_piece(at, family, garment, split, seed) for at, (family, garment) in enumerate(order)]


def _piece(at: int, family: str, garment: Garment, split: Split, seed: int) -> Piece:
    chance = Chance("benchmark piece", split, seed, at)
    return Piece(
        id=f"{split}-{at:05d}",
        family=family,
        garment=garment,
        title=title(garment, chance),
        caption=caption(garment, chance),
        price=price(garment, chance),
        seed=below(chance, 1 << 40) << _SHOT_BITS | below(chance, 1 << _SHOT_BITS),
    )


def _family(chance: Chance, split: Split, seen: set[Garment]) -> list[Garment]:
    """Return the garments of a family, copies included; remember its looks in ``seen``."""
    while True:
        base = random_garment(chance)
        first, second = shuffled(chance, [name for name in _AXES if _fits(name, base)])[:2]
        columns, rows = (_AXES[name](base, split, chance) for name in (first, second))
        looks = list(dict.fromkeys(_grid(base, columns, rows)))
        ours = sum(split_of(look) == split for look in looks)
        if len(looks) in _LOOKS and 3 * ours >= len(looks) and not seen.intersection(looks):
            break
    seen.update(looks)
    family = [_other_audience(look, chance) for look in looks for _ in _copies(chance)]
    if chance.random() < _COMPANION_SHARE:
        family += _companions(pick(chance, looks), split, chance)
    return family


def _copies(chance: Chance) -> range:
    return range(weighted(chance, _COPIES))


def _grid(base: Garment, columns: Iterable[Option], rows: Sequence[Option]) -> Iterator[Garment]:
    for column in columns:
        for row in rows:
            try:
                yield row(column(base))
            except InvalidGarment:
                continue


def _other_audience(garment: Garment, chance: Chance) -> Garment:
    """Return now and then the same look cut for the others, which a wish must ignore."""
    if chance.random() >= _OTHER_AUDIENCE:
        return garment
    try:
        return garment.changed(audience="men" if garment.audience == "women" else "women")
    except InvalidGarment:
        return garment


def _companions(look: Garment, split: Split, chance: Chance) -> list[Garment]:
    """Return garments of another category in the cloth of a look; none when none is ours."""
    others = [name for name in words.CATEGORIES if name != look.category]
    for category in shuffled(chance, others):
        tries = (_in_cloth_of(look, random_garment(chance, category)) for _ in range(_TRIES))
        found = [made for made in tries if made and split_of(made) == split]
        if len(found) >= _COMPANIONS:
            return found[:_COMPANIONS]
    return []


def _in_cloth_of(look: Garment, cut: Garment) -> Garment | None:
    cloth = {
        name: getattr(look, name) for name in ("colour", "accent", "pattern", "motif", "material")
    }
    try:
        return cut.changed(**cloth)
    except InvalidGarment:
        return None


def _set(**attrs: object) -> Option:
    return lambda garment: garment.changed(**attrs)


def _options(attribute: str, values: Iterable[str]) -> list[Option]:
    return [_set(), *(_set(**{attribute: value}) for value in values)]


def _fits(axis: str, base: Garment) -> bool:
    """Say whether an axis can be walked from a garment at all."""
    plain, upper = base.pattern == words.PLAIN, base.sleeve != words.NONE
    return {
        "colour": plain,
        "shade": plain and hue(base.colour) is not None,
        "accent": not plain,
        "sleeve": upper,
        "neckline": upper,
    }.get(axis, True)


def _ours_first(base: Garment, attribute: str, values: Iterable[str], split: Split) -> list[str]:
    """Return the values with which a garment belongs to the split, then the others."""

    def foreign(value: str) -> bool:
        try:
            return split_of(base.changed(**{attribute: value})) != split
        except InvalidGarment:
            return True

    near = alike(attribute, getattr(base, attribute))
    return sorted((value for value in values if value not in near), key=foreign)


def _colour(base: Garment, split: Split, chance: Chance) -> list[Option]:
    colours = _ours_first(base, "colour", shuffled(chance, tuple(words.COLOURS)), split)
    return _options("colour", colours[:3])


def _shade(base: Garment, _: Split, __: Chance) -> list[Option]:
    return _options("colour", SHADES[hue(base.colour) or ""])


def _accent(base: Garment, _: Split, chance: Chance) -> list[Option]:
    near = alike("accent", base.accent or "")
    clear = [name for name in accents(base.colour) if not faint(base.colour, name)]
    others = [name for name in shuffled(chance, clear) if name not in near]
    return _options("accent", list(dict.fromkeys(others))[:2])


def _pattern(base: Garment, split: Split, chance: Chance) -> list[Option]:
    allowed = shuffled(chance, words.CATEGORIES[base.category].patterns)
    # What the cloth does not come in goes, or most of a silk's axis would be impossible.
    woven = [name for name in allowed if name in words.MATERIAL_PATTERNS[base.material]]
    return _options("pattern", _ours_first(base, "pattern", woven, split)[:3])


def _shape(attribute: str, rules: str, count: int) -> Axis:
    def axis(base: Garment, _: Split, chance: Chance) -> list[Option]:
        values: Sequence[str] = getattr(words.CATEGORIES[base.category], rules)
        return _options(attribute, shuffled(chance, values)[:count])

    return axis


def _material(base: Garment, _: Split, chance: Chance) -> list[Option]:
    allowed = shuffled(chance, words.CATEGORIES[base.category].materials)
    return _options("material", [name for name in allowed if cloth_shows(base, name)][:3])


def _detail(base: Garment, _: Split, chance: Chance) -> list[Option]:
    name = pick(chance, words.CATEGORIES[base.category].details)
    if base.has(name):
        return [_set(), lambda garment: garment.without_detail(name)]
    return [_set(), lambda garment: garment.with_detail(name)]


_AXES: dict[str, Axis] = {
    "accent": _accent,
    "colour": _colour,
    "detail": _detail,
    "length": _shape("length", "lengths", 4),
    "material": _material,
    "neckline": _shape("neckline", "necklines", 3),
    "pattern": _pattern,
    "shade": _shade,
    "silhouette": _shape("silhouette", "silhouettes", 3),
    "sleeve": _shape("sleeve", "sleeves", 4),
}
