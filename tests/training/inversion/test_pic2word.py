"""Pic2Word: its network, its prompt, its loss, and a training that goes on bit for bit."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the train extra")

from pointsay.encoders.mini import MiniEncoder  # noqa: E402
from pointsay.encoders.reading import ends  # noqa: E402
from pointsay.methods import check_method, load_method, read_method, save_method  # noqa: E402
from pointsay.methods.phi import im2text  # noqa: E402
from pointsay.training.fit_settings import FitSettings  # noqa: E402
from pointsay.training.inversion.pic2word import (  # noqa: E402
    PROMPT,
    PUBLISHED,
    Im2Text,
    Matching,
    Pic2WordSettings,
    train_pic2word,
)
from pointsay.training.inversion.pictures import Pictures  # noqa: E402

from ..small import small_tower  # noqa: E402
from .conftest import unit_rows  # noqa: E402

SETTINGS = Pic2WordSettings(
    FitSettings(steps=6, seed=2, rate=1e-2, checkpoint_every=2), batch=4, scale=10.0, hidden=16
)


def test_the_network_is_the_published_one() -> None:
    assert sum(one.numel() for one in Im2Text(768, 768).parameters()) == 1_050_368
    assert (PUBLISHED.betas, PUBLISHED.epsilon, PUBLISHED.weight_decay) == ((0.9, 0.98), 1e-6, 0.1)


def test_serving_computes_what_was_trained() -> None:
    network = Im2Text(6, 5, hidden=7).eval()
    rows = unit_rows(3, 6)
    tensors = {name: one.numpy() for name, one in network.state_dict().items()}
    with torch.no_grad():
        trained = network(torch.from_numpy(rows)).numpy()
    np.testing.assert_allclose(im2text(tensors, rows), trained, atol=1e-6)


def test_the_word_stands_where_the_closing_token_stood(small: MiniEncoder) -> None:
    bare, whole = small.embed_tokens(["a photo of"]), small.embed_tokens([PROMPT], "$")
    at = int(ends(bare.mask)[0])
    assert whole.place == [(at, at + 1)]
    assert int(ends(whole.mask)[0]) == at + 1
    rest = np.delete(whole.ids[0], at)
    np.testing.assert_array_equal(rest, bare.ids[0])


def test_the_loss_is_clips_between_pictures_and_their_prompts(small: MiniEncoder) -> None:
    images = unit_rows(4, small.info.dim)
    network = Im2Text(small.info.dim, small.token_dim, 16).eval()
    module = Matching(network, small_tower(small), small, 10.0)
    got = float(module(torch.from_numpy(images))["matching"].detach())
    batch = small.embed_tokens([PROMPT] * 4, "$")
    with torch.no_grad():
        words = network(torch.from_numpy(images)).numpy()
    for row, place in enumerate(batch.place):
        assert place is not None
        batch.embeddings[row, slice(*place)] = words[row]
    texts = small.encode_token_embeddings(batch)
    plain = 0.0
    for left, right in ((images, texts), (texts, images)):
        for row in range(4):
            scores = [math.exp(10.0 * left[row] @ right[at]) for at in range(4)]
            plain -= math.log(scores[row] / sum(scores)) / 8
    assert got == pytest.approx(plain, rel=1e-3)


def test_a_stopped_training_goes_on_bit_for_bit(small: MiniEncoder, tmp_path: Path) -> None:
    pictures, tower = Pictures(unit_rows(10, small.info.dim)), small_tower(small)
    whole, _ = train_pic2word(small, tower, pictures, SETTINGS, tmp_path / "whole")

    def stop(stage: str, done: int, steps: int, losses: object) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_pic2word(small, tower, pictures, SETTINGS, tmp_path / "cut", report=stop)
    again, fitted = train_pic2word(small, tower, pictures, SETTINGS, tmp_path / "cut")
    assert fitted.steps == 6
    assert whole.tensors.keys() == again.tensors.keys()
    for name, one in whole.tensors.items():
        np.testing.assert_array_equal(again.tensors[name], one)

    save_method(again, tmp_path / "saved")
    loaded = load_method(tmp_path / "saved", small)
    assert loaded.name == "pic2word"
    check_method(read_method(tmp_path / "saved"), small)


def test_it_learns_to_say_pictures(small: MiniEncoder, tmp_path: Path) -> None:
    pictures, losses = Pictures(unit_rows(8, small.info.dim)), []
    settings = Pic2WordSettings(FitSettings(steps=60, rate=1e-2), batch=8, scale=10.0, hidden=32)
    train_pic2word(
        small,
        small_tower(small),
        pictures,
        settings,
        tmp_path,
        report=lambda stage, done, steps, parts: losses.append(parts["matching"]),
    )
    assert np.mean(losses[-5:]) < 0.6 * losses[0]


def test_raw_vectors_leave_their_length_with_the_method(small: MiniEncoder, tmp_path: Path) -> None:
    pictures = Pictures(7.0 * unit_rows(5, small.info.dim))
    method, _ = train_pic2word(small, small_tower(small), pictures, SETTINGS, tmp_path, space="raw")
    assert method.arguments()["space"] == "raw"
    assert method.arguments()["norm"] == pytest.approx(7.0, rel=1e-4)
