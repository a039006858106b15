from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("lightning", reason="training methods needs the train extra")

from pointsay.encoders.mini import MiniEncoder
from pointsay.errors import UnsupportedEncoder, WeightsCorrupt
from pointsay.methods import check_method
from pointsay.methods.store import load_method, save_method
from pointsay.training import corpus_features
from pointsay.training.fit import FitSettings, Progress
from pointsay.training.keywords import Run
from pointsay.training.lincir import SelfMasking, masked_corpus, train_lincir
from pointsay.training.lincir_joint import JointMasking, split_caption, train_lincir_joint
from pointsay.training.method_recipe import MethodRecipe
from pointsay.training.noise import Noise
from pointsay.training.phi import Phi
from pointsay.training.texts import Texts
from pointsay.training.token_tower import TokenTower

from .small import small_tower

COLOURS, THINGS = ("red", "green", "blue"), ("dress", "shirt", "shoe")
CAPTIONS = [
    f"{how} {colour} {thing} with {more}"
    for how in ("a", "the")
    for colour in COLOURS
    for thing in THINGS
    for more in ("long sleeves", "short sleeves and a photo")
]
TEXTS = Texts(CAPTIONS, [("drawn", len(CAPTIONS))])
FIT = FitSettings(steps=6, rate=3e-3, checkpoint_every=2, seed=3)
UNIT = MethodRecipe(FIT, batch=12, noise=Noise("uniform_d", 1.0), groups=3)
RAW = replace(UNIT, noise=Noise("uniform", 1.0), space="raw", official=True, groups=1)
JOINT = replace(UNIT, noise=Noise("gaussian_d", 0.64), depth=2)


