"""The weighted sum of both modalities, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

from pointsay.methods.base import Method, pooled_reference
from pointsay.types import Composition, Query, Term


class Sum(Method):
    """Score (1 - w) z(v . g) + w z(t . g), z standardising over the gallery.

    The sum of raw cosines is dominated by the image, whose cosines spread wider than those of
    texts, and a weight found for one encoder means nothing for the next. Standardising first is the
    idea of WeiCom (Psomas et al., "Composed Image Retrieval for Remote Sensing", IGARSS 2024),
    there followed by the normal distribution function, which is left out here: z-scores of one
    query keep the sum linear in g, so that it is still one vector search.

    With one part missing the other decides alone.

    Args:
        weight: Share w of the modification, 0 to 1.

    Raises:
        ValueError: ``weight`` is outside 0 to 1.
    """

    name = "sum"
    summary = "Looks like the photo and fits the sentence, both on one scale."

    def __init__(self, weight: float = 0.5) -> None:
        if not 0.0 <= weight <= 1.0:
            raise ValueError(f"weight must be between 0 and 1, not {weight}")
        self.weight = weight

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        spoken = [one for one in compositions if one.modification.strip()]
        texts = iter(self._texts(spoken))
        queries = []
        for composition in compositions:
            terms = []
            if composition.references:
                terms.append(Term(pooled_reference(composition), 1.0 - self.weight, "image"))
            if composition.modification.strip():
                terms.append(Term(next(texts), self.weight, "text"))
            queries.append(Query(tuple(terms), fusion="standardised"))
        return queries
