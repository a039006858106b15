"""The reference alone: what a similar-products shelf does. A floor for every composed method."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.methods.base import pooled_reference
from pointsay.methods.centring import Centring
from pointsay.types import Composition, Query, Term


class ImageOnly(Centring):
    """Search with the reference and ignore the modification: q = v.

    Args:
        centre: See `pointsay.methods.centring.Centring`; ``text`` changes nothing here.

    Raises:
        ValueError: ``centre`` is no modality.
    """

    name = "image_only"
    summary = "Looks like the photo; the sentence is ignored."
    needs_reference = True
    uses_modification = False

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        return [
            Query((Term(pooled_reference(composition), 1.0, "image"),), centred=self.centres_images)
            for composition in compositions
        ]
