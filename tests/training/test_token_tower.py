from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from encoders import tiny
from pointsay.encoders.base import TokenBatch
from pointsay.encoders.hub.encoder import TransformersEncoder
from pointsay.encoders.mini import MiniEncoder
from pointsay.errors import UnsupportedEncoder
from pointsay.training.token_tower import TokenTower, token_tower

from .small import SHAPE, small_tower

TEXTS = ["a red dress", "the long shirt that is blue and green", "shoe"]
MASKED = ["a photo of $ that is red", "$ with $", "a dress"]


@pytest.fixture(scope="module", params=["small", "clip", "siglip", "chinese"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, small: MiniEncoder
) -> tuple[MiniEncoder | TransformersEncoder, TokenTower]:
    if request.param == "small":
        return small, small_tower(small)
    folder = tiny.build(request.param, tmp_path_factory.mktemp("hub") / request.param)
    hub = TransformersEncoder(str(folder), device="cpu")
    return hub, token_tower(hub)


def unit(vectors: torch.Tensor) -> np.ndarray:
    return torch.nn.functional.normalize(vectors, dim=1).detach().numpy()


def test_it_computes_what_the_encoder_computes(
    pair: tuple[MiniEncoder | TransformersEncoder, TokenTower],
) -> None:
    encoder, tower = pair
    worded = tower.tokenise(TEXTS)
    assert not worded.spots.any()
    np.testing.assert_allclose(
        unit(tower(worded.ids, worded.mask)), encoder.encode_texts(TEXTS), atol=1e-4
    )
    assert (tower.dim, tower.token_dim) == (encoder.info.dim, encoder.token_dim)


def test_injection_equals_that_of_the_encoder_where_one_placeholder_stands(
    pair: tuple[MiniEncoder | TransformersEncoder, TokenTower],
) -> None:
    encoder, tower = pair
    words = np.random.default_rng(0).normal(size=(1, tower.token_dim)).astype(np.float32)
    batch = encoder.embed_tokens(MASKED[:1], "$")
    place = batch.place[0]
    assert place is not None
    embeddings = batch.embeddings.copy()
    embeddings[0, place[0] : place[1]] = words
    expected = encoder.encode_token_embeddings(
        TokenBatch(embeddings, batch.mask, batch.ids, batch.place)
    )
    worded = tower.tokenise(MASKED[:1], "$")
    injected = tower.inject(tower.embed(worded.ids), worded.spots, torch.from_numpy(words))
    np.testing.assert_allclose(unit(tower.run(injected, worded.mask)), expected, atol=1e-4)


def test_every_placeholder_is_found(small: MiniEncoder) -> None:
    worded = small_tower(small).tokenise(MASKED, "$")
    assert worded.spots.sum(1).tolist() == [1, 2, 0]
    assert (worded.ids[worded.spots] == 4).all()


def test_gradients_reach_what_is_injected_and_nothing_else(
    pair: tuple[MiniEncoder | TransformersEncoder, TokenTower],
) -> None:
    _, tower = pair
    tower.train()
    assert not any(module.training for module in tower.modules())
    worded = tower.tokenise(MASKED, "$")
    words = torch.zeros(3, tower.token_dim, requires_grad=True)
    injected = tower.inject(tower.embed(worded.ids), worded.spots, words)
    tower.run(injected, worded.mask).square().sum().backward()
    assert words.grad is not None
    assert [bool(row.abs().sum() > 0) for row in words.grad] == [True, True, False]
    assert not any(one.requires_grad for one in tower.parameters())
    assert "table" not in tower.state_dict()


def test_the_encoder_is_left_as_it_was(tmp_path: Path) -> None:
    hub = TransformersEncoder(
        str(tiny.build("clip", tmp_path / "clip")), device="cpu", precision="bfloat16"
    )
    before = hub.encode_texts(TEXTS)
    token_tower(hub)
    assert (hub.encode_texts(TEXTS) == before).all()


def test_a_wrong_number_of_heads_is_noticed(small: MiniEncoder) -> None:
    with pytest.raises(UnsupportedEncoder, match="8 attention heads"):
        token_tower(small, heads=4 * SHAPE.heads)


def test_an_encoder_without_a_tower_in_torch_is_refused(small: MiniEncoder) -> None:
    class Vectors:
        info = small.info

    with pytest.raises(UnsupportedEncoder, match="trained through") as caught:
        token_tower(Vectors())  # type: ignore[arg-type]
    assert "hub:" in caught.value.hint
