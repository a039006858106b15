"""``pointsay train`` of composers, from a shop's feed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run

pytest.importorskip("torch", reason="training needs the train extra")
pytest.importorskip("lightning", reason="training methods needs the train extra")

from pointsay.encoders.mini import MiniEncoder
from pointsay.methods.store import load_method
from pointsay.training import token_tower
from training.composers.conftest import write_shop
from training.small import small_encoder, small_tower


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> MiniEncoder:
    return small_encoder(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture
def asked(encoder: MiniEncoder, shop: Path, tmp_path: Path) -> list[object]:
    """What every command is given; the second finds what the first has made."""
    return [
        *("--encoder", f"onnx:{encoder.folder}", "--catalogue", shop, "--images", shop.parent),
        *("--work", tmp_path / "work", "--kept", tmp_path / "kept", "--steps", 2, "--batch", 8),
    ]


def test_a_feed_becomes_a_composer_and_that_a_student(
    pointsay: Run, asked: list[object], encoder: MiniEncoder, tmp_path: Path
) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(
        "arguments = { layers = 1 }\n"
        "widths = { heads = 2, head = 4, pool_head = 4, hidden = 8 }\n[fit]\nsteps = 5\n"
    )
    out = tmp_path / "lens"
    more = ("--recipe", recipe, "--seed", 7, "--no-query-negative", "--share", 0.5, "--hard", 1)
    done = pointsay("train", "magiclens", *asked, "--out", out, *more)
    assert done.ok() == ""
    assert "2 steps of 8" in done.err
    assert "wrote magiclens" in done.err
    facts = json.loads((out / "config.json").read_text())["training"]
    assert (facts["steps"], facts["seed"], facts["query_negative"]) == (2, 7, False)
    assert load_method(out, encoder).arguments()["layers"] == 1

    triplets = tmp_path / "work" / "shop" / "triplets"
    made = [*asked[:2], *asked[6:], "--triplets", triplets, "--work", tmp_path / "student"]
    done = pointsay("train", "student", *made, "--teacher", out, "--out", tmp_path / "light")
    assert done.ok() == ""
    assert load_method(tmp_path / "light", encoder).name == "student"


def test_both_stages_of_mapping_composing(
    pointsay: Run,
    asked: list[object],
    encoder: MiniEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(token_tower, "token_tower", small_tower)
    phi = tmp_path / "phi"
    from pointsay.methods import make_method, save_method
    from pointsay.methods.check import adopt_random

    lincir = make_method("lincir")
    adopt_random(lincir, encoder)  # type: ignore[arg-type]
    save_method(lincir.load(encoder), phi)
    first, second = tmp_path / "first", tmp_path / "second"
    done = pointsay("train", "mapping_composing", *asked, "--start", phi, "--out", first)
    assert done.ok() == ""
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("arguments = { adapters = 1 }\nwidths = { rank = 2 }\n[fit]\nsteps = 2\n")
    stage2 = ("--stage", 2, "--start", first, "--recipe", recipe, "--out", second)
    done = pointsay("train", "mapping_composing", *asked, *stage2, "--work", tmp_path / "work2")
    assert done.ok() == ""
    assert load_method(second, encoder).arguments()["adapters"] == 1
    wrong = pointsay("train", "mapping_composing", *asked, *stage2, "--start", phi)
    assert wrong.code == 2
    assert "starts from a stage 1" in wrong.err


def test_what_is_learned_from_is_said_once(pointsay: Run, tmp_path: Path) -> None:
    done = pointsay("train", "tirg", "--out", tmp_path / "out")
    assert done.code == 2
    assert "--triplets or --catalogue" in done.err
