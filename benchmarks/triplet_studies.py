"""Studies of composers learned from triplets: how many it takes, and what of the recipe matters.

    python benchmarks/triplet_studies.py scale --triplets build/triplets/shop --data ../shared/data
    python benchmarks/triplet_studies.py parts --triplets build/triplets/shop --data ../shared/data

``scale`` trains magiclens on 1, 3, 10, 30 and 100 % of the pairs. ``parts`` takes the query image
or the hard negatives out of the loss, or learns from instructions of templates only (which needs a
folder in which a model wrote some). Each trains what is not trained yet (``--out`` keeps it, so
that a stopped study goes on), evaluates everything on the validation queries of fashion_products,
and writes a report with the curves and a table of the mean over seeds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from studying import evaluate, pointsay, report

SHARES = (0.01, 0.03, 0.1, 0.3, 1.0)
PARTS: dict[str, Sequence[str]] = {
    "whole": (),
    "no_query_negative": ("--no-query-negative",),
    "no_hard": ("--hard", "0"),
    "templates": ("--writer", "templates"),
}
DATA = click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True
)
TRIPLETS = click.option(
    "--triplets", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True
)
OUT = click.option("--out", type=click.Path(path_type=Path), help="[default: build/STUDY]")
SEEDS = click.option("--seeds", default=3, show_default=True, type=click.IntRange(1))
STEPS = click.option("--steps", type=click.IntRange(1), help="The recipe's by default.")


@dataclass(frozen=True)
class Training:
    """One run of ``pointsay train magiclens``.

    Attributes:
        variant: What all of its seeds share.
        seed: Of everything drawn, the share of the pairs included.
        arguments: Of the command, beyond the triplets.
    """

    variant: str
    seed: int
    arguments: Sequence[str]

    def folder(self, out: Path) -> Path:
        """Return where the trained method lies."""
        return out / "methods" / f"{self.variant}-{self.seed}"

    def run(self, triplets: Path, out: Path) -> None:
        """Train, unless it was done before; every training shares the vectors."""
        folder = self.folder(out)
        if not (folder / "config.json").exists():
            kept = ["--kept", str(out / "vectors"), "--work", str(out / "work" / folder.name)]
            given = ["--triplets", str(triplets), "--seed", str(self.seed), *self.arguments]
            pointsay("train", "magiclens", *given, *kept, "--out", str(folder))


@click.group()
def main() -> None:
    """Train variants, evaluate them, draw the curves."""


@main.command()
@DATA
@TRIPLETS
@OUT
@SEEDS
@STEPS
def scale(data: Path, triplets: Path, out: Path | None, seeds: int, steps: int | None) -> None:
    """From a hundredth of the pairs to all of them."""
    variants = {f"share-{share:g}": ("--share", str(share)) for share in SHARES}
    _study(data, triplets, out or Path("build/triplet-scale"), list(_runs(variants, seeds, steps)))


@main.command()
@DATA
@TRIPLETS
@OUT
@SEEDS
@STEPS
def parts(data: Path, triplets: Path, out: Path | None, seeds: int, steps: int | None) -> None:
    """Without the query image as negative, without hard negatives, by templates only."""
    _study(data, triplets, out or Path("build/triplet-parts"), list(_runs(PARTS, seeds, steps)))


def _runs(
    variants: Mapping[str, Sequence[str]], seeds: int, steps: int | None
) -> Iterator[Training]:
    length = ["--steps", str(steps)] if steps else []
    # Seeds outermost: a study that is stopped early has the whole curve of fewer seeds.
    for seed in range(seeds):
        for name, arguments in variants.items():
            yield Training(name, seed, [*arguments, *length])


def _study(data: Path, triplets: Path, out: Path, trainings: Sequence[Training]) -> None:
    for at, training in enumerate(trainings):
        click.echo(f"{at + 1}/{len(trainings)} {training.variant} {training.seed}", err=True)
        training.run(triplets, out)
        done = [one.folder(out) for one in trainings[: at + 1]]
        evaluate(data, out, ["sum", "lincir"], done, cache="pictures")
    report(out)
    _table(out, trainings)


def _table(out: Path, trainings: Sequence[Training]) -> None:
    """Print mAP@10 and Recall@10 of every variant: mean and deviation over seeds."""
    from pointsay.evaluation.records import load_record
    from pointsay.evaluation.scores import score

    records = [load_record(file) for file in sorted((out / "records").glob("*.json"))]
    found = defaultdict(list)
    for training in trainings:
        config = json.loads((training.folder(out) / "config.json").read_text(encoding="utf-8"))
        for record in records:
            if record.method.get("training") == config["training"]:
                items = config["training"]["train_items"]
                values = [score(record.results, one).value for one in ("map@10", "recall@10")]
                found[training.variant].append((items, *values))
    lines = ["| variant | triplets | seeds | mAP@10 | Recall@10 |", "|---|---|---|---|---|"]
    for variant, rows in found.items():
        items, precision, recall = np.array(rows).T
        told = [f"{100 * one.mean():.1f} +- {100 * one.std():.1f}" for one in (precision, recall)]
        lines.append(f"| {variant} | {items.mean():.0f} | {len(rows)} | {' | '.join(told)} |")
    table = "\n".join(lines)
    (out / "table.md").write_text(table + "\n", encoding="utf-8")
    click.echo(table)


if __name__ == "__main__":
    main()
