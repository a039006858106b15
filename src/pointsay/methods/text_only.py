"""The modification alone: what a text search does. A floor for every composed method."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.methods.centring import Centring
from pointsay.types import Composition, Query, Term


class TextOnly(Centring):
    """Search with the modification and ignore the reference: q = t.

    Args:
        centre: See `pointsay.methods.centring.Centring`; ``image`` shifts all scores
            alike and changes no ranking.

    Raises:
        ValueError: ``centre`` is no modality.
    """

    name = "text_only"
    summary = "Fits the sentence; the photo is ignored."
    needs_modification = True
    uses_reference = False

    def texts(self, modification: str) -> Sequence[str]:
        """Return the modification itself."""
        return (modification,)

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [
            Query((Term(vector, 1.0, "text"),), centred=self.centres_images)
            for vector in self._texts(compositions)
        ]
