"""From Mapping to Composing: a word that a picture is mapped to, and a text tower that composes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from pointsay.encoders.onnx.runner import OnnxEncoder
from pointsay.errors import UnsupportedEncoder
from pointsay.methods.composers.adapters import adapter_layout, with_adapters
from pointsay.methods.composers.layers import library
from pointsay.methods.learned import Learned
from pointsay.methods.phi import gelu, phi_layout
from pointsay.methods.pseudo_word import PROMPT, PseudoWord, singly

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder, TokenBatch
    from pointsay.methods.composers.layers import Array, Weights
    from pointsay.methods.layout import Layout
    from pointsay.types import Matrix, Reference

SHARPNESS = 20.0  # inverse temperature at which a picture attends to the semantics


class MappingComposing(PseudoWord, Learned):
    """Score T'(prompt with p, m) . g, p = phi(v) + c S(v), T' the text tower with adapters.

    Wang et al., "From Mapping to Composing: A Two-Stage Framework for Zero-shot Composed Image
    Retrieval", 2025, arXiv 2504.17990. Only its abstract was at hand: sizes and losses are ours.

    Stage 1 maps. phi is that of SEARLE and LinCIR. Visual semantics are injected beside it: the
    picture attends to a bank of things that can be said (their text vectors are the keys, their
    tokens the values) and the gated sum of what it finds joins the word. The paper reads patches
    of the picture, which no gallery keeps. Stage 2 composes: adapters behind attention and
    feed-forward of the last blocks of the text tower (`pointsay.methods.composers.adapters`).
    Both gates start at nought, so that each stage starts where the last one stood.

    Args:
        prompt: See `pointsay.methods.pseudo_word.PseudoWord`.
        strength: What the word is multiplied by.
        adapters: Blocks with adapters, counted from the last; 0 is stage 1. More than 0 needs an
            encoder that runs on ONNX.

    Raises:
        ValueError: An argument is none of these.
    """

    name = "mapping_composing"
    summary = "Reads the photo as one word, and tunes the reader of sentences to compose with it."
    trained_with: ClassVar[tuple[str, ...]] = ("adapters",)

    def __init__(self, prompt: str = PROMPT, strength: float = 1.0, adapters: int = 0) -> None:
        super().__init__(prompt, strength)
        if not (isinstance(adapters, int) and adapters >= 0):
            raise ValueError(f"adapters must be a whole number of at least 0, not {adapters}")
        self.adapters = adapters

    @property
    def layout(self) -> Layout:
        """Phi, the bank of semantics and its gate, and in stage 2 the adapters."""
        return {
            **phi_layout(),
            "semantics.keys": ("semantics", "dim"),
            "semantics.values": ("semantics", "token"),
            "semantics.gate": ("token",),
            **adapter_layout(self.adapters),
        }

    def load(self, encoder: Encoder) -> Self:
        """Bind an encoder with a token space and, in stage 2, put the adapters into its tower.

        Raises:
            UnsupportedEncoder: It has no token space, or no tower that takes adapters.
        """
        super().load(encoder)
        if self.adapters:
            if not isinstance(encoder, OnnxEncoder):
                raise UnsupportedEncoder(
                    f"{encoder.info.name} does not run on ONNX, where adapters are put in",
                    hint="use mini, or export the encoder first: pointsay encoder export",
                )
            self.composing_ = with_adapters(encoder, self.tensors, self.adapters)
        return self

    def ready(self, encoder: Encoder) -> bool:
        """Say whether ``encoder`` takes the adapters, and all else is there."""
        fits = not self.adapters or isinstance(encoder, OnnxEncoder)
        return fits and super().ready(encoder)

    def _words(self, references: Sequence[Reference]) -> Matrix:
        rows = np.stack([one.vector for one in references])
        return singly(lambda row: word_of(self.tensors, row), rows)

    def _encode(self, batch: TokenBatch) -> Matrix:
        if not self.adapters:
            return super()._encode(batch)
        return self.composing_.encode_token_embeddings(batch)


def word_of(weights: Weights, images: Array) -> Array:
    """Return the pseudo-words of (B, D) pictures, (B, W), in the library of ``images``."""
    rows = images
    for at in (0, 3, 6):  # as `pointsay.methods.phi` names them
        rows = rows @ weights[f"layers.{at}.weight"].T + weights[f"layers.{at}.bias"]
        rows = _gelu(rows) if at < 6 else rows
    near = SHARPNESS * (images @ weights["semantics.keys"].T)
    # Unit vectors have cosines of at most one, so that no maximum need be taken off before exp.
    powers = library(near).exp(near)
    found = (powers / powers.sum(-1)[:, None]) @ weights["semantics.values"]
    return rows + weights["semantics.gate"] * found


def _gelu(rows: Array) -> Array:
    if isinstance(rows, np.ndarray):
        return gelu(rows)
    return library(rows).nn.functional.gelu(rows)
