"""A reranker for tests: what it did can be seen in the order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pointsay.methods.rerank import Candidates, Reranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pointsay.types import Composition, Query


class Turning(Reranking):
    """Turns the first of a list round, unless its sign is changed; takes as long as it is told."""

    name = "turning"
    summary = "For tests."
    depth = 10

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.looked = 0
        self.sign = -1.0

    def arguments(self) -> dict[str, Any]:
        return {}

    def _compose(self, compositions: Sequence[Composition]) -> list[Query]:
        raise AssertionError("recall is another's")

    def _rerank(
        self, compositions: Sequence[Composition], candidates: Sequence[Candidates]
    ) -> list[NDArray[np.float64]]:
        self.looked += 1
        time.sleep(self.seconds)
        return [self.sign * one.recall for one in candidates]
