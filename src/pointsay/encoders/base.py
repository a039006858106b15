"""What an encoder is: pictures and words into one unit sphere, and optionally words as vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from pointsay.types import Matrix


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Who made a vector. Two vectors may be compared only when `comparable` says so.

    Attributes:
        name: Full id; never an abbreviation such as "B/32".
        dim: Width D of the joint space.
        weights: SHA-256 over the weight files and whatever else decides a vector.
        preprocessing: How a picture becomes the tower's input.
        max_tokens: Longest text that is read, in tokens; the rest is cut.
        revision: The commit that the weights came from, where there is one. Told, not compared:
            the hash of the weights already says whether they are the same.
        temperature: What cosines of a picture with several texts are divided by before a softmax
            makes probabilities of them: what the towers were trained with, or what was measured.
            None where nobody knows. Told, not compared.
        trained_on: What composed queries the towers were tuned on, so that tables can set them
            apart from zero-shot ones; empty for general encoders. Told, not compared.
    """

    name: str
    dim: int
    weights: str
    preprocessing: Mapping[str, Any]
    max_tokens: int
    revision: str = ""
    temperature: float | None = None
    trained_on: str = ""

    def describe(self) -> str:
        """Return a short name for messages: the id, and what else makes two encoders differ."""
        way = self.preprocessing.get("kind", "?")
        return f"{self.name} ({self.dim}-d, {way}, weights {self.weights[:12]})"

    def record(self) -> dict[str, Any]:
        """Return what says, in a file, whose vectors were measured; plain values only."""
        return {
            "name": self.name,
            "weights": self.weights,
            "revision": self.revision,
            "dim": self.dim,
            "preprocessing": dict(self.preprocessing),
        }

    def comparable(self, other: EncoderInfo) -> bool:
        """Say whether vectors of both may be compared."""
        return (self.name, self.weights, dict(self.preprocessing)) == (
            other.name,
            other.weights,
            dict(other.preprocessing),
        )


@runtime_checkable
class Encoder(Protocol):
    """Pictures and texts to (B, D) float32 rows of unit length. Thread-safe."""

    @property
    def info(self) -> EncoderInfo:
        """Who made the vectors."""
        ...

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        """Encode RGB pictures; (0, D) for none."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts; what is beyond ``info.max_tokens`` is not read."""
        ...


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Texts as the vectors that the text tower reads, before positions are added.

    Attributes:
        embeddings: (B, T, W) float32. Overwrite a row to inject a pseudo-word.
        mask: (B, T) float32, 1 for real tokens, which come first. The closing token is the last of
            them: it is known before anything is injected and does not depend on ids.
        ids: (B, T) int64 token ids; for finding nothing but special tokens by. Placeholders are
            found by position (``place``), because a shopper may type any character.
        place: For each text the (first, past the last) token positions of its placeholder, or None.
    """

    embeddings: NDArray[np.float32]
    mask: NDArray[np.float32]
    ids: NDArray[np.int64]
    place: Sequence[tuple[int, int] | None]


@runtime_checkable
class TokenSpace(Protocol):
    """An encoder whose text tower can be entered at its token embeddings."""

    @property
    def token_dim(self) -> int:
        """Width W of the token space."""
        ...

    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        """Look up the token embeddings of texts.

        Args:
            texts: The texts; the first occurrence of ``placeholder`` in each is located.
            placeholder: A word of the template; None when there is nothing to inject.
        """
        ...

    def encode_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings; untouched ones equal ``encode_texts``."""
        ...


@runtime_checkable
class RawSpace(Protocol):
    """An encoder that also gives its vectors before they are scaled to unit length.

    Their lengths mean nothing to a cosine, but mapping networks that were trained on raw vectors
    read them (SEARLE, LinCIR). Scaled to unit length they equal what `Encoder` and `TokenSpace`
    give.
    """

    def project_images(self, images: Sequence[Image]) -> Matrix:
        """Encode RGB pictures into (B, D) rows as the tower gives them."""
        ...

    def project_texts(self, texts: Sequence[str]) -> Matrix:
        """Encode texts into (B, D) rows as the tower gives them."""
        ...

    def project_token_embeddings(self, batch: TokenBatch) -> Matrix:
        """Run the text tower from token embeddings into (B, D) rows as it gives them."""
        ...
