"""Studies of language-only training: the noise curve, and how much text of which kind it takes.

    python benchmarks/studies.py noise --data ../shared/data
    python benchmarks/studies.py corpus --data ../shared/data

Each trains what is not trained yet (``--out`` keeps it, so that a stopped study goes on), evaluates
everything on the validation queries of fashion_products and writes a report with the curves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from studying import evaluate, pointsay, report

LEVELS = (0.0, 0.25, 0.64, 1.0, 2.0, 4.0)
SIZES = (1000, 4000, 16000, None)
DATA = click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True
)
OUT = click.option("--out", type=click.Path(path_type=Path), help="[default: build/STUDY]")
SEEDS = click.option("--seeds", default=3, show_default=True, type=click.IntRange(1))
STEPS = click.option("--steps", type=click.IntRange(1), help="Of lincir; its recipe's by default.")
JOINT_STEPS = click.option(
    "--joint-steps", type=click.IntRange(1), help="Of lincir_joint; its recipe's by default."
)


@dataclass(frozen=True)
class Training:
    """One run of ``pointsay train``.

    Attributes:
        name: Of its folder.
        method: What is trained.
        arguments: Of the command.
    """

    name: str
    method: str
    arguments: Sequence[str]

    def folder(self, out: Path) -> Path:
        """Return where the trained method lies."""
        return out / "methods" / self.name

    def run(self, out: Path) -> None:
        """Train, unless it was done before; every training shares one cache of texts."""
        folder = self.folder(out)
        if not (folder / "config.json").exists():
            kept = ["--kept", str(out / "texts"), "--work", str(out / "work" / self.name)]
            pointsay("train", self.method, *self.arguments, *kept, "--out", str(folder))


@click.group()
def main() -> None:
    """Train variants, evaluate them, draw the curves."""


@main.command()
@DATA
@OUT
@SEEDS
@STEPS
@JOINT_STEPS
def noise(
    data: Path, out: Path | None, seeds: int, steps: int | None, joint_steps: int | None
) -> None:
    """Levels of noise, for the official form and the repaired joint-space form."""
    lengths = {"lincir": steps, "lincir_joint": joint_steps}
    _study(data, out or Path("build/noise"), list(_noised(_texts(data), seeds, lengths)))


def _noised(
    texts: dict[str, Path], seeds: int, lengths: dict[str, int | None]
) -> Iterator[Training]:
    corpora = [word for file in texts.values() for word in ("--corpus", str(file))]
    # Seeds outermost: a study that is stopped early has the whole curve of fewer seeds.
    for seed in range(seeds):
        for method, law in (("lincir", "uniform_d"), ("lincir_joint", "gaussian_d")):
            steps = lengths[method]
            length = ["--steps", str(steps)] if steps else []
            for level in LEVELS:
                chosen = ["--noise", law, "--noise-scale", str(level), "--seed", str(seed)]
                name = f"{method}-{law}-{level:g}-{seed}"
                yield Training(name, method, [*corpora, *chosen, *length])


@main.command()
@DATA
@OUT
@SEEDS
@STEPS
def corpus(data: Path, out: Path | None, seeds: int, steps: int | None) -> None:
    """Titles, COCO captions, and both; from a thousand lines to all."""
    _study(data, out or Path("build/corpus"), list(_fed(_texts(data), seeds, steps)))


def _fed(texts: dict[str, Path], seeds: int, steps: int | None) -> Iterator[Training]:
    length = ["--steps", str(steps)] if steps else []
    for seed in range(seeds):
        for names in (["titles"], ["coco"], ["titles", "coco"]):
            corpora = [word for name in names for word in ("--corpus", str(texts[name]))]
            for size in SIZES:
                limit = ["--limit", str(size)] if size else []
                name = f"{'+'.join(names)}-{size or 'all'}-{seed}"
                yield Training(name, "lincir", [*corpora, *limit, "--seed", str(seed), *length])


def _texts(data: Path) -> dict[str, Path]:
    return {
        "titles": data / "fashion_products" / "products.csv",
        "coco": data / "captions" / "coco_captions_30k.txt",
    }


def _study(data: Path, out: Path, trainings: Sequence[Training]) -> None:
    for at, training in enumerate(trainings):
        click.echo(f"{at + 1}/{len(trainings)} {training.name}", err=True)
        training.run(out)
    names = ["image_only", "text_only", "sum"]
    evaluate(data, out, names, [one.folder(out) for one in trainings])
    report(out)


if __name__ == "__main__":
    main()
