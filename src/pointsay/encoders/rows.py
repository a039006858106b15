"""Rows of unit length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pointsay.types import Matrix


def unit_rows(parts: Sequence[Matrix], dim: int) -> Matrix:
    """Join parts of (B, dim) and scale every row to unit length; (0, dim) for no parts."""
    if not parts:
        return np.zeros((0, dim), dtype=np.float32)
    rows = np.concatenate(parts).astype(np.float32, copy=False)
    unit: Matrix = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
    return unit
