"""Methods that refine a recall list: a second look at few candidates, which recall cannot afford.

Recall is one search over the whole gallery with what `Method.compose` gives. A reranking method is
then handed the first of that list and scores them anew. It never opens a file or an index: whoever
asks hands it the candidates, and shows their views when they are asked for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from pointsay.methods.base import Method
from pointsay.methods.views import Regions, Views, stack_views

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Composition, Matrix, Modality

    Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """The first products of a recall list, best first.

    Attributes:
        vectors: (n, D) their unit vectors in the gallery.
        recall: (n,) float64 scores of recall.
        look: Returns their views; by default nobody can look again, and the whole is the only one.
    """

    vectors: Matrix
    recall: Scores
    look: Callable[[Regions], Views] | None = None

    def views(self, regions: Regions) -> Views:
        """Return the views (n, m, D) of all candidates; encoded once, then kept by content."""
        if self.look is None:
            nothing = np.zeros((0, self.vectors.shape[1]), np.float32)
            return stack_views(self.vectors, [nothing] * len(self.vectors))
        return self.look(regions)


class Reranking(Method):
    """Base of the methods that refine a recall list.

    Class attributes:
        refines_by: What refined scores come from, for explanations.
    """

    refines_by: ClassVar[Modality] = "text"

    @property
    @abstractmethod
    def depth(self) -> int:
        """How many candidates are worth a second look; 0 leaves the list as recall found it."""

    def rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[Scores]:
        """Score the candidates of each composition anew.

        Returns:
            For each composition (n,) finite scores, higher is better. They are compared with one
            another only, and a candidate's does not depend on which others are in the list.

        Raises:
            MethodNotLoaded: `load` has not been called.
            ReferenceNeeded: A composition lacks the reference that this method looks at.
            ModificationNeeded: A composition lacks the modification that this method reads.
        """
        self._accept_all(compositions)
        return self._rerank(compositions, candidates)

    @abstractmethod
    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[Scores]:
        """Score candidates of acceptable compositions; the encoder is bound."""
