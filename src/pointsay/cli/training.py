"""What every ``pointsay train`` command shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import say
from pointsay.errors import MissingExtra

if TYPE_CHECKING:
    from pointsay.training.fit import Progress

LINES = 20  # lines of progress in a training

Command = Callable[..., None]
Option = Callable[[Command], Command]

FOLDER = click.Path(file_okay=False, path_type=Path)
OUT = click.option("--out", type=FOLDER, required=True, help="Folder of the method.")
WORK = click.option(
    "--work",
    type=FOLDER,
    help="Where the state is kept; the same command goes on from it. [default: OUT/work]",
)
PRECISION = click.option("--precision", help="fp32, fp16 or bf16, in place of the recipe's.")
DEVICES = click.option(
    "--devices", type=click.IntRange(1), help="How many, in place of the recipe's."
)


def with_recipe(default: str, options: Sequence[Option]) -> Option:
    """Return a decorator that adds options in their order, and ``--recipe``.

    Args:
        default: Name of the recipe.
        options: Of the command.
    """
    recipe: Option = click.option(
        "--recipe", default=default, show_default=True, help="Name, or path of a TOML file."
    )

    def add(command: Command) -> Command:
        every: list[Option] = [recipe, *reversed(options)]
        for option in every:
            command = option(command)
        return command

    return add


@contextmanager
def training(going_on_from: str = "the last checkpoint") -> Iterator[None]:
    """Say in the command line's way what may go wrong in any training.

    Args:
        going_on_from: What a stopped training leaves.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtra("train", f"training ({error.name})") from error
    except KeyboardInterrupt:
        say(f"stopped; run the same command to go on from {going_on_from}")
        raise click.exceptions.Exit(130) from None


def overrides(**values: Any) -> dict[str, Any]:
    """Return the options that were given, to take the place of a recipe's."""
    return {name: value for name, value in values.items() if value is not None}


def report_steps(progress: Progress) -> None:
    """Say now and then how far a training is."""
    every = max(1, progress.steps // LINES)
    if progress.step % every == 0 or progress.step == progress.steps:
        say(
            f"step {progress.step} of {progress.steps}: loss {progress.loss:.4g}, "
            f"{progress.seconds:.2f} s a step"
        )
