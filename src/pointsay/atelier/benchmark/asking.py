"""Which wishes are asked of a gallery: drawn evenly over kinds and over what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, permutations

from pointsay.atelier import vocabulary as words
from pointsay.atelier.benchmark.references import assemble, borrow, lends
from pointsay.atelier.benchmark.truth import Judge, Truth
from pointsay.atelier.benchmark.wishes import (
    KINDS,
    Pointed,
    Said,
    Wish,
    edit,
    exclude,
    recategorise,
    step,
)
from pointsay.atelier.chance import Chance, pick, shuffled
from pointsay.atelier.garment import Garment
from pointsay.atelier.shop import Piece
from pointsay.atelier.split import Split

SHARES: Mapping[str, float] = {
    "change": 0.27,
    "change_two": 0.14,
    "add": 0.07,
    "remove": 0.11,
    "exclude": 0.13,
    "relative": 0.13,
    "two_references": 0.08,
    "three_references": 0.07,
}
MOST_TARGETS = 20
_LONE_TARGET = 0.4  # how often a wish with a single right answer is taken
_PER_REFERENCE = 3
_PAIRS = 60  # of a family's looks; ten times what is asked, so that drawing stays quick
_LENDABLE = ("sleeve", "neckline", "colour", "pattern", "length", "silhouette", "material")
# Three attributes that together say enough to be looked for, for those with and without sleeves.
_PARTS = (
    ("neckline", "sleeve", "colour"),
    ("length", "sleeve", "colour"),
    ("silhouette", "neckline", "colour"),
    ("silhouette", "length", "colour"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish with its truth."""

    wish: Wish
    truth: Truth


def draw_wishes(gallery: Sequence[Piece], count: int, split: Split, seed: int) -> list[Asked]:
    """Return up to ``count`` wishes with at least one target and one hard negative each.

    Args:
        gallery: What is asked; see `gallery.design_gallery`.
        count: How many; a gallery too small for them gives fewer.
        split: Whose combinations are targets.
        seed: Another seed asks other wishes.
    """
    chance, judge = Chance("benchmark wishes", split, seed), Judge(gallery, split)
    pools: dict[str, dict[str, list[Wish]]] = {kind: {} for kind in KINDS}
    for wish in _possible(gallery, chance):
        pools[wish.kind].setdefault(_label(wish), []).append(wish)
    used: Counter[str] = Counter()
    known: set[tuple[tuple[Pointed, ...], tuple[Said, ...]]] = set()
    found: list[Asked] = []

    def ask(wish: Wish) -> Asked | None:
        if used[wish.reference.id] == _PER_REFERENCE or (wish.pointed, wish.said) in known:
            return None
        truth = wish.truth(judge)
        return Asked(wish, truth) if _worth_asking(truth, chance) else None

    before = 0
    for kind, share in zip(KINDS, accumulate(SHARES[kind] for kind in KINDS), strict=True):
        # Of the running sum, so that the kinds' shares add up to the whole.
        wanted, before = round(count * share) - before, round(count * share)
        for asked in islice(_in_turn(pools[kind], ask, chance), wanted):
            found.append(asked)
            used[asked.wish.reference.id] += 1
            known.add((asked.wish.pointed, asked.wish.said))
    return shuffled(chance, found)


def _label(wish: Wish) -> str:
    """Return what is said; of three references, whether the first is meant as a whole."""
    if wish.kind == "three_references":
        return wish.said[0].verb
    return "+".join(sorted(f"{one.verb} {one.attribute}" for one in wish.said))


def _worth_asking(truth: Truth, chance: Chance) -> bool:
    if not truth.hard or not 1 <= len(truth.targets) <= MOST_TARGETS:
        return False
    return len(truth.targets) > 1 or chance.random() < _LONE_TARGET


