"""STiTch: captions moved by the modification, compared with views as set with set."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Self, get_args

import numpy as np

from pointsay.encoders.rows import unit
from pointsay.errors import shorten
from pointsay.methods.caption import caption_set
from pointsay.methods.once import Once
from pointsay.methods.rerank import Candidates, Reranking
from pointsay.methods.transport import conditional, costs, sinkhorn
from pointsay.methods.understanding import Understanding
from pointsay.methods.views import make_regions
from pointsay.types import Composition, Query, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.methods.rerank import Scores
    from pointsay.types import Matrix

Transport = Literal["conditional", "sinkhorn"]
Distance = Callable[["NDArray[np.float64]", "NDArray[np.bool_]", float], "NDArray[np.float64]"]

DISTANCES: Mapping[Transport, Distance] = {"conditional": conditional, "sinkhorn": sinkhorn}


class Stitch(Understanding, Reranking):
    """Score -d({N(c_k + a T(modification))}, {views of g}), d a transport distance.

    Li et al., "STiTch: Semantic Transition and Transportation in Collaboration for Training-Free
    Zero-Shot Composed Image Retrieval", CVPR 2026, arXiv 2605.21261. A large multimodal model
    writes captions c_k of the wish; a transition vector moves them in the joint space towards what
    the modification says; captions and views of a picture are discrete distributions, and the
    bidirectional transport distance between them ranks.

    There is no official code. Departures and choices: the captions are ways to say the merged wish
    (`pointsay.methods.caption.caption_set`), whole and trait by trait, unless a language model's
    own is among them; the transition vector is the modification's text vector; views are the whole
    picture and windows of it rather than random crops, so that they can be kept; masses are even.
    Recall searches with the mean of the moved captions, and the distance ranks the first
    ``second_look``: an index of every view of every product would be several times the gallery's.

    Args:
        shift: Length a of the transition, at least 0; 0 leaves the captions where they are.
        transport: ``conditional`` (bidirectional conditional transport) or ``sinkhorn`` (balanced,
            smoothed by entropy).
        temperature: Of the plans, above 0; see `pointsay.methods.transport`.
        regions: The views; see `pointsay.methods.views.make_regions`.
        second_look: How many candidates the distance ranks; 0 for recall alone.
        captioner: See `pointsay.methods.understanding.Understanding`.
        reasoner: See there.

    Raises:
        ValueError: A value is outside its range.
    """

    name = "stitch"
    summary = "Compares several descriptions of the wish with several parts of each picture."

    _captions: Once[Matrix]

    def __init__(
        self,
        shift: float = 0.5,
        transport: Transport = "conditional",
        temperature: float = 0.1,
        regions: str = "grid-2",
        second_look: int = 200,
        captioner: str = "tagger",
        reasoner: str = "rules",
    ) -> None:
        super().__init__(captioner, reasoner)
        if transport not in DISTANCES:
            known = get_args(Transport)
            raise ValueError(f"transport must be one of {known}, not {shorten(transport)}")
        if not 0.0 <= shift < math.inf:
            raise ValueError(f"shift must be at least 0, not {shift}")
        if not 0.0 < temperature < math.inf:
            raise ValueError(f"temperature must be above 0, not {temperature}")
        self.shift = shift
        self.transport = transport
        self.temperature = temperature
        self.regions = regions
        self.second_look = second_look

    @property
    def depth(self) -> int:
        """How many candidates the distance ranks."""
        return self.second_look

    def load(self, encoder: Encoder) -> Self:
        """Bind the encoder, and find captioner and reasoner."""
        self._captions = Once(self._moved_captions)
        return super().load(encoder)

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        means = (captions.mean(axis=0) for captions in self._captions(compositions))
        return [Query((Term(unit(mean[None])[0], 1.0, "text"),)) for mean in means]

    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[Scores]:
        regions, distance = make_regions(self.regions), DISTANCES[self.transport]
        scores = []
        for captions, seen in zip(self._captions(compositions), candidates, strict=True):
            views = seen.views(regions)
            cost = costs(captions, views.vectors)
            scores.append(-distance(cost, views.present, self.temperature))
        return scores

    def _moved_captions(self, compositions: Sequence[Composition]) -> list[Matrix]:
        """Return the moved captions of each composition, (K, D) unit rows, K at least 1."""
        said = [[one.modification] if one.modification.strip() else [] for one in compositions]
        written = [caption_set(one) for one in self._understand(compositions)]
        vectors = self._encoded([*written, *said])
        return [
            unit(captions + self.shift * moved.sum(axis=0))
            for captions, moved in zip(
                vectors[: len(compositions)], vectors[len(compositions) :], strict=True
            )
        ]
