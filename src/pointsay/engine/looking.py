"""The rerankers of a cascade: each scores the first of a list anew, in a way of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pointsay.engine.later import Later
from pointsay.index import fuse
from pointsay.index.tally import Tally
from pointsay.methods.rerank import Candidates, Reranking

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.edits import Edit
    from pointsay.engine.ranking import Ranked
    from pointsay.index import Moments
    from pointsay.methods import Method
    from pointsay.types import Attributes, Composition, Modality

    Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reranker is handed.

    Attributes:
        head: The first n of the list, best first, as the stage before left them.
        edit: Returns what the modification was read as.
        candidates: Returns the first n as reranking methods take them.
        moments: Of the whole gallery.
        pictures: Returns their pictures, None for one that is gone or broken.
        attributes: Returns what their rows say, nothing for a product that is gone.
        seconds: Left until the answer is due; infinite where it is not.
    """

    head: Ranked
    edit: Callable[[], Edit]
    candidates: Callable[[], Candidates]
    moments: Callable[[], Moments]
    pictures: Callable[[], Sequence[Image | None]]
    attributes: Callable[[], Sequence[Attributes]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Scored:
    """What a reranker makes of its candidates.

    Attributes:
        scores: (n,) finite, higher is better, compared with one another only.
        why: For each what each modality added to its score.
        by: The modality that scores of products behind the candidates are told by.
        parts: For each how probably it meets each part of the question; None where no more is known
            of that than before.
    """

    scores: Scores
    why: Later[Mapping[Modality, float]]
    by: Modality = "text"
    parts: Later[Mapping[str, float]] | None = None

    @classmethod
    def told_by(cls, scores: Scores, by: Modality) -> Scored:
        """Return scores that one modality is the reason of."""
        why: Later[Mapping[Modality, float]] = Later(
            lambda places: [{by: float(one)} for one in scores[places]], np.arange(len(scores))
        )
        return cls(scores, why, by)


class Reranker(Protocol):
    """Scores candidates anew. Thread-safe."""

    def __call__(self, composition: Composition, seen: Seen) -> Scored | None:
        """Score the candidates; None where the question gives it nothing to do.

        Raises:
            QueryError: The question lacks what this one reads.
            ReasonerFailed: A model behind it did not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Anew:
    """Scores by the query of a method, over its own gallery where it has one.

    Only the candidates are mapped. A fusion that standardises does so over the whole gallery, or,
    with an own gallery, which nobody has mapped, over the candidates.
    """

    method: Method

    def __call__(self, composition: Composition, seen: Seen) -> Scored:
        """Score the candidates."""
        (query,) = self.method.compose([composition])
        rows = self.method.gallery(seen.candidates().vectors)
        own = self.method.own_gallery
        fused = fuse(query, Tally.of(rows).moments() if own else seen.moments())
        why = Later(lambda places: fused.explain(rows[places]), np.arange(len(rows)))
        return Scored(fused.scores(rows), why)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Scores as a reranking method does: by views, by transport, by a light student."""

    method: Reranking

    def __call__(self, composition: Composition, seen: Seen) -> Scored:
        """Score the candidates."""
        (scores,) = self.method.rerank([composition], [seen.candidates()])
        return Scored.told_by(scores, self.method.refines_by)


def reranker(method: Method) -> Reranker:
    """Return how a loaded method looks again."""
    return SecondLook(method) if isinstance(method, Reranking) else Anew(method)
