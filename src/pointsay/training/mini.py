"""The recipe of ``mini``: contrastive training of both towers, in stages of growing canvas.

One command (``pointsay train mini``) runs it from public start weights to ONNX files. Every draw is
a function of (seed, step), so a run that was killed goes on from its last checkpoint exactly as if
it had not been.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
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
from pointsay.training.captions import caption, positives
from pointsay.training.corpora import Corpus
from pointsay.training.losses import contrastive
from pointsay.training.towers import DualEncoder, Shape, pretrained

MAX_TOKENS = 64


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
    """

    name: str
    corpora: tuple[str, ...]
    canvas: tuple[int, int]
    epochs: float
    image_rate: float = 5e-4
    text_rate: float = 4e-5
    head_rate: float = 1e-3
    batch: int = 256


# First much data on small pictures (most photos exist only at 60 x 80), then detail, and the
# worlds that a shopper may point from: phone photos and drawn garments.
STAGES = (
    Stage("wide", ("photos_hi", "photos_lo"), (96, 72), epochs=3.0),
    Stage(
        "sharp",
        ("photos_hi", "phone", "atelier"),
        (192, 144),
        epochs=5.0,
        image_rate=3e-4,
        text_rate=3e-5,
        head_rate=5e-4,
    ),
)


@dataclass(frozen=True)
class Recipe:
    """Everything that determines the result, together with the corpora."""

    stages: tuple[Stage, ...] = STAGES
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
    loss: float
    seconds: float


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
    report: Report = lambda progress: None,
) -> DualEncoder:
    """Run every stage that ``state_file`` does not hold yet and return the trained pair.

    Args:
        recipe: What to do.
        corpus_of: Loads a stage's corpus at its canvas; called only for stages still to do.
        tokenizer: Of the text start; padding and truncation are set here.
        state_file: Checkpoint, written every ``recipe.checkpoint_every`` steps and at stage ends.
        start: Makes the first model.
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
        _run_stage(recipe, index, model, corpus_of(stage), tokenizer, resumed, state_file, report)
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


def _run_stage(
    recipe: Recipe,
    index: int,
    model: DualEncoder,
    corpus: Corpus,
    tokenizer: Tokenizer,
    resumed: dict[str, Any] | None,
    state_file: Path,
    report: Report,
) -> None:
    stage = recipe.stages[index]
    steps = max(1, int(stage.epochs * len(corpus) / stage.batch))
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
        loss = _loss(model, corpus, tokenizer, stage, (recipe.seed, index, step))
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
        report(Progress(stage.name, step + 1, steps, float(loss.detach()), seconds))


def _loss(
    model: DualEncoder,
    corpus: Corpus,
    tokenizer: Tokenizer,
    stage: Stage,
    key: tuple[int, int, int],
) -> Tensor:
    rng = np.random.default_rng(key)
    rows = _rows(len(corpus), stage.batch, key)
    products = [corpus.products[row] for row in rows]
    said = [caption(product, rng) for product in products]
    encoded = tokenizer.encode_batch([one.text for one in said])
    tokens = torch.tensor([one.ids for one in encoded])
    mask = torch.tensor([one.attention_mask for one in encoded], dtype=torch.float32)
    pixels = torch.from_numpy(corpus.pixels[rows]).permute(0, 3, 1, 2).float()
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    pixels = (augment(pixels, generator, fill=255.0) - 127.0) / 128.0
    pixels = pixels.contiguous(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        image, text = model(pixels, tokens, mask)
    truth = torch.from_numpy(positives(said, products))
    return contrastive(image, text, model.log_scale, truth)


def _rows(size: int, batch: int, key: tuple[int, int, int]) -> Sequence[int]:
    """Return the rows of one step: consecutive slices of a fresh shuffle each pass."""
    seed, stage, step = key
    batch = min(batch, size)
    a_pass = size // batch
    shuffled = np.random.default_rng((seed, stage, step // a_pass)).permutation(size)
    at = step % a_pass * batch
    return list(shuffled[at : at + batch])


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
