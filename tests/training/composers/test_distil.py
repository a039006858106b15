from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fakes import ColourEncoder
from pointsay.methods import Method, check_method, make_method, read_method, save_method
from pointsay.methods.composers.student import Student
from pointsay.methods.rerank import Candidates
from pointsay.training.composers.distil import lessons, scores_of, train_student
from pointsay.training.composers.examples import Examples
from pointsay.training.composers.recipe import ComposerRecipe
from pointsay.training.fit_settings import FitSettings
from pointsay.types import Composition, Reference

RECIPE = ComposerRecipe(
    FitSettings(steps=40, rate=3e-3, checkpoint_every=20, seed=3),
    batch=12,
    temperature=0.5,
    hard=1,
    widths={"hidden": 16},
)


@pytest.fixture(scope="module")
def teachers() -> list[Method]:
    return [make_method(name).load(ColourEncoder()) for name in ("text_only", "product")]


def test_what_is_taught_is_the_mean_of_the_teachers_orders(
    examples: Examples, teachers: list[Method]
) -> None:
    references, texts, pool, taught = lessons(examples, teachers, RECIPE)(3)
    rows = pool.numpy()
    row = 5
    reference = Reference(references[row].numpy())
    said = next(at for at, one in enumerate(examples.texts) if np.allclose(one, texts[row]))
    asked = [Composition((reference,), examples.instructions[said])]
    expected = sum(scores_of(one, asked, rows)[0] for one in teachers)
    np.testing.assert_allclose(taught[row], expected, atol=1e-4)
    np.testing.assert_allclose(scores_of(teachers[0], asked, rows).std(), 1.0, atol=1e-6)


def test_a_student_comes_to_order_as_its_teachers_do(
    examples: Examples, teachers: list[Method], tmp_path: Path
) -> None:
    encoder = ColourEncoder()
    one_step = replace(RECIPE, fit=replace(RECIPE.fit, steps=1))
    raw, _ = train_student(encoder, examples, teachers, one_step, tmp_path / "raw")
    student, facts = train_student(encoder, examples, teachers, RECIPE, tmp_path / "work")
    assert facts["teachers"] == ["text_only", "product"]
    vectors = examples.pictures
    asked = [
        Composition((Reference(vectors[examples.references[at]]),), examples.instructions[said])
        for at, said in enumerate(examples.said[:12])
    ]
    seen = [Candidates(vectors, np.zeros(len(vectors)))] * len(asked)
    wanted = sum(scores_of(one, asked, vectors) for one in teachers)

    def agreement(method: Student) -> float:
        scores = np.stack(method.rerank(asked, seen))
        pairs = zip(scores, np.asarray(wanted), strict=True)
        return float(np.mean([np.corrcoef(one, other)[0, 1] for one, other in pairs]))

    assert agreement(student) > agreement(raw)
    assert agreement(student) > 0.7
    save_method(student, tmp_path / "saved", facts=facts)
    check_method(read_method(tmp_path / "saved"), encoder)
    recalled = make_method("sum").load(encoder).compose(asked)
    for one, other in zip(student.compose(asked), recalled, strict=True):
        np.testing.assert_array_equal(one.terms[0].vector, other.terms[0].vector)
    with pytest.raises(ValueError, match="teacher"):
        train_student(encoder, examples, [], RECIPE, tmp_path / "none")
