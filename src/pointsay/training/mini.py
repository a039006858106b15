"""The training loop of ``mini``: both towers, stage by stage (`pointsay.training.recipe`).

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
from pointsay.training.corpora import Corpus
from pointsay.training.lessons import Course, prepare, step_losses
from pointsay.training.machine import keep_memory
from pointsay.training.recipe import Recipe, Stage
from pointsay.training.towers import DualEncoder, Shape, pretrained

MAX_TOKENS = 64


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
    keep_memory()
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
        course = prepare(stage, corpus_of(stage), tokenizer, sentences, recipe.shape)
        _run_stage(recipe, index, model, course, resumed, state_file, report)
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
    course: Course,
    resumed: dict[str, Any] | None,
    state_file: Path,
    report: Report,
) -> None:
    stage = course.stage
    steps = max(1, int(stage.epochs * len(course.corpus) / stage.batch))
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
        losses = step_losses(model, course, (recipe.seed, index, step))
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


def _optimizer(model: DualEncoder, stage: Stage, weight_decay: float) -> torch.optim.AdamW:
    def group(named: Iterator[tuple[str, Tensor]], rate: float) -> list[dict[str, Any]]:
        plain: dict[str, Any] = {"params": [], "lr": rate, "weight_decay": 0.0}
        decayed: dict[str, Any] = {"params": [], "lr": rate, "weight_decay": weight_decay}
        for _, parameter in named:
            if parameter.requires_grad:
                (decayed if parameter.ndim > 1 else plain)["params"].append(parameter)
        return [plain, decayed]

    _freeze(model, stage)
    heads = ((n, p) for n, p in model.named_parameters() if ".head." in n or n == "log_scale")
    return torch.optim.AdamW(
        [
            *group(model.image.backbone.named_parameters(), stage.image_rate),
            *group(model.text.bert.named_parameters(), stage.text_rate),
            *group(heads, stage.head_rate),
        ],
        betas=(0.9, 0.98),
    )


def _freeze(model: DualEncoder, stage: Stage) -> None:
    """Settle what a stage leaves as it is; each begins with a model in which nothing is frozen."""
    bert = model.text.bert
    frozen: list[torch.nn.Module] = [bert.embeddings.word_embeddings]
    if stage.heads_only:
        frozen += [model.image.backbone, bert]
    elif stage.frozen_blocks:
        frozen += [bert.embeddings, *bert.encoder.layer[: stage.frozen_blocks]]
    for module in frozen:
        module.requires_grad_(False)


def _cosine(steps: int, warmup: float) -> Callable[[int], float]:
    rising = max(1, int(steps * warmup))

    def factor(step: int) -> float:
        if step < rising:
            return (step + 1) / rising
        return 0.5 * (1.0 + float(np.cos(np.pi * (step - rising) / max(1, steps - rising))))

    return factor
