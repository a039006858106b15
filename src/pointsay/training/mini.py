"""The recipe of ``mini``: contrastive training of both towers, in stages of growing canvas.

One command (``pointsay train mini``) runs it from public start weights to ONNX files. Every draw is
a function of (seed, step), so a run that was killed goes on from its last checkpoint exactly as if
it had not been.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from pointsay.errors import WeightsCorrupt
from pointsay.training import checkpoint
from pointsay.training.augment import augment
from pointsay.training.backgrounds import replace_backgrounds
from pointsay.training.captions import Described, caption, positives
from pointsay.training.corpora import Corpus
from pointsay.training.generality import Teacher, tokenise
from pointsay.training.losses import contrastive, kinship, likeness, naming
from pointsay.training.sampling import batch_rows
from pointsay.training.towers import DualEncoder, Shape, pretrained
from pointsay.training.vocabulary import Vocabulary

MAX_TOKENS = 64
KIN_SCALE = 16.0
LIKENESS_SCALE = 12.0
GENERAL_SENTENCES = 64  # a step
# Kinds that `naming` teaches: those that nearly every product of a world is labelled with, so that
# the values are exclusive.
NAMED = ("type", "colour", "audience", "pattern")


@dataclass(frozen=True)
class Lessons:
    """What a stage teaches beside the contrast of pictures and captions, each with its weight.

    Attributes:
        kinship: Photos of one model in several colours are near (`losses.kinship`).
        naming: Each attribute's values are told apart by prompts (`losses.naming`).
        likeness: Sentences about anything keep the teacher's likeness (`losses.likeness`).
        backgrounds: Studio white gives way to drawn backgrounds in part of the batch.
        contrasts: Captions may say what the product is not ("rather than a dress").
    """

    kinship: float = 0.0
    naming: float = 0.0
    likeness: float = 0.0
    backgrounds: bool = False
    contrasts: bool = False


@dataclass(frozen=True)
class Stage:
    """A stretch of training on one canvas.

    Attributes:
        name: Shown in progress.
        corpora: What it reads: ``photos_hi``, ``photos_lo``, ``phone``, ``atelier``.
        canvas: (height, width) in pixels.
        epochs: Passes over the stage's corpus.
        image_rate: Peak learning rate of the image backbone.
        text_rate: Peak learning rate of the text transformer; low, so that words no title uses keep
            the meaning that MiniLM gave them.
        head_rate: Peak learning rate of both linear maps and the temperature.
        batch: Pairs a step.
        lessons: What is taught beside the contrast.
    """

    name: str
    corpora: tuple[str, ...]
    canvas: tuple[int, int]
    epochs: float
    image_rate: float = 5e-4
    text_rate: float = 4e-5
    head_rate: float = 1e-3
    batch: int = 256
    lessons: Lessons = Lessons()


# First much data on small pictures (most photos exist only at 60 x 80), then detail, and the
# worlds that a shopper may point from: phone photos and drawn garments. These two made v0.
WIDE = Stage("wide", ("photos_hi", "photos_lo"), (96, 72), epochs=3.0)
SHARP = Stage(
    "sharp",
    ("photos_hi", "phone", "atelier"),
    (192, 144),
    epochs=5.0,
    image_rate=3e-4,
    text_rate=3e-5,
    head_rate=5e-4,
)
# Then the same two views once more with every lesson; they make v1 of v0.
LESSONS = Lessons(kinship=0.7, naming=0.6, likeness=0.5, backgrounds=True, contrasts=True)
KIN = Stage(
    "kin",
    ("photos_hi", "photos_lo"),
    (96, 72),
    epochs=4.0,
    image_rate=4e-4,
    lessons=LESSONS,
)
FINE = Stage(
    "fine",
    ("photos_hi", "phone", "atelier"),
    (224, 168),
    epochs=8.0,
    image_rate=3e-4,
    text_rate=3e-5,
    head_rate=5e-4,
    lessons=LESSONS,
)
STAGES = {stage.name: stage for stage in (WIDE, SHARP, KIN, FINE)}


@dataclass(frozen=True)
class Recipe:
    """Everything that determines the result, together with the corpora and the start."""

    stages: tuple[Stage, ...] = tuple(STAGES.values())
    shape: Shape = Shape()  # noqa: RUF009 - frozen
    seed: int = 20261122
    weight_decay: float = 0.02
    warmup: float = 0.05
    checkpoint_every: int = 20


@dataclass(frozen=True)
class Progress:
    """What a step reports."""

    stage: str
    step: int
    steps: int
    losses: Mapping[str, float]
    seconds: float

    @property
    def loss(self) -> float:
        """The weighted sum, which is what falls."""
        return sum(self.losses.values())


CorpusOf = Callable[[Stage], Corpus]
Report = Callable[[Progress], None]
Start = Callable[[Shape, tuple[int, int]], DualEncoder]


def train(
    recipe: Recipe,
    corpus_of: CorpusOf,
    tokenizer: Tokenizer,
    state_file: Path,
    *,
    start: Start = pretrained,
    sentences: Sequence[str] = (),
    report: Report = lambda progress: None,
) -> DualEncoder:
    """Run every stage that ``state_file`` does not hold yet and return the trained pair.

    Args:
        recipe: What to do.
        corpus_of: Loads a stage's corpus at its canvas; called only for stages still to do.
        tokenizer: Of the text start; padding and truncation are set here.
        state_file: Checkpoint, written every ``recipe.checkpoint_every`` steps and at stage ends.
        start: Makes the first model.
        sentences: About anything; read by stages that teach likeness.
        report: Called after every step.

    Raises:
        WeightsCorrupt: The checkpoint is damaged or belongs to another recipe.
    """
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    state = _resume(state_file, recipe)
    model = start(recipe.shape, recipe.stages[0].canvas)
    if state:
        model.load_state_dict(state["model"])
    for index, stage in enumerate(recipe.stages):
        if state and index < state["stage"]:
            continue
        model = model.on_canvas(stage.canvas)
        resumed = state if state and state["stage"] == index else None
        taught = _class(stage, corpus_of(stage), tokenizer, sentences, recipe.shape)
        _run_stage(recipe, index, model, taught, resumed, state_file, report)
    return model.eval()


def _resume(state_file: Path, recipe: Recipe) -> dict[str, Any] | None:
    if not state_file.exists():
        return None
    state = checkpoint.load(state_file)
    if state["recipe"] != repr(recipe):
        raise WeightsCorrupt(
            f"{state_file.name} belongs to another recipe",
            hint="give another --work folder, or delete the file to start anew",
        )
    return state


def _class(
    stage: Stage, corpus: Corpus, tokenizer: Tokenizer, sentences: Sequence[str], shape: Shape
) -> _Class:
    teacher = None
    if stage.lessons.likeness and sentences:
        titles = [text for product in corpus.products for text in product.texts]
        teacher = Teacher([*sentences, *titles], shape)
    return _Class(stage, corpus, Vocabulary.of(corpus.products), teacher, tokenizer)


@dataclass(frozen=True)
class _Class:
    """What one stage learns from."""

    stage: Stage
    corpus: Corpus
    vocabulary: Vocabulary
    teacher: Teacher | None
    tokenizer: Tokenizer


def _run_stage(
    recipe: Recipe,
    index: int,
    model: DualEncoder,
    taught: _Class,
    resumed: dict[str, Any] | None,
    state_file: Path,
    report: Report,
) -> None:
    stage = taught.stage
    steps = max(1, int(stage.epochs * len(taught.corpus) / stage.batch))
    optimizer = _optimizer(model, stage, recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _cosine(steps, recipe.warmup))
    first = 0
    if resumed and resumed["step"]:  # at step 0 the saved optimizer is the last stage's
        optimizer.load_state_dict(resumed["optimizer"])
        schedule.load_state_dict(resumed["schedule"])
        first = resumed["step"]
    model.train()
    for step in range(first, steps):
        began = time.monotonic()
        torch.manual_seed(recipe.seed + 7919 * index + step)  # dropout
        losses = _losses(model, taught, (recipe.seed, index, step))
        loss = torch.stack(list(losses.values())).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % recipe.checkpoint_every == 0 or step + 1 == steps:
            done = step + 1 == steps
            checkpoint.save(
                state_file,
                {
                    "recipe": repr(recipe),
                    "stage": index + 1 if done else index,
                    "step": 0 if done else step + 1,
                    "model": model.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                },
            )
        seconds = time.monotonic() - began
        parts = {name: float(value.detach()) for name, value in losses.items()}
        report(Progress(stage.name, step + 1, steps, parts, seconds))


def _losses(model: DualEncoder, taught: _Class, key: tuple[int, int, int]) -> dict[str, Tensor]:
    """Return the weighted losses of one step by name; every draw follows from ``key``."""
    rng = np.random.default_rng(key)
    lessons, vocabulary = taught.stage.lessons, taught.vocabulary
    rows = batch_rows(taught.corpus.products, taught.stage.batch, key)
    products = [taught.corpus.products[row] for row in rows]
    others = vocabulary.others if lessons.contrasts else None
    said = [caption(product, rng, others) for product in products]
    pixels = _pictures(taught, rows, rng)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        image = model.embed_images(pixels)
        text = model.embed_texts(*tokenise([one.text for one in said], taught.tokenizer))
    truth = torch.from_numpy(positives(said, products))
    losses = {"contrast": contrastive(image, text, model.log_scale, truth)}
    if lessons.kinship:
        families = _numbered([product.family for product in products])
        losses["kinship"] = lessons.kinship * kinship(image, families, KIN_SCALE)
    if lessons.naming:
        losses["naming"] = lessons.naming * _naming(model, image, taught, products, rng)
    if lessons.likeness and taught.teacher:
        read = tokenise(taught.teacher.draw(GENERAL_SENTENCES, rng), taught.tokenizer)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            heard, known = model.embed_texts(*read), taught.teacher.embed(*read)
        losses["likeness"] = lessons.likeness * likeness(heard, known, LIKENESS_SCALE)
    return losses


def _pictures(taught: _Class, rows: Sequence[int], rng: np.random.Generator) -> Tensor:
    pixels = torch.from_numpy(taught.corpus.pixels[rows]).permute(0, 3, 1, 2).float()
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    if taught.stage.lessons.backgrounds:
        pixels = replace_backgrounds(pixels, generator)
    pixels = (augment(pixels, generator, fill=255.0) - 127.0) / 128.0
    return pixels.contiguous(memory_format=torch.channels_last)


def _naming(
    model: DualEncoder,
    image: Tensor,
    taught: _Class,
    products: Sequence[Described],
    rng: np.random.Generator,
) -> Tensor:
    """Return the mean over kinds of how badly prompts name the pictures."""
    vocabulary = taught.vocabulary
    kinds = [kind for kind in NAMED if kind in vocabulary.names]
    if not kinds:
        return image.sum() * 0.0
    prompts = [vocabulary.prompts(kind, rng) for kind in kinds]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        texts = model.embed_texts(
            *tokenise([one for few in prompts for one in few], taught.tokenizer)
        )
    of_kind = texts.split([len(few) for few in prompts])
    return torch.stack(
        [
            naming(image, rows, model.log_scale, vocabulary.choices(kind, products))
            for kind, rows in zip(kinds, of_kind, strict=True)
        ]
    ).mean()


def _numbered(families: Sequence[str]) -> Tensor:
    """Return a number for each family name, -1 for none."""
    numbers = {name: at for at, name in enumerate(sorted(set(families) - {""}))}
    return torch.tensor([numbers.get(name, -1) for name in families])


def _optimizer(model: DualEncoder, stage: Stage, weight_decay: float) -> torch.optim.AdamW:
    def group(named: Iterator[tuple[str, Tensor]], rate: float) -> list[dict[str, Any]]:
        plain: dict[str, Any] = {"params": [], "lr": rate, "weight_decay": 0.0}
        decayed: dict[str, Any] = {"params": [], "lr": rate, "weight_decay": weight_decay}
        for _, parameter in named:
            (decayed if parameter.ndim > 1 else plain)["params"].append(parameter)
        return [plain, decayed]

    model.text.words.requires_grad_(False)
    text = ((n, p) for n, p in model.text.bert.named_parameters() if p is not model.text.words)
    heads = ((n, p) for n, p in model.named_parameters() if ".head." in n or n == "log_scale")
    return torch.optim.AdamW(
        [
            *group(model.image.backbone.named_parameters(), stage.image_rate),
            *group(text, stage.text_rate),
            *group(heads, stage.head_rate),
        ],
        betas=(0.9, 0.98),
    )


def _cosine(steps: int, warmup: float) -> Callable[[int], float]:
    rising = max(1, int(steps * warmup))

    def factor(step: int) -> float:
        if step < rising:
            return (step + 1) / rising
        return 0.5 * (1.0 + float(np.cos(np.pi * (step - rising) / max(1, steps - rising))))

    return factor
