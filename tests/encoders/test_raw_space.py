"""Raw vectors are the unit ones before they are scaled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fakes import solid
from pointsay.encoders import Encoder, RawSpace

if TYPE_CHECKING:
    from pointsay.encoders.hub.encoder import TransformersEncoder

TEXTS = ["a red dress", "blue, for $5", ""]
PICTURES = [solid("red", (20, 30)), solid("navy", (30, 20))]


def check_raw(encoder: Any) -> None:
    assert isinstance(encoder, RawSpace)
    batch = encoder.embed_tokens(TEXTS)
    pairs = [
        (encoder.project_images(PICTURES), encoder.encode_images(PICTURES)),
        (encoder.project_texts(TEXTS), encoder.encode_texts(TEXTS)),
        (encoder.project_token_embeddings(batch), encoder.encode_token_embeddings(batch)),
    ]
    for raw, unit in pairs:
        assert raw.dtype == np.float32
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        assert np.abs(lengths - 1.0).max() > 1e-2
        np.testing.assert_allclose(raw / lengths, unit, atol=1e-5)
    none = encoder.embed_tokens([])
    for empty in (
        encoder.project_images([]),
        encoder.project_texts([]),
        encoder.project_token_embeddings(none),
    ):
        assert empty.shape == (0, encoder.info.dim)


def test_mini(mini: Encoder) -> None:
    check_raw(mini)


@pytest.mark.parametrize("family", ["clip", "siglip"])
def test_hub(family: str, hub: Callable[[str], TransformersEncoder]) -> None:
    check_raw(hub(family))
