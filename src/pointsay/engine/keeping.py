"""What is kept of earlier questions: the last used values, bounded by their bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

ENTRY_BYTES = 256  # of a key and of the dictionary's own, about


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """How a cache does.

    Attributes:
        entries: Values held.
        bytes: Held, about.
        limit: Most bytes.
        hits: Times that a value was asked for and there.
        misses: Times that it was not.
    """

    entries: int
    bytes: int
    limit: int
    hits: int
    misses: int


class Kept(Generic[K, V]):
    """The last used values. Thread-safe.

    Args:
        limit: Most bytes; what was not used for longest makes room. A value larger than that is
            not kept, and 0 keeps nothing.
        size: Bytes of a value.

    Attributes:
        limit: As given.
    """

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        self.limit = limit
        self._size = size
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._hits = 0
        self._misses = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """Return the value, or None when it is not there."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                self._misses += 1
                return None
            self._hits += 1
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V) -> None:
        """Keep a value in the place of the one of its key."""
        size = self._size(value) + ENTRY_BYTES
        with self._lock:
            before = self._values.pop(key, None)
            if before is not None:
                self._bytes -= before[1]
            if size > self.limit:
                return
            self._values[key] = value, size
            self._bytes += size
            while self._bytes > self.limit:
                _, (_, freed) = self._values.popitem(last=False)
                self._bytes -= freed

    def counts(self) -> KeptCounts:
        """Return how it does so far."""
        with self._lock:
            return KeptCounts(len(self._values), self._bytes, self.limit, self._hits, self._misses)
