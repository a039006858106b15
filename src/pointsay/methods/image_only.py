"""The reference alone: what a similar-products shelf does. A floor for every composed method."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.methods.base import Method, pooled_reference
from pointsay.types import Composition, Query, Term


class ImageOnly(Method):
    """Search with the reference and ignore the modification: q = v."""

    name = "image_only"
    summary = "Looks like the photo; the sentence is ignored."
    needs_reference = True
    uses_modification = False

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [
            Query((Term(pooled_reference(composition), 1.0, "image"),))
            for composition in compositions
        ]
