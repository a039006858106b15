"""What keeps the text tower general: sentences about anything, and the teacher that knew them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from pointsay.training.towers import Shape, TextTower, load_text_start


def read_sentences(file: Path) -> list[str]:
    """Read one sentence a line, blank lines left out; what is not UTF-8 is read as signs."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip()]


def tokenise(texts: Sequence[str], tokenizer: Tokenizer) -> tuple[Tensor, Tensor]:
    """Return (B, T) token ids and their (B, T) float mask."""
    encoded = tokenizer.encode_batch(list(texts))
    tokens = torch.tensor([one.ids for one in encoded])
    return tokens, torch.tensor([one.attention_mask for one in encoded], dtype=torch.float32)


class Teacher:
    """The sentence embeddings of the text start, as it was before training.

    Attributes:
        sentences: What the student is asked about.
    """

    def __init__(self, sentences: Sequence[str], shape: Shape) -> None:
        self.sentences = sentences
        self._tower = TextTower(shape)
        load_text_start(self._tower)
        self._tower.eval()

    def draw(self, count: int, rng: np.random.Generator) -> list[str]:
        """Return ``count`` sentences."""
        return [self.sentences[int(at)] for at in rng.integers(len(self.sentences), size=count)]

    def embed(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return (B, W) unit vectors: the mean of the last states, as the start was trained."""
        with torch.no_grad():
            pooled = self._tower.pool(self._tower.words[tokens], mask)
        return nn.functional.normalize(pooled.float(), dim=-1)
