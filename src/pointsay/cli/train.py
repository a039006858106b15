"""``pointsay train``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import say
from pointsay.cli.train_composer import (
    bge_vl,
    clip4cir,
    magiclens,
    mapping_composing,
    student,
    tirg,
)
from pointsay.cli.train_inversion import pic2word, searle
from pointsay.cli.train_method import lincir, lincir_joint
from pointsay.cli.training import training

if TYPE_CHECKING:
    from pointsay.training.corpora import Corpus
    from pointsay.training.mini import Progress
    from pointsay.training.recipe import Stage

EVERY = 10  # steps between lines of progress
CANVAS = (128, 96)  # benchmarks/mini.py shows what larger ones cost and bring


@click.group()
def train() -> None:
    """Train what pointsay ships (needs the train extra)."""


@train.command()
@click.option(
    "--photos",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with products.csv, images_hi_train.zip and images_lo_train.zip.",
)
@click.option(
    "--phone-photos",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with images.csv and images.zip of labelled phone photos.",
)
@click.option("--garments", default=3000, show_default=True, help="Atelier garments to draw.")
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("work/mini"),
    show_default=True,
    help="Where the state is kept; the same command goes on from it.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write the encoder to.",
)
@click.option(
    "--start",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Go on from this exported encoder instead of from public start weights.",
)
@click.option("--stages", default="", help="Only these of the recipe's stages, with commas.")
@click.option(
    "--sentences",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sentences about anything, one a line, that keep the text tower general.",
)
@click.option("--name", default="pointsay-mini-v2", show_default=True, help="The encoder's id.")
@click.option(
    "--canvas",
    type=(click.IntRange(32), click.IntRange(32)),
    default=CANVAS,
    show_default=True,
    help="Height and width at which the exported encoder reads pictures.",
)
def mini(
    photos: Path,
    phone_photos: Path,
    garments: int,
    work: Path,
    out: Path,
    start: Path | None,
    stages: str,
    sentences: Path | None,
    name: str,
    canvas: tuple[int, int],
) -> None:
    """Train the embedded encoder and export it."""
    with training():
        from tokenizers import Tokenizer

        from pointsay.encoders.preprocess import Letterbox
        from pointsay.training import corpora
        from pointsay.training.export import export_mini
        from pointsay.training.generality import read_sentences
        from pointsay.training.mini import train as run
        from pointsay.training.recipe import STAGES, Recipe
        from pointsay.training.reopen import reopen
        from pointsay.training.towers import Shape, pretrained, tokenizer_file

    def corpus_of(stage: Stage) -> Corpus:
        letterbox = Letterbox(*stage.canvas)
        say(f"reading {', '.join(stage.corpora)} at {stage.canvas[0]} x {stage.canvas[1]}")
        readers: dict[str, Callable[[], Corpus]] = {
            "photos_hi": lambda: corpora.photos(photos, "hi", letterbox),
            "photos_lo": lambda: corpora.photos(photos, "lo", letterbox),
            "phone": lambda: corpora.phone(phone_photos, letterbox),
            "atelier": lambda: corpora.atelier(garments, letterbox),
        }
        return corpora.join([readers[one]() for one in stage.corpora])

    chosen = [one.strip() for one in stages.split(",") if one.strip()] or list(STAGES)
    unknown = [one for one in chosen if one not in STAGES]
    if unknown:
        raise click.BadParameter(
            f"no stage {unknown[0]!r}; the recipe has {', '.join(STAGES)}", param_hint="--stages"
        )
    tokens = tokenizer_file()
    tokenizer = Tokenizer.from_file(str(tokens))
    with training():
        model = run(
            Recipe(tuple(STAGES[one] for one in chosen), Shape(norms=start is None)),
            corpus_of,
            tokenizer,
            work / "state.pt",
            start=partial(reopen, folder=start) if start else pretrained,
            sentences=read_sentences(sentences) if sentences else (),
            report=_report,
        )
    export_mini(model, canvas, tokens, out, name=name)
    say(f"wrote {name} to {out}")


@train.command()
@click.argument(
    "folders",
    nargs=-1,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
)
@click.option("--shares", required=True, help="A share for each folder, with commas.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write.",
)
@click.option("--name", required=True, help="The encoder's id.")
@click.option(
    "--canvas",
    type=(click.IntRange(32), click.IntRange(32)),
    default=CANVAS,
    show_default=True,
    help="Height and width at which the exported encoder reads pictures.",
)
def average(
    folders: tuple[Path, ...], shares: str, out: Path, name: str, canvas: tuple[int, int]
) -> None:
    """Write the weighted mean of exported encoders that were trained one from the other."""
    with training():
        from pointsay.training.average import average as mean
        from pointsay.training.export import export_mini
        from pointsay.training.reopen import reopen
        from pointsay.training.towers import Shape
    try:
        parts = [float(one) for one in shares.split(",")]
        model = mean([reopen(Shape(norms=False), canvas, one) for one in folders], parts)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--shares") from error
    export_mini(model, canvas, folders[0] / "tokenizer.json", out, name=name)
    say(f"wrote {name} to {out}")


train.add_command(bge_vl)
train.add_command(clip4cir)
train.add_command(lincir)
train.add_command(lincir_joint)
train.add_command(magiclens)
train.add_command(mapping_composing)
train.add_command(pic2word)
train.add_command(searle)
train.add_command(student)
train.add_command(tirg)


def _report(progress: Progress) -> None:
    if progress.step % EVERY == 0 or progress.step == progress.steps:
        parts = "  ".join(f"{name} {value:.3f}" for name, value in progress.losses.items())
        say(
            f"{progress.stage} {progress.step}/{progress.steps}  {parts}  "
            f"{progress.seconds:.1f} s a step"
        )
