"""The towers of each family: pixels to a vector, token embeddings to a vector.

Text towers start at token embeddings, *before* positions are added, because that is where a
pseudo-word takes the place of a word (Saito et al., "Pic2Word", CVPR 2023, section 3). The
library's own entry takes ids only, so these modules walk its parts in the same order; the tests
hold them against the library's outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

_MASKED = -1e4  # underflows to zero in a softmax, and float16 can hold it


class ImageTower(nn.Module):
    """(B, 3, H, W) pixels -> (B, D), not normalised."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.vision = model.vision_model
        self.projection = getattr(model, "visual_projection", nn.Identity())

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed a batch of pictures."""
        pooled = self.vision(pixel_values=pixels).pooler_output
        embedded: Tensor = self.projection(pooled)
        return embedded


class ClipText(nn.Module):
    """CLIP: causal attention, the state of the closing token, a projection.

    Radford et al., 2021, section 2.4. Padding needs no mask: nothing looks to the right.
    """

    reads: ClassVar[tuple[str, ...]] = ("embeddings", "end")

    def __init__(self, model: Any) -> None:
        super().__init__()
        text = model.text_model
        self.positions = text.embeddings.position_embedding
        self.encoder, self.norm = text.encoder, text.final_layer_norm
        self.projection = model.text_projection

    def forward(self, embeddings: Tensor, end: Tensor) -> Tensor:
        """Embed (B, T, W) texts whose closing tokens stand at ``end`` (B,)."""
        at = torch.arange(embeddings.shape[1], device=embeddings.device)
        states = embeddings + self.positions.weight[at]
        later = (at[None, :] > at[:, None]).to(states.dtype)
        causal = (later * _MASKED)[None, None]
        states = self.norm(self.encoder(inputs_embeds=states, attention_mask=causal)[0])
        where = end[:, None, None].expand(-1, 1, states.shape[2])
        embedded: Tensor = self.projection(states.gather(1, where)[:, 0])
        return embedded


class SiglipText(nn.Module):
    """SigLIP: every text is filled up to full length and the *last* position is read.

    Zhai et al., 2023. Padding is part of the input, as in training: there is no mask at all, and a
    text that is not filled up gives another vector.
    """

    reads: ClassVar[tuple[str, ...]] = ("embeddings",)

    def __init__(self, model: Any) -> None:
        super().__init__()
        text = model.text_model
        self.positions = text.embeddings.position_embedding
        self.encoder, self.norm, self.head = text.encoder, text.final_layer_norm, text.head

    def forward(self, embeddings: Tensor) -> Tensor:
        """Embed (B, T, W) texts of full length T."""
        states = embeddings + self.positions.weight[: embeddings.shape[1]]
        states = self.norm(self.encoder(inputs_embeds=states, attention_mask=None)[0])
        embedded: Tensor = self.head(states[:, -1])
        return embedded


class BertText(nn.Module):
    """Chinese-CLIP: a BERT, the state of its first token, a projection.

    Yang et al., "Chinese CLIP: Contrastive Vision-Language Pretraining in Chinese", 2022.
    """

    reads: ClassVar[tuple[str, ...]] = ("embeddings", "mask")

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.embeddings, self.encoder = model.text_model.embeddings, model.text_model.encoder
        self.projection = model.text_projection

    def forward(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Embed (B, T, W) texts with a (B, T) mask of real tokens."""
        states = self.embeddings(inputs_embeds=embeddings)
        bias = ((1.0 - mask) * _MASKED)[:, None, None, :].to(states.dtype)
        states = self.encoder(states, attention_mask=bias)[0]
        embedded: Tensor = self.projection(states[:, 0])
        return embedded


@dataclass(frozen=True, slots=True)
class Family:
    """What differs from one family of checkpoints to the next.

    Attributes:
        model: Name of the class in transformers.
        text: The text tower.
        words: The token table, an embedding of (V, W).
        dim: Width D of the joint space.
        preprocessing: What pictures go through if the checkpoint does not say.
        max_tokens: Longest text it was trained on; None for all of its positions.
        filled: Texts are filled up to full length.
        closed: The closing token is what is read.
    """

    model: str
    text: type[ClipText] | type[SiglipText] | type[BertText]
    words: Callable[[Any], nn.Embedding]
    dim: Callable[[Any], int]
    preprocessing: str
    max_tokens: int | None = None
    filled: bool = False
    closed: bool = False


FAMILIES: dict[str, Family] = {
    "clip": Family(
        "CLIPModel",
        ClipText,
        lambda model: model.text_model.embeddings.token_embedding,
        lambda model: model.text_projection.out_features,
        "crop",
        closed=True,
    ),
    "siglip": Family(
        "SiglipModel",
        SiglipText,
        lambda model: model.text_model.embeddings.token_embedding,
        lambda model: model.text_model.head.out_features,
        "squash",
        filled=True,
    ),
    "chinese_clip": Family(
        "ChineseCLIPModel",
        BertText,
        lambda model: model.text_model.embeddings.word_embeddings,
        lambda model: model.text_projection.out_features,
        "squash",
        # BERT brings 512 positions, but the joint training read 52 tokens.
        max_tokens=52,
    ),
}
