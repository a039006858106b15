"""Which pictures of a shelf may be pairs. Functions of (shelf, options, seed); nothing is judged.

Each proposer yields places (i, j) and never the same two twice. A product has at most ``each``
partners by one proposer, of its own proposing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pointsay.triplets.difference import changes, comparable, sayable
from pointsay.triplets.knowing import OF_PATTERN
from pointsay.triplets.shelf import Shelf, groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.triplets.record import Found
    from pointsay.types import Matrix

_BLOCK = 512  # rows of similarities at a time
_LOOKED_AT = 64  # neighbours that are tried for one of the wanted kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many pairs, and how near.

    Attributes:
        each: Partners that one picture proposes, for each way of finding.
        low: Least cosine of a pair.
        high: Greatest cosine of a pair.
        same: Kinds of attribute in which a pair must agree.
        seed: Of everything drawn.
    """

    each: int = 2
    low: float = 0.5
    high: float = 0.995
    same: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two places of a shelf, and how they were found."""

    first: int
    second: int
    found: Found


Proposer = Callable[[Shelf, Wanted], Iterator[tuple[int, int]]]


def propose(shelf: Shelf, ways: Sequence[Found], wanted: Wanted) -> Iterator[Proposal]:
    """Yield the proposals of several ways, each pair once, by the first way that finds it."""
    seen: set[tuple[int, int]] = set()
    for way in ways:
        for i, j in PROPOSERS[way](shelf, wanted):
            pair = (min(i, j), max(i, j))
            if pair not in seen:
                seen.add(pair)
                yield Proposal(i, j, way)


def family(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield variants of one model, drawn at random."""
    for places in groups(one.seen.family or None for one in shelf.sights):
        for i in places:
            others = [j for j in places if j != i]
            chance = np.random.default_rng([wanted.seed, 0, i])
            for at in chance.permutation(len(others))[: wanted.each]:
                yield i, others[at]


def one_attribute(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield, kind by kind, the nearest products with another value and all else the same."""
    kinds = sorted({kind for one in shelf.sights for kind in one.seen.attributes})
    for kind in kinds:
        if kind in wanted.same:
            continue
        keys = (_all_but(shelf, i, kind) for i in range(len(shelf)))
        for places in groups(keys):
            known = [shelf.attributes(i) for i in places]
            yield from _nearest(shelf, places, wanted, _differing(known, wanted, 1))


def same_type(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield the nearest products of the same type that differ in more than one attribute."""
    for places in groups(shelf.attributes(i).get("type") for i in range(len(shelf))):
        known = [shelf.attributes(i) for i in places]
        yield from _nearest(shelf, places, wanted, _differing(known, wanted, 2))


def other_type(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield, kind by kind, the nearest of another type with another value and all else the same."""
    if "type" in wanted.same:
        return
    kinds = {kind for one in shelf.sights for kind in one.seen.attributes}
    for kind in sorted(kinds - {"type", *wanted.same}):
        keys = (_all_but(shelf, i, kind, "type") for i in range(len(shelf)))
        for places in groups(keys):
            known = [shelf.attributes(i) for i in places]
            yield from _nearest(shelf, places, wanted, _both(known, wanted, "type"))


def neighbour(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield the nearest pictures inside the band of similarity, whatever is known of them."""
    yield from _nearest(shelf, range(len(shelf)), wanted, lambda i, j: True)


def cluster(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield pictures of one cluster (`clusters`), drawn at random."""
    count = max(1, round(len(shelf) / _CLUSTER))
    for places in groups(clusters(shelf.vectors, count, wanted.seed).tolist()):
        for i in places:
            chance = np.random.default_rng([wanted.seed, 1, i])
            others = [j for j in places if j != i]
            for at in chance.permutation(len(others))[: wanted.each]:
                yield i, others[at]


def page(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """Yield pictures of one web page: each with those that come next."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(shelf.sights):
        for name in one.pages:
            places.setdefault(name, []).append(at)
    for shown in places.values():
        for at, i in enumerate(shown):
            yield from ((i, j) for j in shown[at + 1 : at + 1 + wanted.each])


PROPOSERS: dict[Found, Proposer] = {
    "family": family,
    "one_attribute": one_attribute,
    "same_type": same_type,
    "other_type": other_type,
    "neighbour": neighbour,
    "cluster": cluster,
    "page": page,
}
_CLUSTER = 12  # pictures, on average
_ROUNDS = 12


def clusters(vectors: Matrix, count: int, seed: int) -> NDArray[np.int64]:
    """Return the cluster of each of (N, D) unit vectors, by spherical k-means.

    Starts from ``count`` different rows drawn at random; a cluster that runs empty stays empty.
    """
    chance = np.random.default_rng(seed)
    centres = vectors[np.sort(chance.choice(len(vectors), count, replace=False))].copy()
    owner = np.zeros(len(vectors), np.int64)
    for _ in range(_ROUNDS):
        for start in range(0, len(vectors), _BLOCK):
            rows = slice(start, start + _BLOCK)
            owner[rows] = (vectors[rows] @ centres.T).argmax(axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, owner, vectors)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), centres)
    return owner


def _nearest(
    shelf: Shelf, places: Sequence[int], wanted: Wanted, fits: Callable[[int, int], bool]
) -> Iterator[tuple[int, int]]:
    """Yield for each place the nearest others inside the band that fit it.

    Args:
        shelf: All pictures.
        places: Those that are compared.
        wanted: How many, and the band.
        fits: Of two numbers of ``places``.
    """
    vectors = shelf.vectors[np.asarray(places)]
    for start in range(0, len(places), _BLOCK):
        likeness = vectors[start : start + _BLOCK] @ vectors.T
        outside = (likeness < wanted.low) | (likeness > wanted.high)
        likeness[outside] = -np.inf
        for row, i in zip(likeness, range(start, len(places)), strict=False):
            row[i] = -np.inf
            yield from ((places[i], places[j]) for j in _first(row, wanted.each, i, fits))


def _first(
    row: NDArray[np.float32], each: int, i: int, fits: Callable[[int, int], bool]
) -> Iterator[int]:
    found = 0
    looked = min(_LOOKED_AT * each, len(row))
    nearest = np.argpartition(-row, looked - 1)[:looked]
    for j in nearest[np.argsort(-row[nearest], kind="stable")]:
        if found == each or not np.isfinite(row[j]):
            return
        if fits(i, int(j)):
            found += 1
            yield int(j)


def _differing(
    known: Sequence[Mapping[str, str]], wanted: Wanted, least: int
) -> Callable[[int, int], bool]:
    def fits(i: int, j: int) -> bool:
        found = changes(known[i], known[j])
        sized = len(found) == 1 if least == 1 else len(found) >= least
        return sized and comparable(known[i], known[j]) and sayable(found, wanted.same)

    return fits


def _both(
    known: Sequence[Mapping[str, str]], wanted: Wanted, kind: str
) -> Callable[[int, int], bool]:
    """Return what asks whether a kind and just one more differ."""
    more = _differing(known, wanted, 2)

    def fits(i: int, j: int) -> bool:
        found = changes(known[i], known[j])
        return len(found) == 2 and kind in {one.kind for one in found} and more(i, j)

    return fits


def _all_but(shelf: Shelf, at: int, *kinds: str) -> object:
    """Return everything known of a picture beside some kinds; None where one is not known."""
    known = shelf.attributes(at)
    if not known.keys() >= set(kinds):
        return None
    left = {*kinds, *(OF_PATTERN if "pattern" in kinds else ())}
    rest = tuple(sorted((name, value) for name, value in known.items() if name not in left))
    return (shelf.sights[at].category, rest)