@pytest.fixture(autouse=True)
def nouns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the tagger: what lies before and behind "with" are runs."""

    def find(captions: list[str], report: object = None) -> list[list[Run]]:
        return [
            [
                Run(0, one.index(" with"), one[: one.index(" with")]),
                Run(one.index("with ") + 5, len(one), one[one.index("with ") + 5 :]),
            ]
            if " with " in one
            else []
            for one in captions
        ]

    monkeypatch.setattr(corpus_features, "find_runs", find)


@pytest.fixture(scope="module")
def tower(small: MiniEncoder) -> TokenTower:
    return small_tower(small)


def stop(progress: Progress) -> None:
    if progress.step == 3:
        raise KeyboardInterrupt


def test_the_loss_is_the_equation(small: MiniEncoder, tower: TokenTower) -> None:
    masked = ["$ with $", "a dress", "the $"]
    whole = ["a red dress with long sleeves", "a dress", "the shoe"]
    wanted = small.project_texts(whole)
    torch.manual_seed(0)
    phi = Phi(tower.dim, tower.token_dim).eval()
    corpus = masked_corpus(whole, masked, wanted, tower, "$")
    recipe = replace(RAW, noise=Noise("none"))
    losses = []
    for count in (1, 2, 3):
        groups = corpus.groups(np.array([2, 0, 1]), count)
        losses.append(float(SelfMasking(phi, tower, recipe)(groups)["mse"].detach()))
    # One at a time, through the encoder that serves.
    with torch.no_grad():
        words = phi(torch.from_numpy(wanted)).numpy()
    errors = []
    for at, text in enumerate(["$ with $", "a photo of $", "the $"]):
        batch = small.embed_tokens([text])
        batch.embeddings[batch.ids == 4] = words[at]
        errors.append((small.project_token_embeddings(batch)[0] - wanted[at]) ** 2)
    np.testing.assert_allclose(losses, np.mean(errors), rtol=1e-3)
    assert corpus.kept == pytest.approx(2 / 3)


def test_unit_vectors_are_compared_where_the_recipe_says_so(
    small: MiniEncoder, tower: TokenTower
) -> None:
    wanted = small.encode_texts(CAPTIONS[:4])
    corpus = masked_corpus(CAPTIONS[:4], ["$ with $"] * 4, wanted, tower, "$")
    torch.manual_seed(0)
    module = SelfMasking(Phi(tower.dim, tower.token_dim), tower, UNIT)
    loss = module(corpus.groups(np.arange(4), 1))["mse"]
    assert 0.0 < float(loss.detach()) <= 4.0 / tower.dim  # of two unit vectors


def test_groups_hold_the_batch_and_are_trimmed(small: MiniEncoder, tower: TokenTower) -> None:
    wanted = small.encode_texts(CAPTIONS)
    corpus = masked_corpus(CAPTIONS, CAPTIONS, wanted, tower, "$")
    groups = corpus.groups(np.array([5, 1, 0, 3, 2, 4]), 3)
    assert [len(one["wanted"]) for one in groups] == [2, 2, 2]
    for one in groups:
        assert one["ids"].shape[1] == int(one["mask"].sum(1).max())
    found = torch.cat([one["wanted"] for one in groups]).sum(0)
    np.testing.assert_allclose(found.numpy(), wanted[:6].sum(0), atol=1e-5)


@pytest.mark.parametrize("recipe", [UNIT, RAW], ids=["unit", "raw"])
def test_an_interrupted_training_goes_on_bit_for_bit(
    recipe: MethodRecipe, small: MiniEncoder, tower: TokenTower, tmp_path: Path
) -> None:
    whole, facts = train_lincir(small, tower, TEXTS, recipe, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train_lincir(small, tower, TEXTS, recipe, tmp_path / "cut", report=stop)
    again, _ = train_lincir(small, tower, TEXTS, recipe, tmp_path / "cut")
    assert {name: one.tobytes() for name, one in again.tensors.items()} == {
        name: one.tobytes() for name, one in whole.tensors.items()
    }
    assert whole.space == recipe.space
    assert (facts["train_items"], facts["steps"]) == (len(CAPTIONS), 6)
    assert (facts["noise_law"], facts["noise"]) == (recipe.noise.law, 1.0)


def test_it_learns_and_becomes_a_method(
    small: MiniEncoder, tower: TokenTower, tmp_path: Path
) -> None:
    losses: list[float] = []
    recipe = UNIT.changed({"law": "none"}, {"steps": 60})
    method, facts = train_lincir(
        small,
        tower,
        TEXTS,
        replace(recipe, dropout=0.0),
        tmp_path / "work",
        report=lambda progress: losses.append(progress.loss),
    )
    assert np.mean(losses[-5:]) < 0.7 * np.mean(losses[:5])
    save_method(method, tmp_path / "saved", facts=facts)
    loaded = load_method(tmp_path / "saved", small)
    assert loaded.training["loss"] == pytest.approx(facts["loss"])
    check_method(type(method)().adopt(method.tensors), small)


def test_another_corpus_or_encoder_does_not_go_on_from_a_checkpoint(
    small: MiniEncoder, tower: TokenTower, tmp_path: Path
) -> None:
    train_lincir(small, tower, TEXTS, UNIT, tmp_path)
    with pytest.raises(WeightsCorrupt, match="another training"):
        train_lincir(small, tower, TEXTS.sample(20), UNIT, tmp_path)
    with pytest.raises(WeightsCorrupt, match="another training"):
        train_lincir(small, tower, TEXTS, UNIT.changed({"scale": 0.5}, {}), tmp_path)


def test_text_features_are_computed_once(
    small: MiniEncoder, tower: TokenTower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_lincir(small, tower, TEXTS, UNIT, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(MiniEncoder, "encode_texts", None)
        train_lincir(small, tower, TEXTS, UNIT, tmp_path)


def test_what_the_encoder_cannot_give_is_refused(
    small: MiniEncoder, tower: TokenTower, tmp_path: Path
) -> None:
    class Unit:
        info = small.info

        def encode_images(self, images: object) -> None: ...
        def encode_texts(self, texts: object) -> None: ...

    with pytest.raises(UnsupportedEncoder, match="no raw vectors"):
        train_lincir(Unit(), tower, TEXTS, RAW, tmp_path)  # type: ignore[arg-type]
    with pytest.raises(UnsupportedEncoder, match="drops"):
        masked_corpus(["a"], ["a"], small.encode_texts(["a"]), tower, "")


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("normalise", [False, True])
def test_the_joint_loss_is_the_equation(place: str, normalise: bool) -> None:
    rng = np.random.default_rng(0)
    parts = [
        (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        for rows in rng.normal(size=(3, 5, 8))
    ]
    recipe = replace(
        JOINT, place=place, normalise=normalise, strength=0.7, noise=Noise("gaussian", 0.3)
    )  # type: ignore[arg-type]
    torch.manual_seed(1)
    phi = Phi(8, 8, depth=2).eval()
    torch.manual_seed(2)
    loss = JointMasking(phi, recipe)(tuple(map(torch.from_numpy, parts)))["mse"]
    torch.manual_seed(2)
    eta = 0.3 * torch.randn(5, 8).numpy()

    def unit(rows: np.ndarray) -> np.ndarray:
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def mapped(rows: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return phi(torch.from_numpy(rows.astype(np.float32))).numpy()

    if place == "before":
        standing = unit(mapped(parts[0] + eta))
    else:
        out = mapped(parts[0])
        standing = unit((unit(out) if normalise else out) + eta)
    expected = ((unit(standing + 0.7 * parts[1]) - parts[2]) ** 2).mean()
    assert float(loss.detach()) == pytest.approx(float(expected), rel=1e-4)


@pytest.mark.parametrize("keywords", ["random", "all"])
def test_the_joint_form_learns_from_vectors_alone(
    keywords: str, small: MiniEncoder, tmp_path: Path
) -> None:
    recipe = replace(JOINT, keywords=keywords, strength=0.5)  # type: ignore[arg-type]
    recipe = recipe.changed({}, {"steps": 80, "rate": 1e-2})
    losses: list[float] = []
    method, facts = train_lincir_joint(
        small, TEXTS, recipe, tmp_path, report=lambda progress: losses.append(progress.loss)
    )
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    assert (method.form, method.depth, method.strength) == ("repaired", 2, 0.5)
    assert facts["split"] == len(CAPTIONS)
    again, _ = train_lincir_joint(small, TEXTS, recipe, tmp_path / "again")
    assert all((again.tensors[name] == one).all() for name, one in method.tensors.items())


def test_a_caption_is_keywords_and_what_is_left() -> None:
    runs = [Run(0, 5, "a man"), Run(13, 19, "a wave")]
    assert split_caption("a man riding a wave now", runs) == ("a man a wave", "riding now")
    assert split_caption("a man riding a wave now", runs[1:]) == ("a wave", "a man riding now")
    assert split_caption("put it on", []) == ("", "put it on")
