from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from pointsay.errors import Nonconforming
from pointsay.index import ExactIndex, Found, Moments, check_index

if TYPE_CHECKING:
    from pointsay.types import Matrix, Vector


class _Changed(ExactIndex):
    """An exact index whose answer is changed on the way out."""

    def change(self, found: Found) -> Found:
        return found

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        return self.change(super().search(query, k, allowed))


class WorstFirst(_Changed):
    def change(self, found: Found) -> Found:
        return Found(found.rows[::-1], found.scores[::-1])


class ScoresAreDistances(_Changed):
    def change(self, found: Found) -> Found:
        return Found(found.rows, (2 - 2 * found.scores)[::-1].copy())


class TiesBackwards(ExactIndex):
    """Ranks a later row before an earlier one of the same score."""

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        found = super().search(query, len(self) or k, allowed)
        order = np.lexsort((-found.rows, -found.scores))[:k]
        return Found(found.rows[order], found.scores[order])


class NarrowRows(_Changed):
    def change(self, found: Found) -> Found:
        return Found(found.rows.astype(np.int32), found.scores)


class FindsOthers(_Changed):
    """Skips every second of the best rows."""

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        found = super().search(query, 2 * k, allowed)
        return Found(found.rows[::2], found.scores[::2])


class FiltersAfterwards(ExactIndex):
    """Takes the best k of all and only then looks at the filter: loses rows it should find."""

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        found = super().search(query, min(k, 100))
        kept = np.ones(len(found.rows), bool) if allowed is None else allowed[found.rows]
        everything = super().search(query, k) if allowed is None else found
        return everything if allowed is None else Found(found.rows[kept], found.scores[kept])


class IgnoresTheFilter(ExactIndex):
    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        return super().search(query, k)


class RepeatsRows(ExactIndex):
    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        found = super().search(query, k, allowed)
        if k <= len(self):
            return found
        return Found(np.repeat(found.rows, 2)[: len(self)], np.repeat(found.scores, 2)[: len(self)])


class WrongMean(ExactIndex):
    def moments(self) -> Moments:
        right = super().moments()
        return Moments(right.mean + 0.01, right.covariance)


class WrongCovariance(ExactIndex):
    def moments(self) -> Moments:
        right = super().moments()
        return Moments(right.mean, right.covariance * 1.1)


class ForgetsVectors(ExactIndex):
    def vectors(self, rows: NDArray[np.int64]) -> Matrix:
        return super().vectors(np.unique(rows))[[0, 1, 1]]


class WrongSize(ExactIndex):
    def __len__(self) -> int:
        return super().__len__() - 1


class RefusesNothing(ExactIndex):
    """Answers an empty gallery with row 0."""

    def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
        if len(self) == 0:
            return Found(np.zeros(1, np.int64), np.zeros(1, np.float32))
        return super().search(query, k, allowed)


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (WorstFirst, "scores descend"),
        (ScoresAreDistances, "inner products"),
        (TiesBackwards, "equal scores ascend by row"),
        (NarrowRows, "int64"),
        (FindsOthers, "recall@10"),
        (FiltersAfterwards, "a filter loses nothing"),
        (IgnoresTheFilter, "a filter loses nothing"),
        (RepeatsRows, "each row once"),
        (WrongMean, "moments: mean"),
        (WrongCovariance, "moments"),
        (ForgetsVectors, "vectors come back"),
        (WrongSize, "knows its size"),
        (RefusesNothing, "empty gallery"),
    ],
)
def test_a_broken_promise_is_named(broken: Callable[[Matrix], ExactIndex], promise: str) -> None:
    with pytest.raises(Nonconforming, match=promise) as caught:
        check_index(broken)
    assert caught.value.hint


def test_an_approximate_index_passes_with_the_recall_it_claims() -> None:
    class NineOfTen(ExactIndex):
        """Misses the tenth best row unless it is asked for a lot."""

        def search(self, query: Vector, k: int, allowed: NDArray[np.bool_] | None = None) -> Found:
            found = super().search(query, k + 1, allowed)
            if allowed is not None or k != 10:
                return Found(found.rows[:k], found.scores[:k])
            return Found(np.delete(found.rows, 9), np.delete(found.scores, 9))

    check_index(NineOfTen, recall=0.9)
    with pytest.raises(Nonconforming, match=r"recall@10 is at least 1\.0"):
        check_index(NineOfTen)
