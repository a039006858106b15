from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("lightning", reason="training methods needs the train extra")

from pointsay.errors import UnreadableFeed
from pointsay.training.fit_settings import FitSettings
from pointsay.training.method_recipe import MethodRecipe, list_recipes, read_recipe


def test_the_published_recipe_is_to_the_letter() -> None:
    recipe = read_recipe("lincir-official")
    assert (recipe.batch, recipe.space, recipe.depth, recipe.dropout) == (512, "raw", 3, 0.5)
    assert (recipe.noise.law, recipe.noise.scale) == ("uniform", 1.0)
    fit = recipe.fit
    assert (fit.steps, fit.rate, fit.weight_decay, fit.seed) == (20_000, 1e-4, 0.01, 12345)
    assert (fit.schedule, fit.warmup, fit.ema, fit.precision) == ("constant", 0, None, "fp16")


@pytest.mark.parametrize("name", list_recipes())
def test_every_shipped_recipe_is_read(name: str) -> None:
    assert read_recipe(name).fit.steps > 0


def test_parts_can_be_changed() -> None:
    recipe = read_recipe("lincir-official").changed({"scale": 0.5}, {"steps": 7})
    assert (recipe.noise.law, recipe.noise.scale, recipe.fit.steps) == ("uniform", 0.5, 7)
    assert recipe.deciding() != read_recipe("lincir-official").deciding()


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("batch = 8\n[fit]\nsteps = 3\n")
    recipe = read_recipe(str(tmp_path / "own.toml"))
    assert (recipe.batch, recipe.fit.steps) == (8, 3)


@pytest.mark.parametrize(
    "text",
    [
        "no toml",
        "batch = 8",
        "batch = 8\nwidth = 3\n[fit]\nsteps = 3",
        "[fit]\nsteps = 0",
        "[fit]\nsteps = 3\n[noise]\nlaw = 'pink'",
        "groups = 9\nbatch = 8\n[fit]\nsteps = 3",
        "space = 'round'\n[fit]\nsteps = 3",
    ],
)
def test_what_is_no_recipe_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(UnreadableFeed) as caught:
        read_recipe(str(file))
    assert caught.value.hint
    with pytest.raises(UnreadableFeed, match="no recipe"):
        read_recipe("lincir-unheard-of")


def test_a_recipe_checks_itself() -> None:
    with pytest.raises(ValueError, match="place must be"):
        MethodRecipe(FitSettings(1), place="beside")  # type: ignore[arg-type]
