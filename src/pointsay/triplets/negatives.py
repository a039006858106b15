"""Hard negatives of a triplet: pictures that a composer finds when it did half of its work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from pointsay.triplets.difference import changes, comparable
from pointsay.triplets.knowing import OF_PATTERN, SILENT
from pointsay.triplets.record import Negative

if TYPE_CHECKING:
    from pointsay.triplets.difference import Change
    from pointsay.triplets.record import Wrong
    from pointsay.triplets.shelf import Shelf, Sight
    from pointsay.types import Vector

_NEAREST: Final = 200  # pictures that are tried

Known = Mapping[str, str]


def hard_negatives(
    shelf: Shelf,
    reference: Sight,
    target: Sight,
    change: Sequence[Change],
    *,
    each: int = 2,
    excludes: bool = False,
) -> tuple[Negative, ...]:
    """Return the hard negatives of one triplet, nearest first, the reference before all.

    What is wrong with each is defined at `Negative`; by attributes where they are known. Where they
    are not, only ``inverted`` can be told, by vectors: near the reference, and on the other side of
    it than the target.

    Args:
        shelf: Where they are looked for.
        reference: Of the triplet.
        target: Of the triplet.
        change: What is known to differ.
        each: At most so many of a kind.
        excludes: The instruction only says what is not wanted: another value than the target's is
            right, so that there is no ``wrong_edit``.
    """
    around = [*_near(shelf, reference.vector), *_near(shelf, target.vector)]
    found: dict[Wrong, list[Sight]] = {"wrong_edit": [], "wrong_product": [], "inverted": []}
    seen = {reference.seen.picture.sha256, target.seen.picture.sha256}
    for one in around:
        if one.seen.picture.sha256 in seen:
            continue
        wrong = _wrong(one, reference, target, change)
        if wrong is None or (wrong == "wrong_edit" and excludes) or len(found[wrong]) >= each:
            continue
        if one.print.near(target.print):
            continue
        seen.add(one.seen.picture.sha256)
        found[wrong].append(one)
    others = [Negative(one.seen.picture, wrong) for wrong, some in found.items() for one in some]
    return (Negative(reference.seen.picture, "query"), *others)


def _near(shelf: Shelf, vector: Vector) -> Iterator[Sight]:
    likeness = shelf.vectors @ vector
    count = min(_NEAREST, len(likeness))
    nearest = np.argpartition(-likeness, count - 1)[:count]
    return (shelf.sights[at] for at in nearest[np.argsort(-likeness[nearest], kind="stable")])


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
    done = all(
        known[each.kind] == each.new and _figures_are(known, target, figures) for each in change
    )
    if other <= changed:
        return None if done or not _apart(known, change) else "wrong_edit"
    seen = other - changed - figures - set(SILENT)
    return "wrong_product" if done and seen else None


def _figures_are(known: Known, target: Sight, figures: set[str]) -> bool:
    return all(known.get(kind) == target.seen.attributes.get(kind) for kind in figures)


def _apart(known: Known, change: Sequence[Change]) -> bool:
    """Say whether what was asked for is clearly missing: "navy blue" is not apart from "blue"."""
    return any(
        known[one.kind] != one.new and not set(known[one.kind].split()) & set(one.new.split())
        for one in change
    )
