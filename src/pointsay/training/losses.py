"""Contrastive losses."""

from __future__ import annotations

from torch import Tensor, nn


def contrastive(image: Tensor, text: Tensor, log_scale: Tensor, truth: Tensor) -> Tensor:
    """Symmetric InfoNCE with every true pair of the batch as a positive.

    Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (ICML
    2021), with the one-hot targets replaced by rows that are uniform over the true pairs, as in
    Khosla et al., "Supervised Contrastive Learning" (NeurIPS 2020), eq. 2 (positives outside the
    logarithm).

    Args:
        image: (B, D) unit vectors.
        text: (B, D) unit vectors.
        log_scale: Logarithm of the inverse temperature, clamped at 100 as in CLIP.
        truth: (B, B), 1 where text i is true of image j; every row and column has a 1.

    Returns:
        Scalar, at least the entropy of the targets.
    """
    logits = log_scale.exp().clamp(max=100.0) * text @ image.T
    to_image = truth / truth.sum(1, keepdim=True)
    to_text = (truth / truth.sum(0, keepdim=True)).T
    return 0.5 * (
        nn.functional.cross_entropy(logits, to_image)
        + nn.functional.cross_entropy(logits.T, to_text)
    )
