"""What the commands share that learn a composer from triplets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import ENCODER, EXISTING, progress, say
from pointsay.cli.training import (
    DEVICES,
    FOLDER,
    OUT,
    PRECISION,
    WORK,
    Option,
    overrides,
    report_steps,
    training,
    with_recipe,
)

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder
    from pointsay.methods.learned import Learned
    from pointsay.training.composers.examples import Examples
    from pointsay.training.composers.recipe import ComposerRecipe
    from pointsay.triplets import Triplets
    from pointsay.triplets.record import Language

    Trained = tuple[Learned, dict[str, Any]]

EVERY = 5120  # pictures, proposals or pairs between lines of progress
_OPTIONS = (
    ENCODER,
    click.option("--triplets", type=FOLDER, help="Folder of pointsay triplets instruct."),
    click.option(
        "--catalogue",
        type=EXISTING,
        help="In place of triplets: feed, folder or zip of a shop, from which they are made first.",
    ),
    click.option("--images", type=EXISTING, help="Folder or zip of the feed's pictures."),
    click.option("--only", multiple=True, help="Products that meet NAME=VALUE; as in search."),
    OUT,
    WORK,
    click.option(
        "--kept", type=FOLDER, help="Where vectors are kept; trainings share it. [default: WORK]"
    ),
    click.option("--steps", type=click.IntRange(1), help="In place of the recipe's."),
    click.option("--batch", type=click.IntRange(2), help="Triplets of a step, likewise."),
    click.option("--seed", type=click.IntRange(0), help="Likewise."),
    click.option("--share", type=float, help="Share of the pairs that are learned from, likewise."),
    click.option("--hard", type=click.IntRange(0), help="Hard negatives of a triplet, likewise."),
    click.option(
        "--query-negative/--no-query-negative",
        default=None,
        help="Whether the query image is a negative, likewise.",
    ),
    click.option(
        "--language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help="Of the instructions that are learned from.",
    ),
    click.option("--writer", help="Only instructions of this writer, such as templates."),
    PRECISION,
    DEVICES,
)


def composer_options(default: str) -> Option:
    """Return a decorator that adds the options that every composer has.

    Args:
        default: Name of the recipe.
    """
    return with_recipe(default, _OPTIONS)


@dataclass(frozen=True)
class Given:
    """What a training is given.

    Attributes:
        encoder: Of the vectors.
        triplets: The folder, opened.
        examples: The same as rows of vectors.
        recipe: How.
        work: Folder of the state.
        kept: Folder of the vectors.
        out: Where the result is written.
    """

    encoder: Encoder
    triplets: Triplets
    examples: Examples
    recipe: ComposerRecipe
    work: Path
    kept: Path
    out: Path


def train_one(
    name: str,
    arguments: dict[str, Any] | None = None,
    *,
    train: Callable[[Given], Trained | dict[str, Any]] | None = None,
    encoder: str,
    triplets: Path | None,
    catalogue: Path | None,
    images: Path | None,
    only: tuple[str, ...],
    out: Path,
    work: Path | None,
    kept: Path | None,
    recipe: str,
    language: Language,
    writer: str | None,
    steps: int | None,
    seed: int | None,
    precision: str | None,
    devices: int | None,
    **given: Any,
) -> None:
    """Train one composer on frozen vectors and save it."""
    if (triplets is None) == (catalogue is None):
        raise click.UsageError("give either --triplets or --catalogue")
    with training():
        from pointsay.catalogue import parse_conditions
        from pointsay.encoders import load_encoder
        from pointsay.methods.store import save_method
        from pointsay.training.composers.examples import read_examples
        from pointsay.training.composers.recipe import read_recipe
        from pointsay.training.composers.shop import triplets_of_shop
        from pointsay.training.composers.train import train_composer
        from pointsay.triplets import open_triplets

        state = work or out / "work"
        try:
            fit = overrides(steps=steps, seed=seed, precision=precision, devices=devices)
            chosen = read_recipe(recipe).changed(overrides(**given), fit).of_method(arguments)
            loaded = load_encoder(encoder)
            if catalogue is not None:
                triplets = triplets_of_shop(
                    catalogue,
                    loaded,
                    state / "shop",
                    images=images,
                    only=parse_conditions(only),
                    language=language,
                    report=report_stages,
                )
            assert triplets is not None  # noqa: S101 - one of both was given
            opened = open_triplets(triplets)
            examples = read_examples(
                opened,
                loaded,
                kept or state,
                share=chosen.share,
                seed=chosen.fit.seed,
                only=lambda one: one.language == language and writer in (None, one.writer),
                report=progress("encoding"),
            )
            say(f"{len(examples)} triplets, {chosen.fit.steps} steps of {chosen.batch}")
            trained: Trained | dict[str, Any]
            if train is None:
                trained = train_composer(name, loaded, examples, chosen, state, report_steps)
            else:
                trained = train(Given(loaded, opened, examples, chosen, state, kept or state, out))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    if isinstance(trained, tuple):
        method, facts = trained
        save_method(method, out, facts={**facts, "recipe": recipe})
    else:
        facts = trained  # the encoder is written already
    say(f"wrote {name} to {out}: loss {facts['loss']:.3g}, {facts['train_seconds']:.0f} s")


def report_stages(what: str, done: int) -> None:
    """Say now and then how far the making of triplets is."""
    if done % EVERY == 0:
        say(f"{what}: {done}")
