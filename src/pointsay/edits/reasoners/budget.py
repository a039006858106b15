"""What a process may spend on a server, and when it leaves a failing one alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pointsay.errors import ReasonerFailed

if TYPE_CHECKING:
    from pointsay.edits.reasoners.settings import LlmSettings


class Budget:
    """Counts requests, tokens and seconds against the settings; safe in threads.

    Limits are checked before a request: those that run already may pass them by what they cost.

    Args:
        settings: The limits.
        clock: Seconds that never run backward.
    """

    def __init__(self, settings: LlmSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._calls = 0
        self._tokens = 0
        self._seconds = 0.0
        self._failures = 0
        self._rests_until = float("-inf")

    def take(self) -> None:
        """Claim one request.

        Raises:
            ReasonerFailed: The budget is spent, or the server is being left alone.
        """
        limits = self._settings
        with self._lock:
            if self._clock() < self._rests_until:
                raise ReasonerFailed(
                    f"the server failed {limits.failures} times in a row and is left alone for "
                    f"{limits.rest_seconds:g} s",
                    hint="see that the server runs",
                    cause="resting",
                )
            spent = (
                (limits.calls, self._calls),
                (limits.tokens, self._tokens),
                (limits.busy_seconds, self._seconds),
            )
            if any(limit and used >= limit for limit, used in spent):
                raise ReasonerFailed(
                    "the budget of this process for the language model is spent",
                    hint="raise calls, tokens or busy_seconds, or start again",
                    cause="budget",
                )
            self._calls += 1

    def spend(self, tokens: int, seconds: float) -> None:
        """Book what a request has cost."""
        with self._lock:
            self._tokens += tokens
            self._seconds += seconds

    def succeeded(self) -> None:
        """Note that a question was answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note that a question was not answered; after some in a row the server rests."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._settings.failures:
                self._failures = 0
                self._rests_until = self._clock() + self._settings.rest_seconds
