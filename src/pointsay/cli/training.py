"""What every ``pointsay train`` command shares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from pointsay.cli.options import say
from pointsay.errors import MissingExtra

if TYPE_CHECKING:
    from pointsay.training.fit import Progress

LINES = 20  # lines of progress in a training


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
