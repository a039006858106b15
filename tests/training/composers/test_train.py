from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder
from pointsay.errors import UnreadableFeed, WeightsCorrupt
from pointsay.methods import check_method, load_method, make_method, read_method, save_method
from pointsay.methods.composers.composer import Composer
from pointsay.training.composers.examples import Examples
from pointsay.training.composers.recipe import ComposerRecipe, list_recipes, read_recipe
from pointsay.training.composers.train import train_composer
from pointsay.training.fit_settings import FitSettings, Progress
from pointsay.types import Composition, Reference

FIT = FitSettings(steps=8, rate=3e-3, checkpoint_every=2, seed=3, clip=1.0)
LENS = ComposerRecipe(
    FIT,
    batch=12,
    arguments={"layers": 1},
    widths={"heads": 4, "head": 4, "pool_head": 8, "hidden": 16},
)
RECIPES = {
    "magiclens": LENS,
    "tirg": replace(LENS, arguments={}, widths={}),
    "clip4cir": replace(LENS, arguments={}, widths={"projection": 16, "hidden": 16}),
}


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_what_was_trained_is_what_is_served(name: str, examples: Examples, tmp_path: Path) -> None:
    encoder = ColourEncoder()
    losses: list[float] = []
    method, facts = train_composer(
        name,
        encoder,
        examples,
        replace(RECIPES[name], fit=replace(FIT, steps=25)),
        tmp_path,
        lambda one: losses.append(one.loss),
    )
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    assert (facts["train_items"], facts["steps"]) == (len(examples), 25)
    save_method(method, tmp_path / "saved", facts=facts)
    again = load_method(tmp_path / "saved", encoder)
    reference = Reference(examples.pictures[0])
    asked = [Composition((reference,), "in red"), Composition((reference,), "")]
    for one, other in zip(method.compose(asked), again.compose(asked), strict=True):
        np.testing.assert_array_equal(one.terms[0].vector, other.terms[0].vector)
    check_method(read_method(tmp_path / "saved"), encoder)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_stopped_training_goes_on_bit_for_bit(
    name: str, examples: Examples, tmp_path: Path
) -> None:
    encoder, recipe = ColourEncoder(), RECIPES[name]

    def stop(progress: Progress) -> None:
        if progress.step == 5:
            raise KeyboardInterrupt

    whole, _ = train_composer(name, encoder, examples, recipe, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train_composer(name, encoder, examples, recipe, tmp_path / "stopped", stop)
    resumed, _ = train_composer(name, encoder, examples, recipe, tmp_path / "stopped")
    for one, value in whole.tensors.items():
        np.testing.assert_array_equal(value, resumed.tensors[one])
    other = replace(recipe, query_negative=False)
    with pytest.raises(WeightsCorrupt, match="another training"):
        train_composer(name, encoder, examples, other, tmp_path / "stopped")


def test_the_recipes_that_ship_are_whole() -> None:
    assert {"clip4cir-mini", "magiclens-mini", "magiclens-published", "tirg-mini"} <= set(
        list_recipes()
    )
    for name in list_recipes():
        assert read_recipe(name).fit.steps > 0
    with pytest.raises(UnreadableFeed, match="no recipe"):
        read_recipe("nothing")
    for wrong in ({"batch": 1}, {"share": 0.0}, {"temperature": 0.0}, {"alike": "other"}):
        with pytest.raises(ValueError, match=r"batch|share|temperature|alike"):
            replace(LENS, **wrong)


def test_composers_are_composers() -> None:
    assert all(isinstance(make_method(name), Composer) for name in RECIPES)
