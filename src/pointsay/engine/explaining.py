"""Which parts of a question a product meets, as probabilities.

Methods that take a question apart name its parts (`pointsay.types.Term.part`). How a product stands
in the gallery for such a text says how probably it has what the text says. The curve was fitted on
the first twenty hits of questions over training photos (37,567 pairs of hit and part, 70 % of
them met): in no tenth of the scale was the prediction further than 0.18 from what was true. It
flattens above `FULL`, because how far a product stands out depends on how rare the thing is, and
it ends at 0.76, for so often the shop's label agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.index import Fused
    from pointsay.types import Matrix, Modality

    Parts = Mapping[str, float]

SLOPE, SHIFT, FULL = 2.65, -0.81, 0.75
LIKELY = 0.5

SAYS = ": "
Wish = Literal["want", "keep", "avoid"]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of one product of an answer; see `pointsay.types.Hit`."""

    why: Mapping[Modality, float]
    parts: Parts


def tell(fused: Fused, rows: Matrix) -> list[Told]:
    """Return what is said of rows (K, D) of the gallery; of a row the same in any company."""
    pairs = zip(fused.explain(rows), meetings(fused, rows), strict=True)
    return [Told(why, parts) for why, parts in pairs]


def chances(standings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how probably products with these z-scores have what the text says, 0 to 1."""
    told: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(SLOPE * standings.clip(max=FULL) + SHIFT)))
    return told


def meetings(fused: Fused, rows: Matrix) -> list[Parts]:
    """Return for each row (K, D) how probably it meets each part of the question.

    What is avoided is met by not having it. Parts of pictures have no such curve and are left out.
    """
    said = {one.term.part for one in fused.parts if one.term.modality == "text"}
    found: dict[str, NDArray[np.float64]] = {}
    for part, standings in fused.standings(rows).items():
        wish, _, _ = part.partition(SAYS)
        if part in said and wish in get_args(Wish):
            has = chances(standings)
            found[part] = 1.0 - has if wish == "avoid" else has
    return [{part: float(told[at]) for part, told in found.items()} for at in range(len(rows))]


def avoiding(text: str) -> str:
    """Return the part of a question that is to avoid what some words say."""
    return f"avoid{SAYS}{text}"


def taken_apart(part: str) -> tuple[Wish, str]:
    """Return what is done with a part and its words: "want: navy blue" is to want navy blue."""
    wish, _, text = part.partition(SAYS)
    return cast(Wish, wish), text


def strong(parts: Sequence[Parts]) -> int | None:
    """Return how many hits come before the weaker matches; None without parts to judge by.

    After that many, no hit probably meets every part.
    """
    if not any(parts):
        return None
    good = [at for at, one in enumerate(parts, start=1) if min(one.values()) >= LIKELY]
    return good[-1] if good else 0
