"""A tiny encoder whose text tower is also there in torch, written out a second time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fake_tokens import TokenEncoder

torch = pytest.importorskip("torch", reason="training needs the train extra")

if TYPE_CHECKING:
    from torch import Tensor

    from pointsay.types import Matrix


@pytest.fixture
def encoder() -> TokenEncoder:
    return TokenEncoder()


@pytest.fixture
def run(encoder: TokenEncoder) -> Callable[[Tensor, Tensor], Tensor]:
    positions, say = torch.from_numpy(encoder.positions), torch.from_numpy(encoder.say)

    def tower(embeddings: Tensor, mask: Tensor) -> Tensor:
        weights = mask * positions[: mask.shape[1]]
        pooled = torch.einsum("bt,btw->bw", weights, embeddings)
        return pooled / mask.sum(1, keepdim=True) @ say

    return tower


def unit_rows(count: int, dim: int, seed: int = 0) -> Matrix:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
