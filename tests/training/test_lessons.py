from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from tokenizers import Tokenizer

from pointsay.training import generality
from pointsay.training.lessons import Course, prepare, step_losses
from pointsay.training.recipe import LESSONS, Lessons, Stage
from pointsay.training.towers import DualEncoder

from .conftest import TINY, catalogue, random_start, start

CANVAS = (32, 24)
STAGE = Stage("all", ("any",), CANVAS, epochs=1, batch=12, lessons=LESSONS)
SENTENCES = ["a red dress in blue", "something", "one shirt", "green", "a a a a one", "in red"]
KEY = (5, 0, 0)
# Width and space are alike, so that a head can hand on what the tower says.
SQUARE = replace(TINY, dim=TINY.width)


@pytest.fixture
def model() -> DualEncoder:
    """A pair whose text side says what its tower says."""
    pair = start(SQUARE, CANVAS).eval()
    with torch.no_grad():
        random_start(pair.text)
        pair.text.head.weight.copy_(torch.eye(TINY.width))
        pair.text.head.bias.zero_()
    return pair


@pytest.fixture(autouse=True)
def _tiny_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The teacher starts as `model` does; the public start has one size only."""
    monkeypatch.setattr(generality, "load_text_start", random_start)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "DEFAULT")  # no halves


@pytest.fixture
def course(tokenizer: Tokenizer) -> Course:
    tokenizer.enable_padding()
    return prepare(STAGE, catalogue(CANVAS), tokenizer, SENTENCES, SQUARE)


def _taught(course: Course, lessons: Lessons) -> Course:
    return replace(course, stage=replace(course.stage, lessons=lessons))


def test_a_step_has_the_losses_of_its_lessons(
    model: DualEncoder, course: Course, tokenizer: Tokenizer
) -> None:
    everything = step_losses(model, course, KEY)
    assert list(everything) == ["contrast", "kinship", "naming", "likeness"]
    assert all(one.ndim == 0 and one.isfinite() for one in everything.values())
    stage = replace(STAGE, lessons=Lessons())
    plain = prepare(stage, catalogue(CANVAS), tokenizer, SENTENCES, SQUARE)
    assert plain.teacher is None
    assert list(step_losses(model, plain, KEY)) == ["contrast"]
    for name in ("kinship", "naming"):
        one = _taught(plain, Lessons(**{name: 1.0}))
        assert list(step_losses(model, one, KEY)) == ["contrast", name]


def test_each_lesson_counts_as_much_as_its_weight(model: DualEncoder, course: Course) -> None:
    once = step_losses(model, course, KEY)
    heavier = replace(LESSONS, kinship=2 * LESSONS.kinship, naming=3 * LESSONS.naming)
    again = step_losses(model, _taught(course, heavier), KEY)
    for name, factor in (("contrast", 1), ("kinship", 2), ("naming", 3), ("likeness", 1)):
        assert torch.allclose(again[name], factor * once[name], atol=1e-6), name


def test_a_step_is_a_function_of_its_key(model: DualEncoder, course: Course) -> None:
    first, again = step_losses(model, course, KEY), step_losses(model, course, KEY)
    other = step_losses(model, course, (5, 0, 1))
    for name, value in first.items():
        assert torch.equal(value, again[name])
        assert not torch.equal(value, other[name])


def test_the_teacher_itself_loses_nothing_in_whatever_order_it_is_asked(
    model: DualEncoder, course: Course
) -> None:
    # Sentences go through the tower sorted by length and cut into parts, captions and prompts
    # among them; the teacher hears its own all at once. Any that were swapped would cost.
    same = step_losses(model, course, KEY)["likeness"]
    assert abs(float(same.detach())) < 1e-5
    with torch.no_grad():
        for parameter in model.text.bert.encoder.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape))
    assert float(step_losses(model, course, KEY)["likeness"].detach()) > 1e-3


def test_the_teacher_is_asked_sentences_and_titles(course: Course) -> None:
    assert course.teacher is not None
    assert set(SENTENCES) < set(course.teacher.sentences)
    assert "a green shirt" in course.teacher.sentences


def test_every_lesson_moves_the_tower_that_it_is_about(model: DualEncoder, course: Course) -> None:
    def moved(name: str) -> tuple[bool, bool]:
        model.zero_grad(set_to_none=True)
        step_losses(model, course, KEY)[name].backward()
        heads = (model.image.head.weight.grad, model.text.head.weight.grad)
        image, text = (one is not None and float(one.abs().max()) > 0 for one in heads)
        return image, text

    with torch.no_grad():  # a teacher that is already equalled moves nothing
        model.text.bert.encoder.layer[0].output.dense.weight.mul_(1.5)
    assert moved("contrast") == (True, True)
    assert moved("kinship") == (True, False)
    assert moved("naming") == (True, True)
    assert moved("likeness") == (False, True)


def test_only_attributes_that_the_corpus_tells_apart_are_named(
    model: DualEncoder, course: Course
) -> None:
    red = [at for at, one in enumerate(course.corpus.products) if one.facts["colour"] == "red"]
    corpus = replace(
        course.corpus,
        pixels=course.corpus.pixels[red],
        products=[
            replace(course.corpus.products[at], facts={"colour": "red"}, names={"colour": ("red",)})
            for at in red
        ],
    )
    one_colour = prepare(STAGE, corpus, course.tokenizer, SENTENCES, SQUARE)
    assert "naming" not in step_losses(model, one_colour, KEY)
