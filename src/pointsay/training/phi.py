"""Phi, the mapping network that SEARLE and LinCIR share, as it is trained."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from pointsay.training.method_recipe import MethodRecipe

DROPOUT = 0.5
WIDENING = 4  # hidden width against that of the joint space


class Phi(nn.Module):
    """(B, D) embeddings -> (B, W): linear layers with GELU and dropout between them.

    Baldrati et al., ICCV 2023, arXiv 2303.15247; Gu et al., CVPR 2024, arXiv 2312.01998. Names of
    weights are those of their checkpoints and of `pointsay.methods.phi`, which runs them.

    Args:
        dim: Width D.
        out: Width W.
        depth: Linear layers, at least 2; the published networks have 3.
        hidden: Width between them; 4 x dim in the published networks.
        dropout: Share that is dropped.
    """

    def __init__(
        self,
        dim: int,
        out: int,
        *,
        depth: int = 3,
        hidden: int | None = None,
        dropout: float = DROPOUT,
    ) -> None:
        super().__init__()
        if depth < 2:
            raise ValueError(f"depth must be at least 2, not {depth}")
        widths = [dim, *[hidden or WIDENING * dim] * (depth - 1)]
        layers: list[nn.Module] = []
        for read, written in pairwise(widths):
            layers += [nn.Linear(read, written), nn.GELU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers, nn.Linear(widths[-1], out))

    def forward(self, rows: Tensor) -> Tensor:
        """Map embeddings."""
        mapped: Tensor = self.layers(rows)
        return mapped


def drawn_phi(dim: int, out: int, recipe: MethodRecipe) -> Phi:
    """Return a network with start weights that are a function of the recipe's seed alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.fit.seed)
        return Phi(dim, out, depth=recipe.depth, dropout=recipe.dropout)
