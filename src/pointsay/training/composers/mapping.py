"""Both stages of From Mapping to Composing: a word for a picture, then a tower that composes.

Wang et al., 2025, arXiv 2504.17990; see `pointsay.methods.composers.mapping_composing` for what of
it is theirs. Stage 1: "a photo of [p]" is to say of the captions of a batch what the picture's own
caption says of them (soft text alignment), and to be nearest to that one. Stage 2: of few triplets
the adapters learn that "a photo of [p] that M" lies at the target, nearer than hard negatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from pointsay.methods.composers.adapters import adapt, places_in
from pointsay.methods.composers.mapping_composing import word_of
from pointsay.methods.pseudo_word import MODIFICATION, PLACEHOLDER, PROMPT

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder, TokenSpace
    from pointsay.training.composers.network import Parameters
    from pointsay.training.token_tower import TokenTower
    from pointsay.types import Matrix

SHOWN = PROMPT[: PROMPT.index(PLACEHOLDER) + 1]


class Sentences(NamedTuple):
    """Tokenised sentences with a placeholder; see `pointsay.training.token_tower.Worded`."""

    ids: Tensor
    mask: Tensor
    spots: Tensor


def sentences(tower: TokenTower, instructions: Sequence[str]) -> Sentences:
    """Return the prompt with each instruction, tokenised."""
    said = [PROMPT.replace(MODIFICATION, one.strip()) for one in instructions]
    worded = tower.tokenise(said, PLACEHOLDER)
    return Sentences(worded.ids, worded.mask, worded.spots)


class WordAlignment(nn.Module):
    """Stage 1: (pictures, captions' vectors), (B, D) each, to the loss of the word."""

    def __init__(
        self, parameters: Parameters, tower: TokenTower, temperature: float, soft: float
    ) -> None:
        super().__init__()
        self.learned, self.tower = parameters, tower
        self.temperature, self.soft = temperature, soft
        worded = tower.tokenise([SHOWN], PLACEHOLDER)
        self.shown = Sentences(worded.ids, worded.mask, worded.spots)

    def forward(self, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
        """Return the two parts of the loss."""
        images, captions = batch
        said = spoken(self.tower, self.learned.weights(), images, self.shown)
        chances = (said @ captions.T / self.temperature).log_softmax(1)
        wanted = (captions @ captions.T / self.temperature).softmax(1)
        hard = nn.functional.nll_loss(chances, torch.arange(len(images), device=images.device))
        soft = nn.functional.kl_div(chances, wanted, reduction="batchmean")
        return {"soft": self.soft * soft, "hard": (1.0 - self.soft) * hard}


class TowerComposing(nn.Module):
    """Stage 2 as the network of `pointsay.training.composers.contrast.Contrast`.

    Args:
        parameters: Of the method; only adapters learn.
        tower: The encoder's; it gets the adapters.
        worded: Of every instruction; a batch names them by row.
        blocks: With adapters.
    """

    def __init__(
        self, parameters: Parameters, tower: TokenTower, worded: Sentences, blocks: int
    ) -> None:
        super().__init__()
        self.learned, self.tower, self.worded = parameters, tower, worded
        for name, one in parameters.named_parameters():
            one.requires_grad_(name.startswith("adapters."))
        put_in(tower, parameters, blocks)

    def queries(self, images: Tensor, texts: Tensor) -> Tensor:
        """Return unit query vectors, (B, D); ``texts`` are (B,) rows of instructions."""
        chosen = Sentences(*(one[texts] for one in self.worded))
        longest = int(chosen.mask.sum(1).max())
        trimmed = Sentences(*(one[:, :longest] for one in chosen))
        return spoken(self.tower, self.learned.weights(), images, trimmed)

    def gallery(self, images: Tensor) -> Tensor:
        """Return the pictures' own vectors."""
        return images


def spoken(
    tower: TokenTower, weights: Mapping[str, Tensor], images: Tensor, sentence: Sentences
) -> Tensor:
    """Return the unit vectors of sentences with the pictures' words in them, (B, D)."""
    words = word_of(weights, images)
    ids = sentence.ids.expand(len(images), -1)
    embeddings = tower.inject(tower.embed(ids), sentence.spots, words)
    return normalize(tower.run(embeddings, sentence.mask.expand(len(images), -1)).float(), dim=1)


def put_in(tower: TokenTower, parameters: Parameters, blocks: int) -> None:
    """Put adapters behind attention and feed-forward of a tower's last blocks.

    Raises:
        UnsupportedEncoder: The tower has not so many blocks of a known form.
    """
    modules = dict(tower.tower.named_modules())
    for module, name in places_in(modules, blocks).items():
        modules[module].register_forward_hook(_behind(parameters, name))


def _behind(parameters: Parameters, name: str) -> Callable[[nn.Module, Any, Tensor], Tensor]:
    def hook(module: nn.Module, given: Any, states: Tensor) -> Tensor:
        adapted: Tensor = adapt(parameters.weights(), name, states)
        return adapted

    return hook


def bank(encoder: Encoder, space: TokenSpace, words: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Return keys and values of things that can be said: text vectors, mean token embeddings."""
    tokens = space.embed_tokens(words)
    # Opening and closing tokens frame every text; what is between them says something.
    inner = tokens.mask.copy()
    lengths = inner.sum(axis=1).astype(int)
    inner[:, 0] = 0.0
    inner[np.arange(len(words)), lengths - 1] = 0.0
    summed = (tokens.embeddings * inner[:, :, None]).sum(axis=1)
    means: Matrix = (summed / inner.sum(axis=1)[:, None].clip(1.0)).astype(np.float32)
    return encoder.encode_texts(words), means
