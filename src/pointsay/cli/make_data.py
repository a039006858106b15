"""``pointsay data make-atelier``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from pointsay.cli.options import progress, say

if TYPE_CHECKING:
    from pointsay.atelier.split import Split


@click.command("make-atelier")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder; each split gets one of its own in it.",
)
@click.option(
    "--split",
    "splits",
    type=click.Choice(["train", "val", "test"]),
    multiple=True,
    default=("test",),
    show_default=True,
    help="Whose combinations of attributes right answers have. Can be repeated.",
)
@click.option("--pieces", type=click.IntRange(50, 100_000), help="Size of the gallery.")
@click.option("--wishes", type=click.IntRange(min=1), help="Each in six wordings a language.")
@click.option("--seed", default=0, show_default=True, help="Another seed, another benchmark.")
@click.option(
    "--width",
    type=click.IntRange(16, 2400),
    default=160,
    show_default=True,
    help="Of the pictures, in pixels.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), help="Processes; one a processor if not set."
)
def atelier(
    out: Path,
    splits: tuple[str, ...],
    pieces: int | None,
    wishes: int | None,
    seed: int,
    width: int,
    workers: int | None,
) -> None:
    """Make the atelier benchmark: drawn garments, and questions with every right answer known.

    Test has 4,000 pieces and 600 wishes, val 2,000 and 200, train as many as test, unless said
    otherwise. Stopped at any time, it goes on where it was.
    """
    from pointsay.atelier.benchmark import make

    for split in dict.fromkeys(splits):
        folder = make(
            out,
            split=cast("Split", split),
            pieces=pieces,
            wishes=wishes,
            seed=seed,
            width=width,
            workers=workers,
            progress=progress(f"drawing {split}"),
        )
        say(f"made {folder}; measure on it as dataset atelier, split {split}")
