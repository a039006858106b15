"""Pic2Word: "a photo of [f(v)]" is to lie nearer to its picture than to any other.

Saito et al., "Pic2Word: Mapping Pictures to Words for Zero-shot Composed Image Retrieval" (CVPR
2023, arXiv 2302.03084), section 3.2. Only pictures are needed, and of them only their vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from pointsay.methods.inversion.oti import read
from pointsay.methods.pseudo_word import PLACEHOLDER
from pointsay.training.fit import fit
from pointsay.training.fit_settings import FitSettings, Fitted
from pointsay.training.inversion.drawing import Rounds
from pointsay.training.inversion.losses import matching
from pointsay.training.inversion.trained import (
    Report,
    as_method,
    beside_loop,
    seeded,
    silent,
    token_space,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pointsay.encoders.base import Encoder, TokenSpace
    from pointsay.methods.learned import Learned
    from pointsay.methods.raw_vectors import Space
    from pointsay.training.inversion.pictures import Pictures
    from pointsay.training.token_tower import TokenTower
    from pointsay.types import Matrix

# The published code puts the word where the closing token of "a photo of" stood and moves that one
# to the right; those are the tokens of this prompt.
PROMPT = f"a photo of {PLACEHOLDER}"
SCALE = 100.0  # of CLIP

# 30 rounds through three million pictures, 128 on each of 8 devices.
PUBLISHED = FitSettings(
    steps=88_000,
    rate=1e-4,
    weight_decay=0.1,
    betas=(0.9, 0.98),
    epsilon=1e-6,
    schedule="cosine",
    warmup=10_000,
)


@dataclass(frozen=True)
class Pic2WordSettings:
    """What decides the mapping network, with the pictures; the defaults are the published ones.

    Attributes:
        fit: Of the loop.
        batch: Pictures of a step on all devices; one knows only its own negatives.
        scale: The encoder's inverse temperature.
        hidden: Width of the network's layers.
        dropout: Of the network.
    """

    fit: FitSettings = field(default=PUBLISHED)
    batch: int = 1024
    scale: float = SCALE
    hidden: int = 512
    dropout: float = 0.1


class Im2Text(nn.Module):
    """(B, D) image vectors to (B, W) pseudo-words; parameters are named as in the published files.

    Args:
        dim: Width D.
        token: Width W.
        hidden: Width of both hidden layers.
        dropout: Before each ReLU.
    """

    def __init__(self, dim: int, token: int, hidden: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *(
                nn.Sequential(nn.Linear(width, hidden), nn.Dropout(dropout), nn.ReLU())
                for width in (dim, hidden)
            )
        )
        self.fc_out = nn.Linear(hidden, token)

    def forward(self, images: Tensor) -> Tensor:
        """Map a batch."""
        words: Tensor = self.fc_out(self.layers(images))
        return words


class Matching(nn.Module):
    """A batch of image vectors to its loss; only the mapping network learns.

    Args:
        network: (B, D) to (B, W).
        tower: The encoder's text tower.
        space: Looks up words for it.
        scale: Inverse temperature.
    """

    def __init__(
        self, network: nn.Module, tower: TokenTower, space: TokenSpace, scale: float
    ) -> None:
        super().__init__()
        self.network, self.tower, self.space, self.scale = network, tower, space, scale

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        """Return the loss."""
        words = self.network(images)
        said = read(self.space, self.tower.run, [PROMPT] * len(images), words)
        return {"matching": matching(images, said, self.scale)}


def draws(images: Matrix, settings: Pic2WordSettings) -> Callable[[int], Tensor]:
    """Return what makes the batch of a step: rows of the (N, D) image vectors."""
    rounds = Rounds(len(images), settings.batch, settings.fit.seed)
    return lambda step: torch.from_numpy(images[rounds.batch_of(step)])


def train_pic2word(
    encoder: Encoder,
    tower: TokenTower,
    pictures: Pictures,
    settings: Pic2WordSettings,
    work: Path,
    *,
    space: Space = "unit",
    report: Report = silent,
) -> tuple[Learned, Fitted]:
    """Train the mapping network; return the loaded method and what the training reached.

    Args:
        encoder: Of the pictures; with a token space.
        tower: Its text tower.
        pictures: Their vectors; ``space`` says of which kind.
        settings: See `Pic2WordSettings`.
        work: Folder that keeps the state, from which the same call goes on.
        space: What the network reads, ``unit`` or ``raw`` vectors.
        report: Called after every step.

    Raises:
        UnsupportedEncoder: The encoder takes no token embeddings.
        WeightsCorrupt: What ``work`` holds is damaged or of another training.
        KeyboardInterrupt: The user stopped it; the same call goes on.
    """
    dim, token = encoder.info.dim, tower.token_dim
    network = seeded(
        lambda: Im2Text(dim, token, settings.hidden, settings.dropout), settings.fit.seed
    )
    told = {**beside_loop(settings), "pictures": pictures.digest(), "space": space}
    fitted = fit(
        Matching(network, tower, token_space(encoder), settings.scale),
        draws(pictures.vectors, settings),
        settings.fit,
        work / "network",
        lambda one: report("network", one.step, one.steps, one.losses),
        about=f"{encoder.info.weights} {told}",
    )
    return as_method("pic2word", network, encoder, pictures, space), fitted
