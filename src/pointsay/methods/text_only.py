"""The modification alone: what a text search does. A floor for every composed method."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.methods.base import Method
from pointsay.types import Composition, Query, Term


class TextOnly(Method):
    """Search with the modification and ignore the reference: q = t."""

    name = "text_only"
    summary = "Fits the sentence; the photo is ignored."
    needs_modification = True
    uses_reference = False

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [Query((Term(vector, 1.0, "text"),)) for vector in self._texts(compositions)]
