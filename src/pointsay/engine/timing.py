"""The clock of a question, and what its stages are expected to cost."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass

GAIN, SWING_GAIN = 1 / 8, 1 / 4  # of the newest measurement (RFC 6298, section 2)
SWINGS = 2.0  # above the mean; a stage that is late costs a shopper more than one that is skipped
FADE = 0.98  # a stage of twice the time that is left is tried again after 35 questions


class Watch:
    """Takes the time of the stages of one question.

    Args:
        deadline_ms: Milliseconds after ``began`` at which the answer is due; None for never.
        began: `time.perf_counter` of when the shopper began to wait; now when None.
    """

    def __init__(self, deadline_ms: float | None = None, began: float | None = None) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()
        began = self._last if began is None else began
        self._due = math.inf if deadline_ms is None else began + deadline_ms / 1e3

    def lap(self, stage: str) -> float:
        """Book the time since the last lap; returns its milliseconds."""
        now = time.perf_counter()
        spent = (now - self._last) * 1e3
        self.laps[stage] = self.laps.get(stage, 0.0) + spent
        self._last = now
        return spent

    def left(self) -> float:
        """Return the milliseconds until the answer is due; below 0 when it is late."""
        return (self._due - time.perf_counter()) * 1e3


@dataclass(slots=True)
class _Cost:
    mean: float
    swing: float


class Costs:
    """What stages are expected to take, learned from what they have taken. Thread-safe.

    As TCP expects the time of an answer (Jacobson, "Congestion Avoidance and Control", SIGCOMM
    1988; RFC 6298): a moving mean and a moving mean deviation.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, _Cost] = {}
        self._lock = threading.Lock()

    def expected(self, stage: Hashable) -> float:
        """Return the milliseconds to reckon with; 0 for a stage that never ran."""
        with self._lock:
            cost = self._known.get(stage)
            return 0.0 if cost is None else cost.mean + SWINGS * cost.swing

    def learn(self, stage: Hashable, spent: float) -> None:
        """Take in what a stage has just taken, in milliseconds."""
        with self._lock:
            cost = self._known.get(stage)
            if cost is None:
                self._known[stage] = _Cost(spent, spent / 2)
                return
            cost.swing += SWING_GAIN * (abs(spent - cost.mean) - cost.swing)
            cost.mean += GAIN * (spent - cost.mean)

    def fade(self, stage: Hashable) -> None:
        """Expect a little less of a stage that was skipped.

        Nothing is learned of a stage that does not run: one slow moment would close it for good.
        """
        with self._lock:
            cost = self._known.get(stage)
            if cost is not None:
                cost.mean *= FADE
                cost.swing *= FADE

    def table(self) -> dict[str, float]:
        """Return the milliseconds to reckon with by stage."""
        with self._lock:
            known = dict(self._known)
        return {str(stage): self.expected(stage) for stage in known}
