from __future__ import annotations

from dataclasses import replace

from pointsay.training.recipe import LESSONS, STAGES, Lessons, Recipe


def test_the_recipe_is_every_stage_in_order() -> None:
    assert [stage.name for stage in Recipe().stages] == list(STAGES)
    assert all(name == stage.name for name, stage in STAGES.items())
    readers = {"photos_hi", "photos_lo", "phone", "atelier"}
    assert {one for stage in STAGES.values() for one in stage.corpora} <= readers


def test_a_recipe_is_told_from_any_other_by_its_text() -> None:
    # A checkpoint remembers the text; see pointsay.training.mini.
    recipe = Recipe()
    lessons = replace(LESSONS, naming=0.7)
    changed = replace(STAGES["kin"], lessons=lessons)
    assert repr(recipe) == repr(Recipe())
    assert repr(replace(recipe, stages=(changed,))) != repr(
        replace(recipe, stages=(STAGES["kin"],))
    )
    assert repr(replace(recipe, shape=replace(recipe.shape, norms=False))) != repr(recipe)


def test_what_made_the_first_version_had_no_lessons() -> None:
    assert STAGES["wide"].lessons == STAGES["sharp"].lessons == Lessons()
    assert STAGES["fine"].lessons == LESSONS
