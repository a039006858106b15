"""``pointsay train searle`` and ``pic2word``: pseudo-words learned from pictures alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import ENCODER, EXISTING, FILE, say
from pointsay.cli.training import (
    OUT,
    WORK,
    overrides,
    training,
)

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.methods.learned import Learned
    from pointsay.training.fit_settings import FitSettings, Fitted
    from pointsay.training.inversion.pictures import Pictures
    from pointsay.training.token_tower import TokenTower

    Train = Callable[[Encoder, TokenTower, Pictures], tuple[Learned, Fitted]]

LINES = 20  # lines of progress in a stage
TEMPLATES = "templates"
_OPTIONS = (
    ENCODER,
    click.option(
        "--images",
        type=EXISTING,
        required=True,
        help="Folder or zip of pictures, or a .safetensors file with their vectors (N, D).",
    ),
    click.option("--limit", type=click.IntRange(1), help="Only the first so many pictures."),
    click.option(
        "--space",
        type=click.Choice(["unit", "raw"]),
        default="unit",
        show_default=True,
        help="What the network reads: unit vectors, or raw ones as published.",
    ),
    click.option(
        "--recipe",
        type=click.Choice(["mini", "published"]),
        default="mini",
        show_default=True,
        help="Settings for two cores and a few minutes, or those of the paper.",
    ),
    click.option("--steps", type=click.IntRange(1), help="Of the network; the recipe's if unset."),
    click.option("--batch", type=click.IntRange(2), help="Pictures of a step, likewise."),
    click.option("--seed", type=click.IntRange(0), help="Of every draw, likewise."),
    OUT,
    WORK,
)


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@_shared
@click.option(
    "--concepts",
    type=FILE,
    help="Vocabulary: one concept a line, or the last column of a CSV. [default: the package's]",
)
@click.option(
    "--phrases",
    default=TEMPLATES,
    show_default=True,
    help="JSON file, concept to continuations of 'a photo of CONCEPT that'; or templates.",
)
@click.option(
    "--oti-steps", type=click.IntRange(1), help="Steps for a picture's word; the recipe's if unset."
)
def searle(
    concepts: Path | None,
    phrases: str,
    oti_steps: int | None,
    recipe: str,
    steps: int | None,
    batch: int | None,
    seed: int | None,
    **given: Any,
) -> None:
    """Train SEARLE: words found for single photos, distilled into a network."""
    with training("what is kept"):
        from pointsay.methods.inversion.concepts import read_concepts
        from pointsay.methods.inversion.phrases import TemplatePhrases, read_phrases
        from pointsay.training.inversion.recipes import SEARLE
        from pointsay.training.inversion.searle import SearleTraining

        chosen = SEARLE["published" if recipe == "published" else "mini"]
        chosen = replace(
            chosen,
            oti=replace(chosen.oti, **overrides(steps=oti_steps, seed=seed)),
            distil=replace(
                chosen.distil,
                fit=_loop(chosen.distil.fit, steps, seed),
                **overrides(batch=batch),
            ),
        )
        source = TemplatePhrases() if phrases == TEMPLATES else read_phrases(Path(phrases))
        names = read_concepts(concepts)

        def train(
            encoder: Encoder, tower: TokenTower, pictures: Pictures
        ) -> tuple[Learned, Fitted]:
            return SearleTraining(
                encoder,
                tower,
                pictures,
                names,
                source,
                chosen,
                _work(given),
                space=given["space"],
                report=_report,
            ).run()

        _run(train, recipe, **given)


@click.command()
@_shared
@click.option(
    "--scale", type=click.FloatRange(1.0), help="Inverse temperature; the recipe's if unset."
)
def pic2word(
    scale: float | None,
    recipe: str,
    steps: int | None,
    batch: int | None,
    seed: int | None,
    **given: Any,
) -> None:
    """Train Pic2Word: "a photo of" a photo's word is to find that photo."""
    with training("what is kept"):
        from pointsay.training.inversion.pic2word import train_pic2word
        from pointsay.training.inversion.recipes import PIC2WORD

        chosen = PIC2WORD["published" if recipe == "published" else "mini"]
        chosen = replace(
            chosen, fit=_loop(chosen.fit, steps, seed), **overrides(scale=scale, batch=batch)
        )
        train = partial(
            train_pic2word,
            settings=chosen,
            work=_work(given),
            space=given["space"],
            report=_report,
        )
        _run(train, recipe, **given)


def _run(
    train: Train,
    recipe: str,
    *,
    encoder: str,
    images: Path,
    limit: int | None,
    space: Any,
    out: Path,
    work: Path | None,
) -> None:
    from pointsay.encoders import load_encoder
    from pointsay.methods.store import save_method
    from pointsay.training.inversion.pictures import see
    from pointsay.training.machine import keep_memory
    from pointsay.training.token_tower import token_tower

    keep_memory()
    began = time.monotonic()
    bound = load_encoder(encoder)
    kept = (work or out / "work") / "pictures"
    seeing = partial(_report, "pictures", losses={})
    pictures = see(images, bound, kept, space=space, limit=limit, report=seeing)
    if pictures.refused:
        say(f"{pictures.refused} pictures cannot be read and are left out")
    method, fitted = train(bound, token_tower(bound), pictures)
    facts = {
        "images": images.name,
        "pictures": len(pictures.vectors),
        "recipe": recipe,
        "steps": fitted.steps,
        "train_seconds": round(fitted.seconds, 1),
        "loss": fitted.loss,
    }
    save_method(method, out, facts=facts)
    say(f"wrote {method.name} to {out}: loss {fitted.loss:.3g}, {time.monotonic() - began:.0f} s")


def _work(given: Mapping[str, Any]) -> Path:
    folder: Path = given["work"] or given["out"] / "work"
    return folder


def _loop(fit: FitSettings, steps: int | None, seed: int | None) -> FitSettings:
    return replace(fit, **overrides(steps=steps, seed=seed))


def _report(stage: str, done: int, whole: int, losses: Mapping[str, float]) -> None:
    every = max(1, whole // LINES)
    if not losses or done % every == 0 or done == whole:
        parts = "".join(f"  {name} {value:.4g}" for name, value in losses.items())
        say(f"{stage}: {done} of {whole}{parts}")
