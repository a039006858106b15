"""Rows made batch by batch, as they come or of unit length."""

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
    return unit(project_batches(encode, items, size, dim))


def project_batches(
    encode: Callable[[Sequence[Item]], Matrix], items: Sequence[Item], size: int, dim: int
) -> Matrix:
    """Encode ``size`` items at a time and return the rows of all as they come, (B, dim)."""
    parts = [encode(items[at : at + size]) for at in range(0, len(items), size)]
    if not parts:
        return np.zeros((0, dim), dtype=np.float32)
    return np.concatenate(parts).astype(np.float32, copy=False)


def unit(rows: Matrix) -> Matrix:
    """Scale every row of (B, D) to unit length; a row of noughts stays."""
    scaled: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
    return scaled
