"""Room for bytes that are on their way."""

from __future__ import annotations

import threading


class Room:
    """Lets so many bytes through at once; a single load that is larger goes alone. Thread-safe.

    Args:
        size: Bytes.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._changed = threading.Condition()

    def take(self, load: int) -> None:
        """Wait until there is room for ``load`` bytes, and take it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._taken or self._taken + load <= self._size)
            self._taken += load

    def give(self, load: int) -> None:
        """Give back what was taken."""
        with self._changed:
            self._taken -= load
            self._changed.notify_all()
