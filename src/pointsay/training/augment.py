"""What a shop's photos vary in and meaning does not: place, size, side, light. Never hue."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def augment(pixels: Tensor, generator: torch.Generator, *, fill: float) -> Tensor:
    """Flip, turn, scale, shift and relight a batch on its own canvas.

    Args:
        pixels: (B, 3, H, W), values of 0 to 255.
        generator: Source of every draw.
        fill: Value shown where the picture has been moved away.

    Returns:
        The same shape. Colours keep their hue: a red dress stays red.
    """
    size = len(pixels)

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(size, generator=generator) * (high - low) + low

    angle = uniform(-0.10, 0.10)
    zoom = uniform(0.80, 1.15)
    side = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    matrix = torch.zeros(size, 2, 3)
    matrix[:, 0, 0] = angle.cos() * zoom * side
    matrix[:, 0, 1] = -angle.sin() * zoom
    matrix[:, 1, 0] = angle.sin() * zoom * side
    matrix[:, 1, 1] = angle.cos() * zoom
    matrix[:, 0, 2] = uniform(-0.12, 0.12)
    matrix[:, 1, 2] = uniform(-0.12, 0.12)
    grid = nn.functional.affine_grid(matrix, list(pixels.shape), align_corners=False)
    # Zero padding around (pixels - fill) shows the canvas colour, as the letterbox does.
    moved = nn.functional.grid_sample(pixels - fill, grid, align_corners=False) + fill
    light = uniform(0.88, 1.10)[:, None, None, None]
    return (moved * light).clamp(0.0, 255.0)
