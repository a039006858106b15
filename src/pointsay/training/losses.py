"""Contrastive losses."""

from __future__ import annotations

import torch
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


def kinship(image: Tensor, families: Tensor, scale: float) -> Tensor:
    """Supervised contrastive loss between photos: one model in other colours is near.

    Khosla et al., "Supervised Contrastive Learning" (NeurIPS 2020), eq. 2, with families of a
    catalogue as classes. Photos without kin in the batch are negatives only.

    Args:
        image: (B, D) unit vectors.
        families: (B) whole numbers; equal means one family, below 0 means of no family.
        scale: Inverse temperature.

    Returns:
        Scalar, at least 0; 0 when no two photos are kin.
    """
    itself = torch.eye(len(image), dtype=torch.bool)
    kin = (families[:, None] == families) & (families >= 0) & ~itself
    wanted = kin.any(1)
    if not wanted.any():
        return image.sum() * 0.0
    logits = (scale * image @ image.T).masked_fill(itself, -1e4)[wanted]
    share = kin[wanted].float()
    return nn.functional.cross_entropy(logits, share / share.sum(1, keepdim=True))


def naming(image: Tensor, prompts: Tensor, log_scale: Tensor, choices: Tensor) -> Tensor:
    """Cross-entropy of the zero-shot classifier that prompts make: every value is a negative.

    A batch of pairs seldom holds both a muffler and a scarf; here each photo is told from every
    value of the attribute at each step, with the frequencies of the corpus.

    Args:
        image: (B, D) unit vectors.
        prompts: (P, D) unit vectors, one for each value of one attribute.
        log_scale: As in `contrastive`.
        choices: (B, P): 1 the photo's value, 0 another that it could have had, -1 one that its
            corpus does not know. Rows without a 1 are left out.

    Returns:
        Scalar, at least 0; 0 when no photo has a value.
    """
    told = (choices == 1).any(1)
    if not told.any():
        return image.sum() * 0.0
    logits = log_scale.exp().clamp(max=100.0) * image[told] @ prompts.T
    choices = choices[told]
    return nn.functional.cross_entropy(logits.masked_fill(choices < 0, -1e4), choices.argmax(1))


def likeness(student: Tensor, teacher: Tensor, scale: float) -> Tensor:
    """Relational distillation: sentences stay as near to each other as the teacher has them.

    Only relations can be kept, since the spaces differ in width (Park et al., "Relational Knowledge
    Distillation", CVPR 2019; here as the cross-entropy between neighbourhoods of a batch).

    Args:
        student: (B, D) unit vectors.
        teacher: (B, W) unit vectors of the same sentences.
        scale: Inverse temperature of both neighbourhoods.

    Returns:
        Mean Kullback-Leibler divergence from the teacher's neighbourhoods, at least 0.
    """
    itself = torch.eye(len(student), dtype=torch.bool)

    def neighbours(rows: Tensor) -> Tensor:
        return (scale * rows @ rows.T).masked_fill(itself, -1e4).log_softmax(1)

    return nn.functional.kl_div(
        neighbours(student), neighbours(teacher), log_target=True, reduction="batchmean"
    )
