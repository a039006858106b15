"""Which proposals stay: each is dropped for the first reason that holds, which is counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pointsay.triplets.difference import changes, comparable, sayable
from pointsay.triplets.record import Pair

if TYPE_CHECKING:
    from pointsay.triplets.proposing import Proposal, Wanted
    from pointsay.triplets.shards import Made
    from pointsay.triplets.shelf import Shelf, Sight


def sift(proposals: Iterable[Proposal], shelf: Shelf, wanted: Wanted) -> Made:
    """Return the rows of the pairs that stay, and counts of what was dropped and why."""
    counts: Counter[str] = Counter()
    rows = []
    for one in proposals:
        first, second = shelf.sights[one.first], shelf.sights[one.second]
        similarity = float(first.vector @ second.vector)
        reason = reason_against(first, second, similarity, wanted)
        if reason:
            counts[f"pair dropped: {reason}"] += 1
            continue
        counts["pairs"] += 1
        counts[f"pairs by {one.found}"] += 1
        name = _name(first, second)
        rows.append(Pair(name, first.seen, second.seen, one.found, round(similarity, 4)))
    return rows, counts


def reason_against(first: Sight, second: Sight, similarity: float, wanted: Wanted) -> str:
    """Return why two pictures are no pair; empty if they are one.

    ``near-duplicate``: one photo twice. ``other category``: the feed says so. ``too alike``,
    ``too unlike``: outside the band of cosines. ``hardly comparable``: of one of them more is known
    than of the other. ``no difference``, ``unsayable``: in what is known, they differ in nothing,
    or in more than an instruction can name. Where nothing is known of either, the last three do not
    apply: a model has to look.
    """
    known, other = first.seen.attributes, second.seen.attributes
    if first.print.near(second.print):
        return "near-duplicate"
    if first.category != second.category:
        return "other category"
    if similarity > wanted.high:
        return "too alike"
    if similarity < wanted.low:
        return "too unlike"
    return _unspoken(known, other, wanted) if known or other else ""


def _unspoken(known: Mapping[str, str], other: Mapping[str, str], wanted: Wanted) -> str:
    found = changes(known, other)
    if not comparable(known, other):
        return "hardly comparable"
    if not found:
        return "no difference"
    return "" if sayable(found, wanted.same) else "unsayable"


def _name(first: Sight, second: Sight) -> str:
    """Return an id that depends on the two pictures alone, in either order."""
    both = sorted(one.seen.picture.sha256 for one in (first, second))
    return hashlib.sha256("".join(both).encode()).hexdigest()[:16]
