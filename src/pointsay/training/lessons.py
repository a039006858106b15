"""One step's losses: the contrast of pictures and captions, and what else a stage teaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from pointsay.training.augment import augment
from pointsay.training.backgrounds import replace_backgrounds
from pointsay.training.captions import caption, positives
from pointsay.training.corpora import Corpus
from pointsay.training.generality import Teacher, tokenise
from pointsay.training.losses import contrastive, kinship, likeness, naming
from pointsay.training.machine import half_precision
from pointsay.training.recipe import Stage
from pointsay.training.sampling import batch_rows
from pointsay.training.towers import DualEncoder, Shape
from pointsay.training.vocabulary import Vocabulary

KIN_SCALE = 16.0
LIKENESS_SCALE = 12.0
GENERAL_SENTENCES = 64  # a step
LENGTHS = 6  # parts into which a step's sentences are cut by length
# Kinds that `naming` teaches: those that nearly every product of a world is labelled with, so that
# the values are exclusive.
NAMED = ("type", "colour", "audience", "pattern")


@dataclass(frozen=True)
class Course:
    """What one stage learns from; `prepare` makes it."""

    stage: Stage
    corpus: Corpus
    vocabulary: Vocabulary
    teacher: Teacher | None
    tokenizer: Tokenizer


def prepare(
    stage: Stage, corpus: Corpus, tokenizer: Tokenizer, sentences: Sequence[str], shape: Shape
) -> Course:
    """Gather what a stage needs; ``sentences`` and the titles are what the teacher is asked."""
    teacher = None
    if stage.lessons.likeness and sentences:
        titles = [text for product in corpus.products for text in product.texts]
        teacher = Teacher([*sentences, *titles], shape)
    return Course(stage, corpus, Vocabulary.of(corpus.products), teacher, tokenizer)


def step_losses(model: DualEncoder, course: Course, key: tuple[int, int, int]) -> dict[str, Tensor]:
    """Return the weighted losses of one step by name; every draw follows from ``key``."""
    rng = np.random.default_rng(key)
    lessons, vocabulary = course.stage.lessons, course.vocabulary
    rows = batch_rows(course.corpus.products, course.stage.batch, key)
    products = [course.corpus.products[row] for row in rows]
    others = vocabulary.others if lessons.contrasts else None
    said = [caption(product, rng, others) for product in products]
    prompts = _prompts(course, rng) if lessons.naming else {}
    asked = course.teacher.draw(GENERAL_SENTENCES, rng) if course.teacher else []
    pixels = _pictures(course, rows, rng)
    sentences = [one.text for one in said], *prompts.values(), asked
    with half_precision():
        image = model.embed_images(pixels)
        # All in one pass: the more sentences, the less of their batches is padding.
        text, *named, heard = _embed_sentences(model, sentences, course.tokenizer)
    truth = torch.from_numpy(positives(said, products))
    losses = {"contrast": contrastive(image, text, model.log_scale, truth)}
    if lessons.kinship:
        families = _numbered([product.family for product in products])
        losses["kinship"] = lessons.kinship * kinship(image, families, KIN_SCALE)
    if prompts:
        told = [
            naming(image, rows, model.log_scale, vocabulary.choices(kind, products))
            for kind, rows in zip(prompts, named, strict=True)
        ]
        losses["naming"] = lessons.naming * torch.stack(told).mean()
    if course.teacher:
        with half_precision():
            known = course.teacher.embed(*tokenise(asked, course.tokenizer))
        losses["likeness"] = lessons.likeness * likeness(heard, known, LIKENESS_SCALE)
    return losses


def _pictures(course: Course, rows: Sequence[int], rng: np.random.Generator) -> Tensor:
    pixels = torch.from_numpy(course.corpus.pixels[rows]).permute(0, 3, 1, 2).float()
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    if course.stage.lessons.backgrounds:
        pixels = replace_backgrounds(pixels, generator)
    pixels = (augment(pixels, generator, fill=255.0) - 127.0) / 128.0
    return pixels.contiguous(memory_format=torch.channels_last)


def _prompts(course: Course, rng: np.random.Generator) -> dict[str, list[str]]:
    """Draw the prompts of every kind that is taught and that this corpus knows."""
    return {
        kind: course.vocabulary.prompts(kind, rng)
        for kind in NAMED
        if kind in course.vocabulary.names
    }


def _embed_sentences(
    model: DualEncoder, groups: Sequence[Sequence[str]], tokenizer: Tokenizer
) -> Sequence[Tensor]:
    """Return (B_i, D) unit vectors of each group; like lengths go through the tower together."""
    tokens, mask = tokenise([one for group in groups for one in group], tokenizer)
    by_length = mask.sum(1).argsort()
    parts = [
        model.embed_texts(tokens[rows, :longest], mask[rows, :longest])
        for rows in by_length.chunk(LENGTHS)
        for longest in [int(mask[rows].sum(1).max())]
    ]
    vectors = torch.cat(parts)[by_length.argsort()]
    return torch.split(vectors, [len(group) for group in groups])


def _numbered(families: Sequence[str]) -> Tensor:
    """Return a number for each family name, -1 for none."""
    numbers = {name: at for at, name in enumerate(sorted(set(families) - {""}))}
    return torch.tensor([numbers.get(name, -1) for name in families])
