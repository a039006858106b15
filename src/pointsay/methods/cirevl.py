"""CIReVL: a caption of the reference, edited, and searched for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pointsay.methods.caption import target_caption
from pointsay.methods.understanding import Understanding
from pointsay.types import Composition, Query, Term

if TYPE_CHECKING:
    from pointsay.types import Matrix


class Cirevl(Understanding):
    """Score T(target caption) . g.

    Karthik et al., "Vision-by-Language for Training-Free Compositional Image Retrieval", ICLR 2024,
    arXiv 2310.09291: BLIP-2 captions the reference, GPT-3.5-turbo edits the caption by the
    modification, and plain text to image retrieval takes it from there.

    Departures with the default captioner and reasoner, neither of which is a large model: the
    encoder itself tags the reference, or its own attributes are taken where a method may see them;
    a grammar reads the modification; and the two are merged by kind of attribute
    (`pointsay.methods.caption`). A reasoner that is a language model is shown the traits, and the
    target caption that it writes is searched for, as published. The picture's own vector, which the
    official code adds on GeneCIS's attribute focus, is left out: words alone decide. Several
    references are captioned as one.

    Args:
        captioner: See `pointsay.methods.understanding.Understanding`.
        reasoner: See there.
    """

    name = "cirevl"
    summary = "Describes the photo in words, edits the description, and searches for it."

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        captions = [[target_caption(one)] for one in self._understand(compositions)]
        return [_query(vectors) for vectors in self._encoded(captions)]


def _query(vectors: Matrix) -> Query:
    return Query((Term(vectors[0], 1.0, "text"),))
