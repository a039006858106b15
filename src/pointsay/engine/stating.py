"""What a shop's own row says outweighs what an encoder sees: a zip is hardly seen on a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from pointsay.edits.stated import unmet
from pointsay.engine.explaining import avoiding
from pointsay.engine.later import Later
from pointsay.engine.looking import Scored
from pointsay.engine.rerank import GAP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.engine.looking import Seen
    from pointsay.types import Composition, Modality


class Stated:
    """Puts candidates whose rows state what is avoided behind the others. Thread-safe.

    Both keep their order, and those that are not moved their scores. Of a part of the question that
    is avoided and stated it is known that the product does not meet it.
    """

    def __call__(self, composition: Composition, seen: Seen) -> Scored | None:
        """Score the candidates; rows are read only where something is avoided."""
        edit = seen.edit()
        if not edit.avoid:
            return None
        found = [unmet(edit, row) for row in seen.attributes()]
        passed = np.array([bool(one) for one in found], dtype=bool)
        recalled = seen.head.scores.astype(np.float64)
        lowered = np.where(passed, _drop(recalled, passed), 0.0)
        parts = [{avoiding(phrase.text) for phrase in one} for one in found]

        def why(some: NDArray[np.int64]) -> list[Mapping[Modality, float]]:
            pairs = zip(lowered[some].tolist(), seen.head.told.at(some).values, strict=True)
            return [
                {**one.why, "text": one.why.get("text", 0.0) - drop} if drop else one.why
                for drop, one in pairs
            ]

        def met(some: NDArray[np.int64]) -> list[Mapping[str, float]]:
            pairs = zip(some.tolist(), seen.head.told.at(some).values, strict=True)
            return [
                {part: 0.0 if part in parts[at] else chance for part, chance in one.parts.items()}
                for at, one in pairs
            ]

        places = np.arange(len(found))
        return Scored(
            recalled - lowered,
            Later(why, places),
            parts=Later(met, places) if passed.any() else None,
        )


def _drop(scores: NDArray[np.float64], passed: NDArray[np.bool_]) -> float:
    """Return by how much those that are passed over fall, so as to stand behind all others."""
    if passed.all() or not passed.any():
        return 0.0
    return max(0.0, float(scores[passed].max() - scores[~passed].min()) + GAP)
