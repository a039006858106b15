"""What encoders share whose towers give raw rows: batches of them, and rows of unit length."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pointsay.encoders.rows import project_batches, unit

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.encoders.base import EncoderInfo, TokenBatch
    from pointsay.types import Matrix

IMAGE_BATCH = 8  # larger batches gain nothing on a CPU and cost memory
TEXT_BATCH = 32


class RawTowers(ABC):
    """Base of encoders that give their vectors raw (`pointsay.encoders.RawSpace`) and scaled."""

    @property
    @abstractmethod
    def info(self) -> EncoderInfo:
        """Who makes these vectors."""

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Encode RGB pictures into (B, D) unit rows."""
        return unit(self.project_images(images))

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into (B, D) unit rows."""
        return unit(self.project_texts(texts))

    def encode_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings into (B, D) unit rows."""
        return unit(self.project_token_embeddings(batch))

    def project_images(self, images: Sequence[Image]) -> Matrix:
        """Encode RGB pictures into (B, D) rows as the tower gives them."""
        return project_batches(self._pictures, images, IMAGE_BATCH, self.info.dim)

    def project_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into (B, D) rows as the tower gives them."""
        return project_batches(self._sentences, texts, TEXT_BATCH, self.info.dim)

    def _sentences(self, texts: Sequence[str]) -> Matrix:
        return self.project_token_embeddings(self.embed_tokens(texts))

    @abstractmethod
    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        """Look up token embeddings; see `pointsay.encoders.base.TokenSpace`."""

    @abstractmethod
    def project_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings into (B, D) rows as it gives them."""

    @abstractmethod
    def _pictures(self, images: Sequence[Image]) -> Matrix:
        """Run the image tower on one batch of pictures."""
