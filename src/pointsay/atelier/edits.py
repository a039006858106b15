"""Scripted questions with exact answers: a reference, a wish, and the pieces that fulfil it.

The wish names every attribute that changes; everything it does not name stays as in the reference.
The truth is the set of pieces whose garment equals the changed garment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pointsay.atelier import vocabulary as words
from pointsay.atelier.chance import Chance, Rng, pick, shuffled
from pointsay.atelier.garment import Garment
from pointsay.atelier.shop import Piece
from pointsay.atelier.wording import (
    article_name,
    detail_phrase,
    pattern_phrase,
    plural,
    with_article,
)
from pointsay.errors import InvalidLimit

# How often a question with a single wish is preferred; shoppers mostly change one thing.
_ONE_WISH = 0.5

Change = dict[str, tuple[str, str]]
Namer = Callable[[Garment, Garment, Change, Rng], str]


@dataclass(frozen=True, slots=True)
class Ask:
    """One composed question with its exact answer.

    Attributes:
        reference: The piece that the shopper points at.
        text: What should be different.
        target_ids: Every piece of the shop that is the answer; never the reference.
        change: Attribute -> (the reference's value, the target's value).
    """

    reference: Piece
    text: str
    target_ids: tuple[str, ...]
    change: Change


class ShopIndex:
    """Finds pieces by family and by garment; build once, ask often.

    Args:
        shop: The pieces.
    """

    def __init__(self, shop: Sequence[Piece]) -> None:
        self.families: dict[str, list[Piece]] = {}
        self.by_garment: dict[Garment, list[str]] = {}
        for piece in shop:
            self.families.setdefault(piece.family, []).append(piece)
            self.by_garment.setdefault(piece.garment, []).append(piece.id)


def ask(piece: Piece, shop: Sequence[Piece] | ShopIndex, rng: Rng) -> Ask | None:
    """Return a question about a piece that its family can answer, or None.

    Args:
        piece: The reference.
        shop: Where answers are looked for; an index saves reading the whole shop again.
        rng: Draws the answer and the wording.
    """
    index = shop if isinstance(shop, ShopIndex) else ShopIndex(shop)
    siblings = shuffled(rng, index.families.get(piece.family, []))
    if rng.random() < _ONE_WISH:
        siblings.sort(key=lambda other: len(_wishes(piece.garment.difference(other.garment))))
    for sibling in siblings:
        change = piece.garment.difference(sibling.garment)
        if not change or not sayable(piece.garment, sibling.garment):
            continue
        text = say(piece.garment, sibling.garment, rng)
        targets = tuple(index.by_garment[sibling.garment])
        return Ask(piece, text, targets, change)
    return None


def asks(shop: Sequence[Piece], count: int, seed: int = 0) -> list[Ask]:
    """Return up to ``count`` different questions about a shop.

    Args:
        shop: The pieces.
        count: How many; fewer come back when the shop cannot answer so many.
        seed: Another seed asks other questions.

    Raises:
        InvalidLimit: ``count`` is negative.
    """
    if count < 0:
        raise InvalidLimit(f"count must be 0 or more, got {count}", hint="ask for some")
    index, chance = ShopIndex(shop), Chance("asks", seed)
    found: list[Ask] = []
    said: set[tuple[str, str]] = set()
    # A few rounds: later ones find other siblings of the same references.
    for _ in range(4):
        for piece in shuffled(chance, shop):
            if len(found) == count:
                return found
            question = ask(piece, index, chance)
            if question is not None and (piece.id, question.text) not in said:
                said.add((piece.id, question.text))
                found.append(question)
    return found


def sayable(old: Garment, new: Garment) -> bool:
    """Say whether the difference is one or two wishes that a sentence can name."""
    return 1 <= len(_wishes(old.difference(new))) <= 2 and "audience" not in old.difference(new)


def _wishes(change: Change) -> list[str]:
    """Return the attributes to speak of; accent and motif are told with their pattern."""
    return [name for name in change if not (name in ("accent", "motif") and "pattern" in change)]


def say(old: Garment, new: Garment, rng: Rng) -> str:
    """Return a sentence that names everything in which ``new`` differs from ``old``."""
    change = old.difference(new)
    phrases = [_phrase(name, old, new, change, rng) for name in _wishes(change)]
    wish = " and ".join(phrases)
    this = "these" if plural(old) else "this one"
    liked, it = ("these", "them") if plural(old) else ("this", "it")
    forms = (
        f"{this} but {wish}",
        f"the same {article_name(old)}, {wish}",
        f"{wish}, everything else the same",
        f"I like {liked}, but want {it} {wish}",
        wish,
    )
    return pick(rng, forms)


def _phrase(name: str, old: Garment, new: Garment, change: Change, rng: Rng) -> str:
    if name in words.DETAILS:
        return _detail(name, old, new, rng)
    return _PHRASES[name](old, new, change, rng)


def _detail(name: str, old: Garment, new: Garment, rng: Rng) -> str:
    if new.has(name):
        phrase = detail_phrase(name, new)
        return pick(rng, (f"with {phrase}", f"with {phrase} added"))
    bare = detail_phrase(name, old).removeprefix("a ")
    return pick(rng, (f"without the {bare}", f"with no {bare}", f"minus the {bare}"))


def _colour(_: Garment, new: Garment, change: Change, rng: Rng) -> str:
    if new.pattern == words.PLAIN:
        return pick(rng, (f"in {new.colour}", f"in {new.colour} instead"))
    if {"pattern", "accent", "motif"} & set(change):
        return f"in {new.colour}"
    still = f"in {new.colour} but still with {pattern_phrase(new)}"
    return pick(rng, (f"in {new.colour} as the main colour", still))


def _pattern(old: Garment, new: Garment, _: Change, rng: Rng) -> str:
    if new.pattern == words.PLAIN:
        return pick(rng, ("in plain " + new.colour, "without the pattern, just plain"))
    instead = "" if old.pattern == words.PLAIN else " instead"
    return pick(
        rng, (f"with {pattern_phrase(new)}{instead}", f"patterned with {pattern_phrase(new)}")
    )


def _accent(_: Garment, new: Garment, __: Change, rng: Rng) -> str:
    return f"with {pattern_phrase(new)}"


def _sleeve(_: Garment, new: Garment, __: Change, rng: Rng) -> str:
    return {
        "straps": pick(rng, ("with thin straps", "with spaghetti straps instead of sleeves")),
        "sleeveless": pick(rng, ("without sleeves", "sleeveless")),
    }.get(
        new.sleeve, pick(rng, (f"with {new.sleeve} sleeves", f"with {new.sleeve} sleeves instead"))
    )


def _neckline(_: Garment, new: Garment, __: Change, rng: Rng) -> str:
    noun = {"v-neck": "v-neck", "turtleneck": "roll neck", "crew": "round neck"}
    return f"with a {noun.get(new.neckline, new.neckline + ' neckline')}"


_LENGTH_NOUNS = {
    "mini": "mini length",
    "short": "shorts length",
    "knee": "knee length",
    "midi": "midi length",
    "maxi": "maxi length",
    "cropped": "a cropped length",
    "regular": "regular length",
    "full": "full length",
    "long": "a longline cut",
}


def _length(old: Garment, new: Garment, __: Change, rng: Rng) -> str:
    order = words.CATEGORIES[new.category].lengths
    way = "longer" if order.index(new.length) > order.index(old.length) else "shorter"
    noun = _LENGTH_NOUNS[new.length]
    return pick(rng, (f"{way}, in {noun}", f"in {noun}"))


def _silhouette(_: Garment, new: Garment, __: Change, rng: Rng) -> str:
    cut, shape = with_article(f"{new.silhouette} cut"), with_article(f"{new.silhouette} shape")
    return pick(rng, (f"with {cut}", f"in {shape}"))


def _material(_: Garment, new: Garment, __: Change, rng: Rng) -> str:
    return pick(rng, (f"made of {new.material}", f"in {new.material}"))


_PHRASES: dict[str, Namer] = {
    "accent": _accent,
    "colour": _colour,
    "length": _length,
    "material": _material,
    "motif": _accent,
    "neckline": _neckline,
    "pattern": _pattern,
    "silhouette": _silhouette,
    "sleeve": _sleeve,
}