def _in_turn(
    pool: Mapping[str, Sequence[Wish]], ask: Callable[[Wish], Asked | None], chance: Chance
) -> Iterator[Asked]:
    """Yield one wish of each label in turn, so that rare ones are asked as often as common ones."""
    queues = [filter(None, map(ask, shuffled(chance, pool[label]))) for label in sorted(pool)]
    while queues:
        for queue in list(queues):
            asked = next(queue, None)
            if asked is None:
                queues.remove(queue)
            else:
                yield asked


def _possible(gallery: Sequence[Piece], chance: Chance) -> Iterator[Wish]:
    families: dict[str, dict[Garment, list[Piece]]] = {}
    for piece in gallery:
        families.setdefault(piece.family, {}).setdefault(piece.garment, []).append(piece)
    lenders = _lenders(gallery)
    for looks in families.values():
        for old, new in shuffled(chance, list(permutations(looks, 2)))[:_PAIRS]:
            reference = pick(chance, looks[old])
            yield from filter(None, _between(reference, new, lenders, chance))
        for pieces in looks.values():
            yield from filter(None, _about(pick(chance, pieces)))
    for piece in gallery:
        yield from filter(None, _assembled(piece, lenders, chance))


Lenders = Mapping[tuple[str, object], Sequence[Piece]]


def _lenders(gallery: Sequence[Piece]) -> Lenders:
    """Return the pieces that show each value of what can be lent; prints go by all they are."""
    found: dict[tuple[str, object], list[Piece]] = {}
    for piece in gallery:
        for role in _LENDABLE:
            if lends(Pointed(piece, role)):
                found.setdefault((role, _lent(piece.garment, role)), []).append(piece)
    return found


def _lent(garment: Garment, role: str) -> object:
    if role == "pattern":
        return garment.pattern, garment.accent, garment.motif
    if role in ("length", "silhouette"):
        return garment.category, getattr(garment, role)
    return getattr(garment, role)


def _between(
    reference: Piece, target: Garment, lenders: Lenders, chance: Chance
) -> Iterator[Wish | None]:
    if reference.garment.category != target.category:
        yield recategorise(reference, target.category)
        return
    wish = edit(reference, target)
    yield wish
    if wish is None:
        return
    roles = [one.attribute for one in wish.said if one.verb == "change"]
    if len(roles) < len(wish.said) or not set(roles) <= set(_LENDABLE):
        return
    donors = [_lender(target, role, lenders, chance, {reference.family}) for role in roles]
    if all(donors):
        yield borrow(reference, [donor for donor in donors if donor])


def _about(piece: Piece) -> Iterator[Wish | None]:
    for attribute in ("pattern", "material", "colour", "sleeve", "neckline"):
        yield exclude(piece, attribute)
    for attribute in ("length", "sleeve", "silhouette", "colour"):
        yield step(piece, attribute, "more")
        yield step(piece, attribute, "less")


def _assembled(piece: Piece, lenders: Lenders, chance: Chance) -> Iterator[Wish | None]:
    """Yield one wish for a piece put together from three others."""
    garment = piece.garment
    upper = garment.sleeve != words.NONE
    roles = pick(chance, _PARTS if upper else _PARTS[3:])
    if garment.pattern != words.PLAIN or not all(lends(Pointed(piece, role)) for role in roles):
        return
    parts = [
        _lender(garment, role, lenders, chance, {piece.family}, same_category=True)
        for role in roles
    ]
    if all(parts):
        yield assemble([part for part in parts if part])


def _lender(
    target: Garment,
    role: str,
    lenders: Lenders,
    chance: Chance,
    families: set[str],
    *,
    same_category: bool = False,
) -> Pointed | None:
    """Return a piece of another family that shows what the target has, or None."""
    candidates = lenders.get((role, _lent(target, role)), ())
    if same_category:
        candidates = [
            one
            for one in candidates
            if (one.garment.category, one.garment.pattern) == (target.category, target.pattern)
        ]
    others = [one for one in candidates if one.family not in families]
    return Pointed(pick(chance, others), role) if others else None
