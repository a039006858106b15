"""Values of which only those that are looked at are worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

T = TypeVar("T")


class Later(Generic[T]):
    """A value for each of some places, worked out together when they are first looked at.

    A list of a thousand shows ten products: what could be said of the others is never needed.

    Args:
        work: Returns the values of places (K,), in their order.
        places: (K,) which; a value depends on its place alone.
    """

    def __init__(
        self, work: Callable[[NDArray[np.int64]], Sequence[T]], places: NDArray[np.int64]
    ) -> None:
        self._work = work
        self._places = places

    @classmethod
    def chained(cls, parts: Sequence[Later[T]]) -> Later[T]:
        """Return the values of at least one sequence of them, one behind the other."""
        ends = np.cumsum([len(one) for one in parts])
        starts = ends - [len(one) for one in parts]

        def work(places: NDArray[np.int64]) -> list[T]:
            owners = np.searchsorted(ends, places, side="right")
            found = [
                iter(one.at(places[owners == number] - start).values)
                for number, (one, start) in enumerate(zip(parts, starts, strict=True))
            ]
            return [next(found[owner]) for owner in owners.tolist()]

        return cls(work, np.arange(ends[-1]))

    def at(self, chosen: NDArray[np.int64]) -> Later[T]:
        """Return the values at some places of these, in the order given; works nothing out.

        Args:
            chosen: (K,) from 0 on.
        """
        return Later(self._work, self._places[chosen])

    def __len__(self) -> int:
        return len(self._places)

    @cached_property
    def values(self) -> Sequence[T]:
        """All of them."""
        return self._work(self._places)
