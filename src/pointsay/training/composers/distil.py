"""Distilling composers: a student learns in which order its teachers would put the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from pointsay.index import ExactIndex, fuse, score_all
from pointsay.methods.composers.student import Student
from pointsay.methods.learned import encoder_widths
from pointsay.training.composers.network import Composing, Parameters
from pointsay.training.composers.train import facts_of
from pointsay.training.fit import fit
from pointsay.training.passes import Passes
from pointsay.training.serving import served
from pointsay.types import Composition, Reference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.encoders.base import Encoder
    from pointsay.methods.base import Method
    from pointsay.training.composers.examples import Examples
    from pointsay.training.composers.recipe import ComposerRecipe
    from pointsay.training.fit import Report

Lesson = tuple[Tensor, Tensor, Tensor, Tensor]


class Distilling(nn.Module):
    """(references, texts, pool, teachers' scores) to the divergence of student from teachers.

    Scores of both are standardised over the pool, because only orders matter, and divided by the
    temperature.

    Args:
        network: The student.
        temperature: Of both softmaxes; a low one looks at the first places only.
    """

    def __init__(self, network: Composing, temperature: float) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, lesson: Lesson) -> dict[str, Tensor]:
        """Return the mean divergence, KL(teachers | student)."""
        references, texts, pool, taught = lesson
        scores = self.network.queries(references, texts) @ pool.T
        found, wanted = (_standing(one) / self.temperature for one in (scores, taught))
        divergence = nn.functional.kl_div(
            found.log_softmax(1), wanted.log_softmax(1), reduction="batchmean", log_target=True
        )
        return {"divergence": divergence}


def _standing(scores: Tensor) -> Tensor:
    """Standardise each row."""
    centred = scores - scores.mean(1, keepdim=True)
    return centred / centred.square().mean(1, keepdim=True).sqrt().clamp_min(1e-6)


def train_student(
    encoder: Encoder,
    examples: Examples,
    teachers: Sequence[Method],
    recipe: ComposerRecipe,
    work: Path,
    report: Report = lambda progress: None,
) -> tuple[Student, dict[str, Any]]:
    """Train a student and return it, loaded, with the facts of its training.

    Args:
        encoder: That made the examples' vectors.
        examples: Questions are their references with their instructions; targets are not told.
        teachers: Loaded with ``encoder``; the mean of their standardised scores is learned.
        recipe: How; its temperature is that of the softmaxes.
        work: Folder of the training's state, from which the same call goes on.
        report: Called after every step.

    Raises:
        ValueError: There is no teacher.
        WeightsCorrupt: The checkpoint in ``work`` is damaged or of another training.
    """
    if not teachers:
        raise ValueError("a student needs at least one teacher")
    student = Student(**recipe.arguments)
    parameters = Parameters(
        student.layout,
        {**recipe.widths, **encoder_widths(encoder)},
        recipe.fit.seed,
        {"image": torch.ones(1), "text": torch.ones(1)},
    )
    network = Composing(student, parameters, torch.zeros(1, encoder.info.dim))
    names = [f"{one!r} {one.fingerprint(encoder)}" for one in teachers]
    fitted = fit(
        Distilling(network, recipe.temperature),
        lessons(examples, teachers, recipe),
        recipe.fit,
        work,
        report,
        about=f"student {recipe.deciding()} {examples.identity} {encoder.info.weights} {names}",
    )
    facts = {**facts_of(examples, recipe, fitted), "teachers": [one.name for one in teachers]}
    return served(student, parameters, encoder), facts


def lessons(
    examples: Examples, teachers: Sequence[Method], recipe: ComposerRecipe
) -> Callable[[int], Lesson]:
    """Return what makes the lesson of a step from its number alone."""
    passes = Passes(len(examples), recipe.batch, recipe.fit.seed)

    def draw(step: int) -> Lesson:
        rows = passes.rows(step)
        hard = examples.negatives[rows][:, : recipe.hard].ravel()
        places = np.unique([*examples.targets[rows], *examples.references[rows], *hard[hard >= 0]])
        pool = examples.pictures[places]
        pictures, said = examples.pictures[examples.references[rows]], examples.said[rows]
        asked = [
            Composition((Reference(vector),), examples.instructions[text])
            for vector, text in zip(pictures, said, strict=True)
        ]
        taught = sum(scores_of(one, asked, pool) for one in teachers)
        arrays = pictures, examples.texts[said], pool, np.asarray(taught, np.float32)
        references, texts, seen, scores = map(torch.from_numpy, arrays)
        return references, texts, seen, scores

    return draw


def scores_of(
    teacher: Method, asked: Sequence[Composition], pool: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return a teacher's scores of a pool of pictures, (B, N), each row standardised."""
    rows = teacher.gallery(pool)
    moments = ExactIndex(rows).moments()
    scores = score_all([fuse(one, moments) for one in teacher.compose(asked)], rows)
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True))
    standing: NDArray[np.float64] = centred / np.maximum(spread, 1e-9)
    return standing
