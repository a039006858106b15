"""``pointsay train lincir`` and ``lincir_joint``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import Run

pytest.importorskip("torch", reason="training needs the train extra")
pytest.importorskip("lightning", reason="training methods needs the train extra")

from pointsay.encoders import load_encoder
from pointsay.encoders.mini import MiniEncoder
from pointsay.methods.store import load_method
from pointsay.training import corpus_features, token_tower
from pointsay.training.keywords import Run as KeywordRun
from training.small import small_encoder, small_tower

Train = Callable[..., object]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> MiniEncoder:
    return small_encoder(tmp_path_factory.mktemp("small"))


@pytest.fixture
def arguments(
    encoder: MiniEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[object]:
    """A corpus, and a tower and a tagger that are small."""
    monkeypatch.setattr(token_tower, "token_tower", small_tower)
    monkeypatch.setattr(
        corpus_features,
        "find_runs",
        lambda captions, report=None: [[KeywordRun(0, 5, one[:5])] for one in captions],
    )
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("a red dress\nthe green shirt\nthe blue shoe is long\n" * 8)
    return [
        *("--encoder", f"onnx:{encoder.folder}", "--corpus", corpus, "--corpus", corpus),
        *("--out", tmp_path / "out", "--work", tmp_path / "work", "--steps", 3, "--limit", 40),
    ]


@pytest.mark.parametrize("name", ["lincir", "lincir_joint"])
def test_it_writes_a_method_that_knows_its_training(
    name: str, pointsay: Run, arguments: list[object], encoder: MiniEncoder, tmp_path: Path
) -> None:
    noise = ("--noise", "gaussian_d", "--noise-scale", 0.3, "--seed", 5)
    done = pointsay("train", name, *arguments, *noise)
    assert done.ok() == ""
    assert "40 texts, 3 steps" in done.err
    assert f"wrote {name}" in done.err
    facts = json.loads((tmp_path / "out" / "config.json").read_text())["training"]
    assert (facts["train_items"], facts["steps"], facts["seed"]) == (40, 3, 5)
    assert (facts["noise_law"], facts["noise"]) == ("gaussian_d", 0.3)
    assert facts["corpus"] == "corpus.txt (24), corpus.txt (24)"
    assert facts["loss"] > 0.0
    bound = load_encoder(f"onnx:{encoder.folder}")
    method = load_method(tmp_path / "out", bound)
    assert method.name == name
    # The same command again has nothing left to do; another seed is another training.
    assert "step" not in pointsay("train", name, *arguments, *noise).err.split("steps", 1)[1]
    refused = pointsay("train", name, *arguments, *noise[:-1], 6)
    assert refused.code == 1
    assert "another training" in refused.err


def test_an_official_run_on_a_cpu_needs_another_precision(
    pointsay: Run, arguments: list[object], tmp_path: Path
) -> None:
    recipe = tmp_path / "own.toml"
    recipe.write_text('batch = 8\nspace = "raw"\n[fit]\nsteps = 9\naccelerator = "cpu"\n')
    own = ("--recipe", recipe)
    pointsay("train", "lincir", *arguments, *own, "--precision", "fp16").misused("needs a GPU")
    assert pointsay("train", "lincir", *arguments, *own).ok() == ""


def test_what_is_wrong_is_said(pointsay: Run, arguments: list[object]) -> None:
    pointsay("train", "lincir", *arguments, "--recipe", "unheard-of").refused("no recipe")
    pointsay("train", "lincir", *arguments, "--noise", "pink").misused("noise must be one of")
    pointsay("train", "lincir_joint").misused("--corpus")
