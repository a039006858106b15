"""Phi learns to give at once the pseudo-words that OTI finds in hundreds of steps.

Baldrati et al., "Zero-Shot Composed Image Retrieval with Textual Inversion" (ICCV 2023, arXiv
2303.15247), section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from pointsay.methods.inversion.oti import phrase_distance
from pointsay.training.fit_settings import FitSettings
from pointsay.training.inversion.drawing import Rounds
from pointsay.training.inversion.losses import imitation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import TokenSpace
    from pointsay.methods.inversion.phrases import Phrases
    from pointsay.training.token_tower import TokenTower
    from pointsay.types import Matrix

Batch = tuple[Tensor, Tensor, Tensor, Tensor]

# 100 rounds through the 100,000 pictures that the paper takes, 256 at a time.
PUBLISHED = FitSettings(
    steps=39_000, seed=42, rate=1e-4, weight_decay=0.01, decay_vectors=True, checkpoint_every=500
)


@dataclass(frozen=True)
class DistilSettings:
    """What decides phi, with the pictures and their words; the defaults are the published ones.

    Attributes:
        fit: Of the loop.
        batch: Pictures of a step.
        temperature: Of the imitation.
        imitation: Weight of the imitation.
        phrase: Weight of reading like a concept in a sentence.
        concepts: Nearest concepts of a picture that sentences are drawn from.
        sentences: Pictures of a step that are read in a sentence; all by default. The text tower
            is what a step costs.
        hidden: Width of phi's layers; four times the encoder's by default.
        dropout: Of phi.
    """

    fit: FitSettings = field(default=PUBLISHED)
    batch: int = 256
    temperature: float = 0.25
    imitation: float = 1.0
    phrase: float = 0.75
    concepts: int = 150
    sentences: int | None = None
    hidden: int | None = None
    dropout: float = 0.5


class Distillation(nn.Module):
    """A batch of `draws` to its two losses; only phi learns.

    Args:
        phi: (B, D) image vectors to (B, W) pseudo-words.
        tower: The encoder's text tower.
        space: Looks up words for it.
        names: The vocabulary that a batch's concepts are places in.
        phrases: Sentences around its concepts.
        settings: Weights and temperature.
    """

    def __init__(
        self,
        phi: nn.Module,
        tower: TokenTower,
        space: TokenSpace,
        names: Sequence[str],
        phrases: Phrases,
        settings: DistilSettings,
    ) -> None:
        super().__init__()
        self.phi, self.tower = phi, tower
        self.space, self.names, self.phrases, self.settings = space, names, phrases, settings

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Return both losses, weighted."""
        images, words, concepts, shares = batch
        settings = self.settings
        mapped = self.phi(images)
        told = imitation(mapped, words, settings.temperature)
        losses = {"imitation": settings.imitation * told}
        if settings.phrase and len(concepts):
            chosen = []
            for concept, share in zip(concepts.tolist(), shares.tolist(), strict=True):
                lines = self.phrases.of(self.names[concept])
                chosen.append((self.names[concept], lines[int(share * len(lines))]))
            moved = phrase_distance(self.space, self.tower.run, chosen, mapped[: len(chosen)])
            losses["phrase"] = settings.phrase * moved.mean()
        return losses


def draws(
    images: Matrix, words: Matrix, nearest: NDArray[np.int32], settings: DistilSettings
) -> Callable[[int], Batch]:
    """Return what makes the batch of a step.

    Args:
        images: (N, D) image vectors.
        words: (N, W) what OTI found.
        nearest: (N, k) places of each picture's nearest concepts.
        settings: Batch, concepts and seed.
    """
    rounds = Rounds(len(images), settings.batch, settings.fit.seed)
    known = min(settings.concepts, nearest.shape[1])
    said = rounds.batch if settings.sentences is None else min(settings.sentences, rounds.batch)

    def draw(step: int) -> Batch:
        rows, rng = rounds.batch_of(step), rounds.chance(step)
        concepts = nearest[rows[:said], rng.integers(known, size=said)].astype(np.int64)
        arrays: tuple[NDArray[Any], ...] = (images[rows], words[rows], concepts, rng.random(said))
        first, second, third, fourth = map(torch.from_numpy, arrays)
        return first, second, third, fourth

    return draw
