"""Chance that is the same on every machine and in every Python.

The shop and its pictures are a fixture with exact ground truth, so the numbers behind them must not
depend on the generator that some Python or NumPy release happens to ship. Everything here asks its
source for ``random()`` only; ``random.Random`` and ``numpy.random.Generator`` fit as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


class Rng(Protocol):
    """Anything that gives numbers in [0, 1)."""

    def random(self) -> float:
        """Return the next number in [0, 1)."""
        ...


class Chance:
    """SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).

    Args:
        keys: What the stream belongs to, for instance a seed and the name of a purpose; streams of
            different keys are independent, so drawing one more fold does not move the buttons.
    """

    def __init__(self, *keys: object) -> None:
        text = "\x1f".join(str(key) for key in keys)
        self._state = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def random(self) -> float:
        """Return the next number in [0, 1) with 53 random bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((z ^ (z >> 31)) >> 11) / (1 << 53)


def below(rng: Rng, count: int) -> int:
    """Draw a whole number from 0 to ``count - 1``."""
    return min(int(rng.random() * count), count - 1)


def between(rng: Rng, low: float, high: float) -> float:
    """Draw a number from ``low`` to ``high``."""
    return low + (high - low) * rng.random()


def pick(rng: Rng, items: Sequence[T]) -> T:
    """Draw one item; all are equally likely."""
    return items[below(rng, len(items))]


def weighted(rng: Rng, weights: Mapping[T, float]) -> T:
    """Draw one key, as likely as its weight says."""
    mark = rng.random() * sum(weights.values())
    key = next(iter(weights))
    for key, weight in weights.items():
        mark -= weight
        if mark < 0:
            return key
    return key


def shuffled(rng: Rng, items: Sequence[T]) -> list[T]:
    """Return the items in random order (Fisher and Yates)."""
    result = list(items)
    for last in range(len(result) - 1, 0, -1):
        other = below(rng, last + 1)
        result[last], result[other] = result[other], result[last]
    return result
