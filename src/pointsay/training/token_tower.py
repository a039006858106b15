"""A frozen text tower in torch that gradients flow through, entered at its token embeddings.

Serving runs the same towers in ONNX; training a pseudo-word needs the gradient with respect to what
is injected. The weights are the encoder's own, so that both compute the same function.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import onnx
import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn

from pointsay.encoders.hub.encoder import TransformersEncoder
from pointsay.encoders.mini.encoder import MiniEncoder
from pointsay.encoders.reading import TextReader
from pointsay.errors import UnsupportedEncoder, shorten
from pointsay.training.reopen import reopen
from pointsay.training.towers import Shape

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder

PLACEHOLDER = "$"
PROBE = "a red one with long sleeves"  # a short text on which two towers of one kind agree


@dataclass(frozen=True)
class Worded:
    """Texts as token ids.

    Attributes:
        ids: (B, T) int64.
        mask: (B, T) float32, 1 for real tokens; these come first.
        spots: (B, T) bool, where placeholders stand; all of them, in contrast to
            `pointsay.encoders.base.TokenBatch`.
    """

    ids: Tensor
    mask: Tensor
    spots: Tensor


class TokenTower(nn.Module):
    """(B, T, W) token embeddings -> (B, D) text embeddings, not normalised. Never learns.

    Args:
        tower: Called with the inputs that ``reads`` names.
        table: (V, W) token table.
        reader: The tokenizer, as the tower was trained with it.
        reads: Of ``embeddings``, ``mask``, ``end`` (position of the closing token).
        dim: Width D.
    """

    table: Tensor

    def __init__(
        self, tower: nn.Module, table: Tensor, reader: TextReader, reads: Sequence[str], dim: int
    ) -> None:
        super().__init__()
        self.tower = tower.eval().requires_grad_(False)
        # Not a buffer that is kept: checkpoints hold what is learned, never the encoder.
        self.register_buffer("table", table.detach().clone(), persistent=False)
        self.reader, self.reads, self.dim = reader, tuple(reads), dim

    @property
    def token_dim(self) -> int:
        """Width W of the token space."""
        return int(self.table.shape[1])

    def train(self, mode: bool = True) -> Self:
        """Stay in evaluation mode: the tower is a fixed function."""
        return super().train(False)

    def tokenise(self, texts: Sequence[str], placeholder: str | None = None) -> Worded:
        """Read texts as serving does, and find every occurrence of a placeholder.

        Args:
            texts: The texts; what is too long is cut, placeholders with it.
            placeholder: None when nothing is to be injected.
        """
        tokens = self.reader.read(texts)
        spots = np.zeros(tokens.ids.shape, dtype=bool)
        if placeholder:
            encoded = self.reader.tokenizer.encode_batch(list(texts))
            for row, (text, one) in enumerate(zip(texts, encoded, strict=True)):
                spots[row] = _covered(one.offsets, text, placeholder)
        return Worded(*map(torch.from_numpy, (tokens.ids, tokens.mask, spots)))

    def embed(self, ids: Tensor) -> Tensor:
        """Look up (B, T) ids, (B, T, W)."""
        embedded: Tensor = self.table[ids]
        return embedded

    def inject(self, embeddings: Tensor, spots: Tensor, words: Tensor) -> Tensor:
        """Put each text's pseudo-word, a row of (B, W), at all of its (B, T) spots."""
        return torch.where(spots[:, :, None], words[:, None, :].to(embeddings.dtype), embeddings)

    def run(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Run the tower, (B, D), with gradients with respect to ``embeddings``."""
        given = {"embeddings": embeddings, "mask": mask, "end": mask.sum(1).long() - 1}
        embedded: Tensor = self.tower(*(given[name] for name in self.reads))
        return embedded

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Embed texts with nothing injected, (B, D)."""
        return self.run(self.embed(ids), mask)


def token_tower(encoder: Encoder, *, heads: int = Shape.heads) -> TokenTower:
    """Return a copy of the text tower of an encoder, on the CPU in float32.

    Args:
        encoder: ``mini``, a folder written by its recipe, or a checkpoint of transformers.
        heads: Attention heads of a folder of ``mini``'s form; weights do not tell them.

    Raises:
        UnsupportedEncoder: It cannot be trained through.
    """
    if isinstance(encoder, MiniEncoder):
        return _of_mini(encoder, heads)
    if isinstance(encoder, TransformersEncoder):
        return _of_hub(encoder)
    raise UnsupportedEncoder(
        f"{shorten(encoder.info.name)} has no text tower that can be trained through",
        hint="take mini or hub:OWNER/NAME; an exported folder is trained by the checkpoint that "
        "it was exported from",
    )


def _of_mini(encoder: MiniEncoder, heads: int) -> TokenTower:
    way = encoder.info.preprocessing
    shape = shape_of(encoder.folder, encoder.info.dim, heads)
    text = reopen(shape, (way["height"], way["width"]), encoder.folder).text
    tokenizer = Tokenizer.from_file(str(encoder.folder / "tokenizer.json"))
    reader = TextReader(tokenizer, encoder.info.max_tokens)
    tower = TokenTower(text, text.words, reader, ("embeddings", "mask"), shape.dim)
    worded = tower.tokenise([PROBE])
    with torch.no_grad():
        vector = nn.functional.normalize(tower(worded.ids, worded.mask))[0].numpy()
    if float(encoder.encode_texts([PROBE])[0] @ vector) < 0.999:
        raise UnsupportedEncoder(
            f"{encoder.info.name} is not a text tower of {heads} attention heads",
            hint="give the number of heads that it was trained with",
        )
    return tower


def shape_of(folder: Path, dim: int, heads: int) -> Shape:
    """Read the sizes of an export's text tower off its graph."""
    graph = onnx.load(folder / "text.onnx").graph
    sizes = {one.name: tuple(one.dims) for one in graph.initializer}
    with safe_open(folder / "tokens.safetensors", "np") as table:
        vocabulary, width = table.get_slice("words").get_shape()
    try:
        positions = sizes["bert.embeddings.position_embeddings.weight"][0]
    except KeyError as error:
        raise UnsupportedEncoder(
            f"{folder} does not hold a text tower of mini's form", hint="take mini"
        ) from error
    layers = sum(name.endswith("attention.self.query.bias") for name in sizes)
    return Shape(dim, vocabulary, width, layers, heads, positions, norms=False)


def _of_hub(encoder: TransformersEncoder) -> TokenTower:
    tower = deepcopy(encoder.text_tower).to("cpu", torch.float32)
    table = torch.from_numpy(encoder.table)
    return TokenTower(tower, table, encoder.reader, tower.reads, encoder.info.dim)


def _covered(offsets: Sequence[tuple[int, int]], text: str, placeholder: str) -> list[bool]:
    """Say of each token whether it lies on a placeholder."""
    found = []
    at = text.find(placeholder)
    while at >= 0:
        found.append((at, at + len(placeholder)))
        at = text.find(placeholder, at + len(placeholder))
    return [
        any(end > start and start < last and end > first for first, last in found)
        for start, end in offsets
    ]
