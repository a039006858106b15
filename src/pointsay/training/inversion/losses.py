"""Contrastive losses of textual inversion."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_NEVER = -1e4  # underflows to zero in a softmax, and float16 can hold it


def imitation(mapped: Tensor, found: Tensor, temperature: float) -> Tensor:
    """Each mapped pseudo-word is told from all others, found or mapped, as its picture's.

    Baldrati et al. (ICCV 2023), section 3.2, the distillation loss: cosines of both kinds with
    both, each row's twin the positive, all 2B - 2 others negatives, so those of its own kind too.

    Args:
        mapped: (B, W) what phi makes of the pictures.
        found: (B, W) what OTI found for them.
        temperature: Divides cosines.

    Returns:
        Scalar, at least 0: the mean over all 2B rows.
    """
    rows = nn.functional.normalize(torch.cat([mapped, found]).float(), dim=-1)
    itself = torch.eye(len(rows), dtype=torch.bool, device=rows.device)
    logits = (rows @ rows.T / temperature).masked_fill(itself, _NEVER)
    twins = torch.arange(len(rows), device=rows.device).roll(len(mapped))
    return nn.functional.cross_entropy(logits, twins)


def matching(images: Tensor, texts: Tensor, scale: float) -> Tensor:
    """Each prompt is told from all others as its picture's, and each picture as its prompt's.

    Saito et al., "Pic2Word" (CVPR 2023, arXiv 2302.03084), section 3.2: the symmetric
    cross-entropy of CLIP with the encoder's own temperature.

    Args:
        images: (B, D) image vectors; scaled to unit length here.
        texts: (B, D) vectors of their prompts; scaled to unit length here.
        scale: Inverse temperature.

    Returns:
        Scalar, at least 0: the mean of both directions.
    """
    left = nn.functional.normalize(images.float(), dim=-1)
    right = nn.functional.normalize(texts.float(), dim=-1)
    logits = scale * left @ right.T
    own = torch.arange(len(logits), device=logits.device)
    return 0.5 * (
        nn.functional.cross_entropy(logits, own) + nn.functional.cross_entropy(logits.T, own)
    )
