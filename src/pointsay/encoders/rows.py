"""Rows of unit length, made batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from pointsay.types import Matrix


Item = TypeVar("Item")


def encode_batches(
    encode: Callable[[Sequence[Item]], Matrix], items: Sequence[Item], size: int, dim: int
) -> Matrix:
    """Encode ``size`` items at a time and return the unit rows of all, (B, dim)."""
    parts = [encode(items[at : at + size]) for at in range(0, len(items), size)]
    return unit_rows(parts, dim)


def unit_rows(parts: Sequence[Matrix], dim: int) -> Matrix:
    """Join parts of (B, dim) and scale every row to unit length; (0, dim) for no parts."""
    if not parts:
        return np.zeros((0, dim), dtype=np.float32)
    rows = np.concatenate(parts).astype(np.float32, copy=False)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
    return unit
