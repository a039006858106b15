"""Hard negatives of a triplet: pictures that a composer finds when it did half of its work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from pointsay.triplets.knowing import OF_PATTERN, SILENT
from pointsay.triplets.record import Negative

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.triplets.difference import Change
    from pointsay.triplets.record import Wrong
    from pointsay.triplets.shelf import Shelf

    Places = NDArray[np.int64]


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
    around = shelf.nearest[[reference, target]].ravel().astype(np.int64)
    around = around[np.sort(np.unique(around, return_index=True)[1])]
    around = around[(around != reference) & (around != target)]
    found: Mapping[Wrong, Iterable[int]]
    if change:
        found = _by_attributes(shelf, reference, target, change, around)
    else:
        found = {"inverted": _behind(shelf, reference, target, around)}
    sought = shelf.sights[target].print
    chosen = [Negative(shelf.sights[reference].seen.picture, "query")]
    for wrong, places in found.items():
        sights = (shelf.sights[int(at)] for at in places)
        fit = (one for one in sights if not one.print.near(sought))
        chosen += [Negative(one.seen.picture, wrong) for one in islice(fit, each)]
    return tuple(chosen)


def _by_attributes(
    shelf: Shelf, reference: int, target: int, change: Sequence[Change], around: Places
) -> Mapping[Wrong, Iterable[int]]:
    codes = shelf.codes
    kinds = {one.kind for one in change}
    changed = codes.columns(kinds)
    asked = changed | codes.columns(OF_PATTERN if "pattern" in kinds else ())
    around = around[codes.comparable(reference, around)]
    other = codes.differ(reference, around)
    done = (codes.table[around][:, asked] == codes.table[target, asked]).all(axis=1)
    beside = other[:, ~changed & ~codes.columns(SILENT)].any(axis=1)
    half = other.any(axis=1) & ~other[:, ~changed].any(axis=1) & ~done
    return {
        "wrong_edit": (at for at in around[half] if _apart(shelf.attributes(int(at)), change)),
        "wrong_product": around[done & beside],
        "inverted": around[~other.any(axis=1)],
    }


def _behind(shelf: Shelf, reference: int, target: int, around: Places) -> Places:
    """Return the pictures that lie on the other side of the reference than the target."""
    way = shelf.vectors[target] - shelf.vectors[reference]
    away: NDArray[np.float32] = (shelf.vectors[around] - shelf.vectors[reference]) @ way
    return around[away <= 0]


def _apart(known: Mapping[str, str], change: Sequence[Change]) -> bool:
    """Say whether what was asked for is clearly missing: "navy blue" is not apart from "blue"."""
    return any(
        known[one.kind] != one.new and not set(known[one.kind].split()) & set(one.new.split())
        for one in change
    )
