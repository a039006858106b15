"""A tiny encoder with a token space and raw outputs, in NumPy, for methods that ask for them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pointsay.encoders import EncoderInfo, TokenBatch
from pointsay.encoders.rows import unit

if TYPE_CHECKING:
    from pointsay.types import Matrix

SIDE = 4
LENGTH = 7.0  # about how long raw vectors are


class TokenEncoder:
    """Words and signs are tokens; a text is a mean of its tokens, weighted by position.

    Args:
        dim: Width of the joint space.
        token_dim: Width of the token space.
        max_tokens: Longest text, with the opening and closing tokens.
        name: Recorded in the info.
        weights: Recorded in the info.
    """

    def __init__(
        self,
        dim: int = 12,
        token_dim: int = 10,
        max_tokens: int = 24,
        name: str = "token-fake",
        weights: str = "a" * 64,
    ) -> None:
        self._info = EncoderInfo(name, dim, weights, {"kind": "grid", "side": SIDE}, max_tokens)
        rng = np.random.default_rng(11)
        self.table = rng.normal(size=(256, token_dim)).astype(np.float32)
        self.positions = (0.3 + rng.random(max_tokens)).astype(np.float32)
        self.say = rng.normal(size=(token_dim, dim)).astype(np.float32) * LENGTH / 4
        self.see = rng.normal(size=(3 * SIDE * SIDE, dim)).astype(np.float32) * LENGTH / 4

    @property
    def info(self) -> EncoderInfo:
        return self._info

    @property
    def token_dim(self) -> int:
        return self.table.shape[1]

    def encode_images(self, images: Sequence[Image.Image]) -> Matrix:
        return unit(self.project_images(images))

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        return unit(self.project_texts(texts))

    def encode_token_embeddings(self, batch: TokenBatch) -> Matrix:
        return unit(self.project_token_embeddings(batch))

    def project_images(self, images: Sequence[Image.Image]) -> Matrix:
        rows = np.zeros((len(images), self._info.dim), dtype=np.float32)
        for at, image in enumerate(images):
            small = image.convert("RGB").resize((SIDE, SIDE))
            rows[at] = (np.asarray(small, dtype=np.float32).reshape(-1) / 255.0) @ self.see
        return rows

    def project_texts(self, texts: Sequence[str]) -> Matrix:
        return self.project_token_embeddings(self.embed_tokens(texts))

    def project_token_embeddings(self, batch: TokenBatch) -> Matrix:
        weights = batch.mask * self.positions[: batch.mask.shape[1]]
        pooled = (weights[:, :, None] * batch.embeddings).sum(axis=1)
        rows: Matrix = (pooled / batch.mask.sum(axis=1, keepdims=True).clip(1)) @ self.say
        return rows.astype(np.float32)

    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        room = self._info.max_tokens - 2
        read = [list(re.finditer(r"\w+|[^\w\s]", text))[:room] for text in texts]
        length = max((len(one) for one in read), default=0) + 2
        ids = np.zeros((len(texts), length), dtype=np.int64)
        mask = np.zeros((len(texts), length), dtype=np.float32)
        place: list[tuple[int, int] | None] = []
        for row, (text, words) in enumerate(zip(texts, read, strict=True)):
            mask[row, : len(words) + 2] = 1.0
            ids[row, : len(words) + 2] = [1, *(_id(word[0]) for word in words), 2]
            first = text.find(placeholder) if placeholder else -1
            at = [k for k, word in enumerate(words, 1) if word.start() == first]
            place.append((at[0], at[0] + 1) if first >= 0 and at else None)
        return TokenBatch(self.table[ids], mask, ids, place)


def _id(word: str) -> int:
    return 3 + int(hashlib.sha256(word.lower().encode()).hexdigest(), 16) % 253
