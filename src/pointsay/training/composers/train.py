"""Training a composer on frozen vectors: triplets in, the method that serves it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from pointsay.methods.composers.composer import Composer
from pointsay.methods.learned import encoder_widths
from pointsay.methods.registry import make_method
from pointsay.training.composers.contrast import Contrast
from pointsay.training.composers.network import Composing, Parameters
from pointsay.training.composers.starts import plain_sum
from pointsay.training.fit import fit
from pointsay.training.passes import Passes
from pointsay.training.serving import served

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.training.composers.contrast import Batch
    from pointsay.training.composers.examples import Examples
    from pointsay.training.composers.recipe import ComposerRecipe
    from pointsay.training.fit import Report
    from pointsay.training.fit_settings import Fitted

STARTS = {"magiclens": plain_sum}


def train_composer(
    name: str,
    encoder: Encoder,
    examples: Examples,
    recipe: ComposerRecipe,
    work: Path,
    report: Report = lambda progress: None,
) -> tuple[Composer, dict[str, Any]]:
    """Train a composer and return it, loaded, with the facts of its training.

    Args:
        name: Of a method that is a `Composer`.
        encoder: That made the examples' vectors.
        examples: What is learned from.
        recipe: How.
        work: Folder of the training's state, from which the same call goes on.
        report: Called after every step.

    Raises:
        WeightsCorrupt: The checkpoint in ``work`` is damaged or of another training.
        KeyboardInterrupt: The user stopped it; the same call goes on.
        ValueError: The method does not take the recipe's arguments or lacks a width.
    """
    method = make_method(name, **recipe.arguments)
    assert isinstance(method, Composer)  # noqa: S101 - the commands name no other
    widths = {**recipe.widths, **encoder_widths(encoder)}
    start = STARTS[name](method.layout, widths, recipe.fit.seed) if name in STARTS else None
    parameters = Parameters(method.layout, widths, recipe.fit.seed, start)
    silence = torch.from_numpy(encoder.encode_texts([""]))
    module = Contrast(
        Composing(method, parameters, silence),
        recipe.temperature,
        learned=recipe.learned_temperature,
        query_negative=recipe.query_negative,
        alike=recipe.alike,
    )
    fitted = fit(
        module,
        draws(examples, recipe),
        recipe.fit,
        work,
        report,
        about=f"{name} {recipe.deciding()} {examples.identity} {encoder.info.weights}",
    )
    return served(method, parameters, encoder), facts_of(examples, recipe, fitted)


def draws(examples: Examples, recipe: ComposerRecipe) -> Callable[[int], Batch]:
    """Return what makes the batch of a step from its number alone."""
    passes = Passes(len(examples), recipe.batch, recipe.fit.seed)
    return lambda step: examples.batch(passes.rows(step), recipe.hard)


def told(examples: Examples) -> str:
    """Return what tables call the data of a training."""
    return f"triplets of {examples.origin}"


def facts_of(examples: Examples, recipe: ComposerRecipe, fitted: Fitted) -> dict[str, Any]:
    """Return what is to be known of a training; numbers under the names that records use."""
    return {
        "trained_on": told(examples),
        "triplets": examples.identity,
        "train_items": len(examples),
        "train_seconds": round(fitted.seconds, 3),
        "steps": fitted.steps,
        "batch": recipe.batch * recipe.fit.devices,
        "loss": fitted.loss,
        "share": recipe.share,
        "query_negative": recipe.query_negative,
        "hard": recipe.hard,
        "seed": recipe.fit.seed,
    }
