"""CoTMR: one caption of the whole, and lists of what must and must not be there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, get_args

import numpy as np

from pointsay.edits.prompts import prompt
from pointsay.errors import shorten
from pointsay.methods.blend import share
from pointsay.methods.caption import replaced, target_caption, wanted
from pointsay.methods.once import Once
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.understanding import Understanding
from pointsay.methods.views import make_regions
from pointsay.types import Composition, Query, Term

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.methods.rerank import Scores
    from pointsay.types import Matrix

Scoring = Literal["lists", "regions"]


@dataclass(frozen=True, slots=True)
class Scales:
    """A composition at both scales.

    Attributes:
        caption: (1, D) of the target as a whole.
        exist: (E, D) of what must be there; E may be 0.
        avoid: (A, D) of what must not; A may be 0.
    """

    caption: Matrix
    exist: Matrix
    avoid: Matrix


class Cotmr(Understanding, Reranking):
    """Score T(caption) . g + a mean_i T(e_i) . g - b mean_j T(n_j) . g.

    Sun et al., "CoTMR: Chain-of-Thought Multi-Scale Reasoning for Training-Free Zero-Shot Composed
    Image Retrieval", ICCV 2025, arXiv 2502.20826: a large vision-language model reasons to a target
    caption (image scale) and to objects that must exist, e_i, and must not, n_j (object scale); all
    are compared with whole pictures. Departures: no weights are published, so ``reward`` and
    ``penalty`` are a choice made here; and with the default captioner and reasoner the caption and
    both lists come from the encoder's own tags and a grammar, not from a chain of thought. What the
    reference shows and another value replaces counts among what must not exist.

    ``scoring="regions"`` is the reading of Xie et al. 2025 ("Bridging the Expression Gap", equation
    5): ``alpha`` T(caption) . g + (1 - ``alpha``) mean_i max_r T(e_i) . r, where r runs over the
    regions of the picture and nothing is penalised. Recall takes the whole picture for its only
    region; the maxima are looked for among the first ``depth``. Departure: their regions come from
    a detector, which can be plugged in (`pointsay.methods.views`); by default they are a grid's.

    An empty list adds nothing; without things that must exist the caption decides alone.

    Args:
        scoring: ``lists`` as published, or ``regions``.
        reward: Weight a of the list that must exist, at least 0.
        penalty: Weight b of the list that must not, at least 0.
        alpha: Share of the caption with ``regions``, 0 to 1.
        regions: Which; see `pointsay.methods.views.make_regions`.
        second_look: How many candidates ``regions`` ranks anew.
        captioner: See `pointsay.methods.understanding.Understanding`.
        reasoner: See there.

    Raises:
        ValueError: A value is outside its range.
    """

    name = "cotmr"
    summary = "Weighs a description of the whole with what must and what must not be seen."

    _scales: Once[Scales]

    def __init__(
        self,
        scoring: Scoring = "lists",
        reward: float = 0.5,
        penalty: float = 0.25,
        alpha: float = 0.5,
        regions: str = "grid-2",
        second_look: int = 200,
        captioner: str = "tagger",
        reasoner: str = "rules",
    ) -> None:
        super().__init__(captioner, reasoner)
        if scoring not in get_args(Scoring):
            raise ValueError(f"scoring must be one of {get_args(Scoring)}, not {shorten(scoring)}")
        if not (0.0 <= reward < math.inf and 0.0 <= penalty < math.inf):
            raise ValueError(f"weights must be at least 0, not {reward} and {penalty}")
        self.scoring = scoring
        self.reward = reward
        self.penalty = penalty
        self.alpha = share(alpha)
        self.regions = regions
        self.second_look = second_look

    @property
    def depth(self) -> int:
        """How many candidates are looked at again: none with ``lists``."""
        return self.second_look if self.scoring == "regions" else 0

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder, and find captioner and reasoner."""
        self._scales = Once(self._encoded_scales)
        return super().load(encoder)

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        queries = []
        for scales in self._scales(compositions):
            whole, reward, penalty = self._weights(scales)
            terms = [
                *_terms(scales.caption, whole),
                *_terms(scales.exist, reward),
                *_terms(scales.avoid, -penalty),
            ]
            queries.append(Query(tuple(terms)))
        return queries

    def _weights(self, scales: Scales) -> tuple[float, float, float]:
        """Return the weights of caption, of what must exist and of what must not."""
        if self.scoring == "lists":
            return 1.0, self.reward, self.penalty
        whole = self.alpha if len(scales.exist) else 1.0
        return whole, 1.0 - whole, 0.0

    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[Scores]:
        regions = make_regions(self.regions)
        scores = []
        for scales, seen in zip(self._scales(compositions), candidates, strict=True):
            whole, objects, _ = self._weights(scales)
            score = whole * (seen.vectors @ scales.caption[0]).astype(np.float64)
            if len(scales.exist):
                views = seen.views(regions)  # one that is missing repeats the whole
                cosines = np.einsum("nmd,ed->nem", views.vectors, scales.exist)
                score += objects * cosines.max(axis=2).mean(axis=1)
            scores.append(score)
        return scores

    def _encoded_scales(self, compositions: Sequence[Composition]) -> list[Scales]:
        groups = []
        for one in self._understand(compositions):
            exist = [prompt(kind, text) for kind, texts in wanted(one).items() for text in texts]
            avoid = [
                prompt(phrase.kind, phrase.text) for phrase in (*one.edit.avoid, *replaced(one))
            ]
            groups += [[target_caption(one)], exist, list(dict.fromkeys(avoid))]
        vectors = iter(self._encoded(groups))
        return [Scales(*three) for three in zip(vectors, vectors, vectors, strict=True)]


def _terms(vectors: Matrix, weight: float) -> list[Term]:
    """Return the mean cosine with rows, times a weight, as terms."""
    return [Term(vector, weight / len(vectors), "text") for vector in vectors if weight]
