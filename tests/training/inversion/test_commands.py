"""``pointsay train searle`` and ``pic2word`` from a folder of pictures to a saved method."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("torch", reason="training needs the train extra")

from fakes import picture, shade, write_folder
from pointsay.cli import train_inversion
from pointsay.cli.train import train
from pointsay.encoders.mini import MiniEncoder
from pointsay.methods import load_method
from pointsay.training import token_tower

from ..small import small_tower


@pytest.fixture
def shop(small: MiniEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("pointsay.encoders.load_encoder", lambda name: small)
    monkeypatch.setattr(token_tower, "token_tower", small_tower)
    files = {f"{at}.png": picture(shade(at)) for at in range(6)}
    return write_folder(tmp_path / "shop", {**files, "9.png": b"broken"})


@pytest.mark.parametrize("written", [True, False])
def test_searle(small: MiniEncoder, shop: Path, tmp_path: Path, written: bool) -> None:
    concepts, phrases = tmp_path / "names.txt", tmp_path / "phrases.json"
    concepts.write_text("dress\nshoe\n")
    phrases.write_text(json.dumps({"dress": ["is red"], "shoe": ["is blue"]}))
    out = tmp_path / "method"
    asked = ["searle", "--images", str(shop), "--concepts", str(concepts), "--out", str(out)]
    asked += ["--steps", "2", "--oti-steps", "2", "--batch", "3", "--seed", "1"]
    asked += ["--phrases", str(phrases)] if written else []
    done = CliRunner().invoke(train, asked)
    assert done.exit_code == 0, done.output
    assert "1 pictures cannot be read" in done.output
    assert "words: 6 of 6" in done.output
    method = load_method(out, small)
    assert method.name == "searle"
    facts = json.loads((out / "config.json").read_text())["training"]
    assert (facts["pictures"], facts["steps"]) == (6, 2)


def test_pic2word_stops_and_goes_on(
    small: MiniEncoder, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "method"
    asked = ["pic2word", "--images", str(shop), "--out", str(out), "--steps", "3", "--batch", "3"]
    asked += ["--scale", "10", "--work", str(tmp_path / "work")]

    def stop(stage: str, done: int, whole: int, losses: object) -> None:
        if stage == "network" and done == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(train_inversion, "_report", stop)
        stopped = CliRunner().invoke(train, asked)
    assert stopped.exit_code == 130
    assert not (out / "config.json").exists()
    done = CliRunner().invoke(train, asked)
    assert done.exit_code == 0, done.output
    assert "network: 2 of 3" not in done.output
    assert load_method(out, small).name == "pic2word"
