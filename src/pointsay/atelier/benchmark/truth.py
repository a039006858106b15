"""What a wish demands, and which pieces of a gallery fulfil it. Exact, because both are attributes.

A demand gives for every attribute the values that are *right*, and beside them the values that are
*moot*: those that a picture cannot tell from the right ones, or that nobody meant. An attribute
that is missing from the demand is free. "Keep everything else" means: of every attribute that the
wish does not speak of, right is the reference's own value and nothing else. Moot beside it are

- the other audience (a cut for men is a little broader, which no shopper means by a wish),
- every other cloth: small pictures tell cloths apart only here and there. A wish that speaks of the
  cloth is judged by it, and is only asked where it shows (`seeing`),
- what looks alike in a picture: colours closer than `ALIKE_COLOURS`, straight and tapered legs,
  stripes and pinstripes, check and houndstooth. When a cloth is asked for, all smooth ones look
  alike, and leather is like satin.

Title, caption, family, price and the photo itself are never asked for: they are free.

The print is one *aspect* of three attributes (pattern, its accent colour, its motif); every other
attribute, each detail included, is an aspect of its own. An aspect is *failed* when the value of
one of its attributes is neither right nor moot. Of the pieces that nobody points at

- *targets* fail nothing, show nothing moot, and belong to the benchmark's split;
- *ignored* are those that fail nothing but show something moot, or belong to another split: right
  answers that were trained on are neither counted nor punished;
- *hard* negatives fail exactly one aspect. If it was wished for, the piece looks like the
  reference and is the edit left undone, half done or done the wrong way round (of "shorter": what
  is longer); if it was to be kept, the edit is right and the product is wrong. With them come the
  `WRONG_PRODUCTS` closest of the pieces of the same category that show all that was wished and
  fail two aspects or more that were to be kept (fewest failed first, then by id), and the right
  answers to the swapped question, where references could be taken for one another;
- *forbidden* are all pieces of the reference's category that show what the words exclude.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pointsay.atelier import vocabulary as words
from pointsay.atelier.colour import distance
from pointsay.atelier.garment import Garment
from pointsay.atelier.shop import Piece
from pointsay.atelier.split import Split, split_of

# CIE 1976 distance below which two grounds are taken for one colour in two photos: white and ivory.
ALIKE_COLOURS = 15.0
WRONG_PRODUCTS = 3
# At 160 pixels only sheen, ribs, flecks and sheer hems tell cloths apart.
_ALIKE: Mapping[str, tuple[frozenset[str], ...]] = {
    "material": (
        frozenset({"cotton", "denim", "linen", "velvet", "wool"}),
        frozenset({"leather", "satin"}),
    ),
    "silhouette": (frozenset({"straight", "tapered"}),),
    "pattern": (frozenset({"stripes", "pinstripes"}), frozenset({"check", "houndstooth"})),
    "audience": (frozenset(words.AUDIENCES),),
}
_PRINT = frozenset({"pattern", "accent", "motif"})
# Every attribute of a garment; each detail is a yes/no attribute of its own.
ATTRIBUTES = (
    "category",
    "colour",
    "accent",
    "pattern",
    "motif",
    "sleeve",
    "neckline",
    "length",
    "silhouette",
    "material",
    "audience",
    *words.DETAILS,
)


@dataclass(frozen=True, slots=True)
class Want:
    """What one attribute may be.

    Attributes:
        right: Values that fulfil the wish.
        moot: Values that neither fulfil nor fail it; none of them is right.
    """

    right: frozenset[str]
    moot: frozenset[str] = frozenset()


Demand = Mapping[str, Want]


@dataclass(frozen=True, slots=True)
class Truth:
    """Which pieces are what, as ids; see the module.

    Sets of different names are disjoint, but hard pieces may be forbidden too.
    """

    targets: frozenset[str]
    ignored: frozenset[str]
    hard: frozenset[str]
    forbidden: frozenset[str]


@cache
def alike(attribute: str, value: str) -> frozenset[str]:
    """Return the values that a picture cannot tell from this one, itself included."""
    if attribute in ("colour", "accent") and value in words.COLOURS:
        one = words.COLOURS[value]
        return frozenset(
            name for name, other in words.COLOURS.items() if distance(one, other) < ALIKE_COLOURS
        )
    groups = [group for group in _ALIKE.get(attribute, ()) if value in group]
    return frozenset({value}).union(*groups)


@cache
def only(attribute: str, value: str) -> Want:
    """Return the want of one value; what looks like it is moot."""
    return Want(frozenset({value}), alike(attribute, value) - {value})


def but(attribute: str, value: str, values: Iterable[str]) -> Want:
    """Return the want of every value except one; what looks like that one is moot."""
    near = alike(attribute, value)
    return Want(frozenset(values) - near, near - {value})


def kept(garment: Garment) -> dict[str, Want]:
    """Return the demand that everything stays."""
    flat = garment.attributes()
    every = {name: only(name, flat[name]) for name in ATTRIBUTES}
    return every | {"material": any_cloth(garment)}


def any_cloth(garment: Garment) -> Want:
    """Return the want of a garment's cloth where nobody could tell another from it."""
    own = frozenset({garment.material})
    return Want(own, frozenset(words.MATERIALS) - own)


def aspect_of(attribute: str) -> str:
    """Return what an attribute is counted as: pattern, accent and motif are one print."""
    return "print" if attribute in _PRINT else attribute


class Judge:
    """Finds the truth of wishes over one gallery.

    Args:
        gallery: The pieces.
        split: Only its combinations may be targets.
    """

    def __init__(self, gallery: Sequence[Piece], split: Split) -> None:
        self._looks = [
            (piece.id, piece.garment.attributes(), split_of(piece.garment) == split)
            for piece in gallery
        ]

    def find(
        self,
        demand: Demand,
        wished: frozenset[str],
        excluded: Mapping[str, str],
        pointed: frozenset[str],
    ) -> Truth:
        """Sort the gallery by a wish.

        Args:
            demand: What is right; always names the category.
            wished: The aspects that the words speak of.
            excluded: Attribute -> the value that the words rule out.
            pointed: Ids of the pieces that are pointed at; they are in no set.
        """
        targets, ignored, hard, forbidden = set[str](), set[str](), set[str](), set[str]()
        wrong: list[tuple[int, str]] = []
        for name, flat, ours in self._looks:
            same_category = flat["category"] in demand["category"].right
            if name in pointed or not (same_category or "category" in wished):
                continue
            if any(flat[attribute] == value for attribute, value in excluded.items()):
                forbidden.add(name)
            failed, moot = _compare(demand, flat)
            if not failed:
                (targets if ours and not moot else ignored).add(name)
            elif len(failed) == 1:
                hard.add(name)
            elif not failed & wished:
                wrong.append((len(failed), name))
        hard.update(name for _, name in sorted(wrong)[:WRONG_PRODUCTS])
        return Truth(*map(frozenset, (targets, ignored, hard, forbidden)))


def _compare(demand: Demand, flat: Mapping[str, str]) -> tuple[set[str], bool]:
    """Return the failed aspects, and whether anything moot is shown."""
    failed, moot = set[str](), False
    for attribute, want in demand.items():
        value = flat[attribute]
        if value in want.right:
            continue
        if value in want.moot:
            moot = True
        else:
            failed.add(aspect_of(attribute))
    return failed, moot
