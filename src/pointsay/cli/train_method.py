"""``pointsay train lincir`` and ``lincir_joint``: phi learned from texts alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import ENCODER, FILE, progress, say
from pointsay.cli.training import (
    DEVICES,
    FOLDER,
    OUT,
    PRECISION,
    WORK,
    overrides,
    report_steps,
    training,
    with_recipe,
)

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.methods import Method

    Trained = tuple[Method, dict[str, Any]]

_OPTIONS = (
    ENCODER,
    click.option(
        "--corpus",
        "files",
        type=FILE,
        multiple=True,
        required=True,
        help="Texts: one a line (.txt, .gz), a feed's titles (.csv), FashionIQ's train captions "
        "(.json). May be repeated.",
    ),
    OUT,
    WORK,
    click.option(
        "--kept",
        type=FOLDER,
        help="Where tagged and embedded texts are kept; trainings may share it. [default: WORK]",
    ),
    click.option("--steps", type=click.IntRange(1), help="In place of the recipe's."),
    click.option("--seed", type=click.IntRange(0), help="In place of the recipe's."),
    click.option("--noise", help="Law: none, uniform, gaussian, uniform_d or gaussian_d."),
    click.option("--noise-scale", type=click.FloatRange(0.0), help="Its scale."),
    PRECISION,
    DEVICES,
    click.option("--limit", type=click.IntRange(1), help="Only so many texts, at random."),
)


@click.command()
@with_recipe("lincir-mini", _OPTIONS)
def lincir(**given: Any) -> None:
    """Train LinCIR: a photo as one word of the sentence, learned from sentences."""

    def train(encoder: Encoder, *about: Any, **heard: Any) -> Trained:
        from pointsay.training.lincir import train_lincir
        from pointsay.training.token_tower import token_tower

        return train_lincir(encoder, token_tower(encoder), *about, **heard)

    _run(train, **given)


@click.command("lincir_joint")
@with_recipe("lincir-joint-repaired", _OPTIONS)
def lincir_joint(**given: Any) -> None:
    """Train LinCIR's joint-space form, which any encoder can have, in seconds."""

    def train(*about: Any, **heard: Any) -> Trained:
        from pointsay.training.lincir_joint import train_lincir_joint

        return train_lincir_joint(*about, **heard)

    _run(train, **given)


def _run(
    train: Callable[..., Trained],
    *,
    encoder: str,
    files: tuple[Path, ...],
    out: Path,
    work: Path | None,
    kept: Path | None,
    recipe: str,
    limit: int | None,
    noise: str | None,
    noise_scale: float | None,
    **fit: Any,
) -> None:
    from pointsay.encoders import load_encoder
    from pointsay.methods.store import save_method

    with training():
        from pointsay.training.method_recipe import read_recipe
        from pointsay.training.texts import read_texts

        try:
            chosen = read_recipe(recipe)
            chosen = chosen.changed(overrides(law=noise, scale=noise_scale), overrides(**fit))
            texts = read_texts(files).sample(limit, chosen.fit.seed)
            say(f"{len(texts.lines)} texts, {chosen.fit.steps} steps of {chosen.batch}")
            method, facts = train(
                load_encoder(encoder),
                texts,
                chosen,
                work or out / "work",
                kept=kept,
                report=report_steps,
                preparing=progress("preparing texts"),
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    save_method(method, out, facts={**facts, "recipe": recipe})
    say(f"wrote {method.name} to {out}: loss {facts['loss']:.3g}, {facts['train_seconds']:.0f} s")
