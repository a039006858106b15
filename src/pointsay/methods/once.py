"""What is worked out once for each composition, however many stages ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from pointsay.types import Composition

T = TypeVar("T")


class Once(Generic[T]):
    """Keeps what was worked out about a composition for as long as somebody holds the composition.

    So recall and second look of one question share the work, nothing outlives the question, and
    nobody has to hand anything on. Safe in threads: at worst two of them work out the same.

    Args:
        work: Works it out for a batch, in order.
    """

    def __init__(self, work: Callable[[Sequence[Composition]], Sequence[T]]) -> None:
        self._work = work
        self._known: WeakKeyDictionary[Composition, T] = WeakKeyDictionary()

    def __call__(self, compositions: Sequence[Composition]) -> list[T]:
        """Return what belongs to each composition."""
        new = [one for one in dict.fromkeys(compositions) if one not in self._known]
        if new:
            self._known.update(zip(new, self._work(new), strict=True))
        return [self._known[one] for one in compositions]
