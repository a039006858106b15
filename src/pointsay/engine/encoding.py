"""An encoder that remembers texts: suggestions are clicked again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from pointsay.encoders.base import Encoder, RawSpace, TokenBatch, TokenSpace

if TYPE_CHECKING:
    from PIL.Image import Image

    from pointsay.encoders.base import EncoderInfo
    from pointsay.engine.keeping import Kept
    from pointsay.types import Matrix, Vector


def remembering(encoder: Encoder, texts: Kept[str, Vector]) -> Encoder:
    """Return the encoder with a memory for texts; the vectors are the same.

    An encoder that has only one of token space and raw vectors is returned as it is: whoever asks
    for the other must not find it.
    """
    spaces = isinstance(encoder, TokenSpace), isinstance(encoder, RawSpace)
    if all(spaces):
        return _RememberingTowers(encoder, texts)
    return encoder if any(spaces) else _Remembering(encoder, texts)


class _Remembering:
    def __init__(self, encoder: Encoder, texts: Kept[str, Vector]) -> None:
        self._encoder = encoder
        self._known = texts

    @property
    def info(self) -> EncoderInfo:
        return self._encoder.info

    def encode_images(self, images: Sequence[Image]) -> Matrix:
        return self._encoder.encode_images(images)

    def encode_texts(self, texts: Sequence[str]) -> Matrix:
        asked = dict.fromkeys(texts)
        found = {text: self._known.get(text) for text in asked}
        new = [text for text, vector in found.items() if vector is None]
        if new:
            for text, vector in zip(new, self._encoder.encode_texts(new), strict=True):
                self._known.put(text, vector.copy())  # not a view, which would hold the batch
                found[text] = vector
        rows = [cast("Vector", found[text]) for text in texts]
        return np.stack(rows) if rows else self._encoder.encode_texts([])


class _RememberingTowers(_Remembering):
    """The same for an encoder whose towers can be entered and left elsewhere, too."""

    @property
    def _tokens(self) -> TokenSpace:
        return cast(TokenSpace, self._encoder)

    @property
    def _raw(self) -> RawSpace:
        return cast(RawSpace, self._encoder)

    @property
    def token_dim(self) -> int:
        return self._tokens.token_dim

    def embed_tokens(self, texts: Sequence[str], placeholder: str | None = None) -> TokenBatch:
        return self._tokens.embed_tokens(texts, placeholder)

    def encode_token_embeddings(self, batch: TokenBatch) -> Matrix:
        return self._tokens.encode_token_embeddings(batch)

    def project_images(self, images: Sequence[Image]) -> Matrix:
        return self._raw.project_images(images)

    def project_texts(self, texts: Sequence[str]) -> Matrix:
        return self._raw.project_texts(texts)

    def project_token_embeddings(self, batch: TokenBatch) -> Matrix:
        return self._raw.project_token_embeddings(batch)
