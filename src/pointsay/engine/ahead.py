"""Two cores for one question: a sentence is encoded while its photo still is."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


class Ahead:
    """Work beside the thread of a question, where each question has two cores. Thread-safe.

    With more questions than that every core has one of its own, and nothing would be won.

    Args:
        cores: How many there are; those of this machine when None.
    """

    def __init__(self, cores: int | None = None) -> None:
        self._pairs = (cores or os.cpu_count() or 1) // 2
        self._helpers = ThreadPoolExecutor(max(1, self._pairs), "pointsay-ahead")
        self._inside = 0
        self._lock = threading.Lock()

    @contextmanager
    def question(self) -> Iterator[None]:
        """Count a question for as long as the block runs."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextmanager
    def beside(self, work: Callable[[], object]) -> Iterator[None]:
        """Do ``work`` beside the block, if there is a core for it; behind the block it is done.

        What it raises is raised there. It may be left out: whatever needs it does it itself.
        """
        helped = self._helpers.submit(work) if self._inside <= self._pairs else None
        yield
        if helped is not None:
            helped.result()

    def _count(self, change: int) -> None:
        with self._lock:
            self._inside += change
