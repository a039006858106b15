"""``pointsay train magiclens`` and its kin: composers learned from triplets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click

from pointsay.cli.options import progress
from pointsay.cli.train_triplets import Given, composer_options, train_one
from pointsay.cli.training import report_steps

if TYPE_CHECKING:
    from pointsay.cli.train_triplets import Trained
    from pointsay.methods.learned import Learned
    from pointsay.training.composers.tuning import Tune


@click.command()
@composer_options("magiclens-mini")
def magiclens(**given: Any) -> None:
    """Train MagicLens: photo and sentence as two words of a small transformer."""
    train_one("magiclens", **given)


@click.command()
@composer_options("tirg-mini")
@click.option(
    "--form",
    type=click.Choice(["official", "printed"]),
    default="official",
    show_default=True,
    help="As its authors published it, or as Xie et al. print it.",
)
def tirg(form: str, **given: Any) -> None:
    """Train TIRG: a gate on the photo, and what the sentence adds."""
    train_one("tirg", {"form": form}, **given)


@click.command()
@composer_options("clip4cir-mini")
def clip4cir(**given: Any) -> None:
    """Train CLIP4Cir's combiner (its second stage; pointsay train bge_vl is the first)."""
    train_one("clip4cir", **given)


@click.command()
@composer_options("student-mini")
@click.option(
    "--teacher",
    "teachers",
    multiple=True,
    required=True,
    help="Method, or folder of a saved one, whose order is learned; several count alike.",
)
def student(teachers: tuple[str, ...], **given: Any) -> None:
    """Train a light student of stronger composers, which orders a recall list."""

    def train(given: Given) -> Trained:
        from pointsay.methods import open_method
        from pointsay.training.composers.distil import train_student

        opened = [open_method(one, given.encoder) for one in teachers]
        return train_student(
            given.encoder, given.examples, opened, given.recipe, given.work, report_steps
        )

    train_one("student", train=train, **given)


@click.command("mapping_composing")
@composer_options("mapping-mini")
@click.option(
    "--stage",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="1 learns the word of a photo; 2 tunes the text tower to compose with it.",
)
@click.option(
    "--start",
    default="lincir",
    show_default=True,
    help="Method, or folder of a saved one, to start from: stage 1 takes the network of lincir or "
    "searle, stage 2 a stage 1.",
)
def mapping_composing(stage: int, start: str, **given: Any) -> None:
    """Train From Mapping to Composing; the recipe of stage 2 is composing-mini."""

    def train(given: Given) -> Trained:
        from pointsay.methods import open_method
        from pointsay.methods.composers.mapping_composing import MappingComposing
        from pointsay.training.composers.mapping_stages import train_composing, train_mapping
        from pointsay.training.token_tower import token_tower

        opened, tower = open_method(start, given.encoder), token_tower(given.encoder)
        if stage == 2:
            if not isinstance(opened, MappingComposing):
                raise click.UsageError("stage 2 starts from a stage 1: give its folder as --start")
            about = given.encoder, tower, given.examples, opened, given.recipe
            return train_composing(*about, given.work, report_steps)
        return train_mapping(
            *(given.encoder, tower, given.triplets, given.recipe, given.work),
            start=cast("Learned", opened),
            kept=given.kept,
            report=report_steps,
            preparing=progress("encoding"),
        )

    train_one("mapping_composing", train=train, **given)


@click.command("bge_vl")
@composer_options("bge_vl-mini")
@click.option(
    "--tune",
    type=click.Choice(["text", "image", "both"]),
    default="text",
    show_default=True,
    help="Which towers; text alone leaves every gallery as it is.",
)
@click.option("--name", required=True, help="Id of the encoder that is written to OUT.")
def bge_vl(tune: Tune, name: str, **given: Any) -> None:
    """Tune an encoder's towers for the plain sum.

    With the recipe clip4cir-towers it is the first stage of CLIP4Cir.
    """

    def train(given: Given) -> dict[str, Any]:
        from pointsay.encoders.mini import MiniEncoder
        from pointsay.errors import UnsupportedEncoder
        from pointsay.training.composers.tuning import tune_towers

        if not isinstance(given.encoder, MiniEncoder):
            raise UnsupportedEncoder(
                f"the towers of {given.encoder.info.name} cannot be tuned here", hint="take mini"
            )
        return tune_towers(
            *(given.encoder, given.triplets, given.examples, given.recipe),
            *(given.work, given.out),
            name=name,
            tune=tune,
            report=report_steps,
        )

    train_one("bge_vl", train=train, **given)
