"""The distillation's losses against NumPy and the encoder's own run."""

from __future__ import annotations

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the train extra")

from pointsay.encoders.mini import MiniEncoder  # noqa: E402
from pointsay.methods.inversion.phrases import WrittenPhrases  # noqa: E402
from pointsay.training.fit_settings import FitSettings  # noqa: E402
from pointsay.training.inversion.distil import Distillation, DistilSettings, draws  # noqa: E402

from ..small import small_tower  # noqa: E402
from .conftest import unit_rows  # noqa: E402

NAMES = ("dress", "shirt", "shoe")
PHRASES = WrittenPhrases(
    {"dress": ["is red", "is long"], "shirt": ["is blue on the shoe"], "shoe": ["is green"]}
)
SETTINGS = DistilSettings(FitSettings(steps=3, seed=5), batch=4, concepts=2, sentences=3)


def test_losses_are_those_of_the_equations(small: MiniEncoder) -> None:
    images, words = unit_rows(6, small.info.dim), unit_rows(6, small.token_dim, seed=1)
    nearest = np.array([[0, 1, 2], [1, 0, 2], [2, 0, 1]] * 2, np.int32)
    mapping = torch.nn.Linear(small.info.dim, small.token_dim)
    module = Distillation(mapping, small_tower(small), small, NAMES, PHRASES, SETTINGS)
    batch = draws(images, words, nearest, SETTINGS)(1)
    losses = {name: float(one.detach()) for name, one in module(batch).items()}

    found, concepts, shares = (one.numpy() for one in batch[1:])
    mapped = mapping(batch[0]).detach().numpy()
    both = np.concatenate([mapped, found])
    both = both / np.linalg.norm(both, axis=1, keepdims=True)
    told = 0.0
    for row in range(8):
        twin = math.exp(both[row] @ both[(row + 4) % 8] / 0.25)
        told -= math.log(
            twin / sum(math.exp(both[row] @ both[at] / 0.25) for at in range(8) if at != row)
        )
    assert losses["imitation"] == pytest.approx(told / 8, rel=1e-4)

    moved = []
    assert len(concepts) == len(shares) == 3
    for row, (concept, share) in enumerate(zip(concepts, shares, strict=True)):
        lines = PHRASES.of(NAMES[concept])
        line = lines[int(share * len(lines))]
        plain = small.encode_texts([f"a photo of {NAMES[concept]} that {line}"])[0]
        tokens = small.embed_tokens([f"a photo of $ that {line}"], "$")
        assert tokens.place[0] is not None
        tokens.embeddings[0, slice(*tokens.place[0])] = mapped[row]
        moved.append(1.0 - plain @ small.encode_token_embeddings(tokens)[0])
    assert losses["phrase"] == pytest.approx(0.75 * np.mean(moved), rel=1e-3)


def test_batches_pair_pictures_with_their_words_and_near_concepts() -> None:
    images, words = np.arange(9.0)[:, None], 10.0 * np.arange(9.0)[:, None]
    nearest = (100 * np.arange(9)[:, None] + np.arange(5)).astype(np.int32)
    draw = draws(images, words, nearest, SETTINGS)
    for step in range(5):
        seen, found, concepts, shares = (one.numpy() for one in draw(step))
        np.testing.assert_array_equal(found, 10.0 * seen)
        assert (concepts // 100 == seen[:3, 0]).all()
        assert (concepts % 100 < 2).all()  # only of the nearest two
        assert ((shares >= 0.0) & (shares < 1.0)).all()


def test_only_phi_learns_and_the_word_carries_the_gradient(small: MiniEncoder) -> None:
    mapping = torch.nn.Linear(small.info.dim, small.token_dim)
    module = Distillation(mapping, small_tower(small), small, NAMES, PHRASES, SETTINGS)
    nearest = np.tile(np.arange(3, dtype=np.int32), (6, 1))
    images, words = unit_rows(6, small.info.dim), unit_rows(6, small.token_dim, seed=1)
    module(draws(images, words, nearest, SETTINGS)(0))["phrase"].backward()
    learned = {name for name, one in module.named_parameters() if one.requires_grad}
    assert learned == {"phi.weight", "phi.bias"}
    assert float(mapping.weight.grad.abs().max()) > 0.0
