"""From a shop's white to the floors, beds and walls of a shopper's photo."""

from __future__ import annotations

import torch
from torch import Tensor, nn

NEAR_WHITE = 238.0
SHARE = 0.35
# A photo with less white around it has no studio background; with more there is nothing to see.
LEAST, MOST = 0.10, 0.90


def studio_white(pixels: Tensor) -> Tensor:
    """Return (B, 1, H, W): true where near-white runs unbroken from an edge of the picture.

    A straight run in one of four directions, rather than any path, keeps the white parts inside a
    print, and needs no loop over pixels.
    """
    white = (pixels.amin(1, keepdim=True) >= NEAR_WHITE).float()
    reached = torch.zeros_like(white)
    for axis in (2, 3):
        reached = torch.maximum(reached, white.cumprod(axis))
        reached = torch.maximum(reached, white.flip(axis).cumprod(axis).flip(axis))
    return reached > 0.5


def replace_backgrounds(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Put a part of the batch before drawn backgrounds: a colour, uneven light, some grain.

    Args:
        pixels: (B, 3, H, W), values of 0 to 255.
        generator: Source of every draw.

    Returns:
        The same shape; pictures without a white studio background come back as they were.
    """
    size, _, height, width = pixels.shape
    behind = studio_white(pixels)
    covered = behind.float().mean((1, 2, 3))
    chosen = torch.rand(size, generator=generator) < SHARE
    chosen &= (covered > LEAST) & (covered < MOST)
    if not chosen.any():
        return pixels
    count = int(chosen.sum())
    colour = torch.rand(count, 3, 1, 1, generator=generator) * 230 + 15
    grey = torch.rand(count, 1, 1, 1, generator=generator) * 200 + 30
    muted = 0.35 * colour + 0.65 * grey  # rooms are seldom bright red
    cloudy = nn.functional.interpolate(
        torch.randn(count, 1, 4, 3, generator=generator), (height, width), mode="bicubic"
    )
    tinted = nn.functional.interpolate(
        torch.randn(count, 3, 6, 4, generator=generator), (height, width), mode="bilinear"
    )
    grain = torch.randn(count, 1, height, width, generator=generator)
    drawn = muted + 28 * cloudy + 14 * tinted + 6 * grain
    # A soft edge: a hard one would be the easiest thing to learn from.
    edge = nn.functional.avg_pool2d(behind[chosen].float(), 3, stride=1, padding=1)
    replaced = pixels.clone()
    replaced[chosen] = (edge * drawn + (1 - edge) * pixels[chosen]).clamp(0.0, 255.0)
    return replaced
