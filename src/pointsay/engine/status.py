"""How an engine does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pointsay.engine.keeping import KeptCounts


@dataclass(frozen=True, slots=True)
class Status:
    """How an engine does.

    Attributes:
        cascade: What answers questions that name neither method nor cascade.
        caches: How each does, by what it keeps.
        expected_ms: Stage -> milliseconds that a deadline reckons with.
    """

    cascade: str
    caches: Mapping[str, KeptCounts]
    expected_ms: Mapping[str, float]
