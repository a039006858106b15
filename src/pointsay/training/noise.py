"""Laws of the noise that lets a network trained on text read pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor

from pointsay.errors import shorten

Law = Literal["none", "uniform", "gaussian", "gaussian_d", "uniform_d"]


@dataclass(frozen=True)
class Noise:
    """Additive noise on (B, D) embeddings, eps being standard normal and u uniform in [0, 1).

    ``uniform``: s u eps, u drawn once a sample; LinCIR's own (Gu et al., CVPR 2024, section 3.3),
    with s = 1 on embeddings as the tower gives them. ``gaussian``: s eps. The two with ``_d`` are
    divided by sqrt(D), so that s is the length of the noise against embeddings of length 1 (of
    ``uniform_d``: the greatest); in hundreds of dimensions a deviation of 0.64 in each would
    otherwise bury a unit vector.

    Attributes:
        law: Which of them.
        scale: s, at least 0.

    Raises:
        ValueError: There is no such law, or the scale is out of its range.
    """

    law: Law = "uniform"
    scale: float = 1.0

    def __post_init__(self) -> None:
        if self.law not in get_args(Law):
            raise ValueError(
                f"noise must be one of {', '.join(get_args(Law))}, not {shorten(self.law)}"
            )
        if not (math.isfinite(self.scale) and self.scale >= 0.0):
            raise ValueError(f"the noise's scale must be finite and at least 0, not {self.scale}")

    def draw(self, rows: Tensor) -> Tensor:
        """Draw noise for (B, D) rows from torch's generator."""
        if self.law == "none":
            return torch.zeros_like(rows)
        drawn = self.scale * torch.randn_like(rows)
        if self.law.startswith("uniform"):
            drawn = drawn * torch.rand(len(rows), 1, device=rows.device, dtype=rows.dtype)
        return drawn / math.sqrt(rows.shape[1]) if self.law.endswith("_d") else drawn

    def length(self, dim: int) -> float:
        """Return the root mean square of the noise's length in ``dim`` dimensions."""
        if self.law == "none":
            return 0.0
        spread = self.scale * (math.sqrt(1.0 / 3.0) if self.law.startswith("uniform") else 1.0)
        return spread if self.law.endswith("_d") else spread * math.sqrt(dim)
