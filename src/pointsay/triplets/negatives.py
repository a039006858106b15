"""Hard negatives of a triplet: pictures that a composer finds when it did half of its work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pointsay.triplets.difference import changes, comparable
from pointsay.triplets.knowing import OF_PATTERN, SILENT
from pointsay.triplets.record import Negative

if TYPE_CHECKING:
    from pointsay.triplets.difference import Change
    from pointsay.triplets.record import Wrong
    from pointsay.triplets.shelf import Shelf, Sight

Known = Mapping[str, str]


def hard_negatives(
    shelf: Shelf, reference: int, target: int, change: Sequence[Change], each: int = 2
) -> tuple[Negative, ...]:
    """Return the hard negatives of one triplet, the reference before all, then the nearest.

    What is wrong with each is defined at `Negative`; by attributes where they are known. Where they
    are not, only ``inverted`` can be told, by vectors: near the reference, and on the other side of
    it than the target.

    Args:
        shelf: Where they are looked for: among the nearest of the reference, then of the target.
        reference: Place of the reference.
        target: Place of the target.
        change: What is known to differ.
        each: At most so many of a kind.
    """
    found: dict[Wrong, dict[int, None]] = {"wrong_edit": {}, "wrong_product": {}, "inverted": {}}
    sought = shelf.sights[target]
    for at in (*shelf.nearest(reference), *shelf.nearest(target)):
        one = shelf.sights[at]
        wrong = _wrong(one, shelf.sights[reference], sought, change)
        if wrong is None or len(found[wrong]) >= each or at in (reference, target):
            continue
        if not one.print.near(sought.print):
            found[wrong][int(at)] = None
        if all(len(some) >= each for some in found.values()):
            break
    query = Negative(shelf.sights[reference].seen.picture, "query")
    others = [
        Negative(shelf.sights[at].seen.picture, wrong)
        for wrong, some in found.items()
        for at in some
    ]
    return (query, *others)


def _wrong(one: Sight, reference: Sight, target: Sight, change: Sequence[Change]) -> Wrong | None:
    known, old = one.seen.attributes, reference.seen.attributes
    if not change:
        away = float((one.vector - reference.vector) @ (target.vector - reference.vector))
        return "inverted" if away <= 0 else None
    if not comparable(known, old):
        return None
    changed = {each.kind for each in change}
    figures = set(OF_PATTERN) if "pattern" in changed else set()
    other = {each.kind for each in changes(old, known)}
    if not other:
        return "inverted"
    done = all(known[each.kind] == each.new for each in change)
    done &= all(known.get(kind) == target.seen.attributes.get(kind) for kind in figures)
    if other <= changed:
        return None if done or not _apart(known, change) else "wrong_edit"
    seen = other - changed - figures - set(SILENT)
    return "wrong_product" if done and seen else None


def _apart(known: Known, change: Sequence[Change]) -> bool:
    """Say whether what was asked for is clearly missing: "navy blue" is not apart from "blue"."""
    return any(
        known[one.kind] != one.new and not set(known[one.kind].split()) & set(one.new.split())
        for one in change
    )
