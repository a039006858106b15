"""``pointsay report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import EXISTING, say

if TYPE_CHECKING:
    from pointsay.evaluation.datasets.base import Dataset
    from pointsay.evaluation.records import Record


def _named(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, Path]:
    """Read NAME=PATH."""
    named = {}
    for value in values:
        name, equals, path = value.partition("=")
        if not (name and equals and path):
            raise click.BadParameter(f"{value!r} is not NAME=PATH")
        if not Path(path).exists():
            raise click.BadParameter(f"{path!r} does not exist")
        named[name] = Path(path)
    return named


@click.command()
@click.argument("records", type=EXISTING, nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the page and its figures.",
)
@click.option(
    "--images",
    multiple=True,
    callback=_named,
    metavar="NAME=PATH",
    help="Folder of a dataset: shows its best and worst queries with pictures.",
)
@click.option(
    "--data",
    multiple=True,
    callback=_named,
    metavar="NAME=PATH",
    help="Files of a dataset whose pictures lie elsewhere: where --images has them.",
)
@click.option("--title", default="Evaluation report", show_default=True, help="Of the page.")
@click.option(
    "--baseline",
    default="sum",
    show_default=True,
    help="Method that the others are tested against.",
)
@click.option(
    "--metric",
    default="",
    help="Metric of figures and tests; by default the first that a protocol reports.",
)
@click.option("--seed", default=0, show_default=True, help="Of bootstraps and permutations.")
def report(
    records: tuple[Path, ...],
    out: Path,
    images: dict[str, Path],
    data: dict[str, Path],
    title: str,
    baseline: str,
    metric: str,
    seed: int,
) -> None:
    """Make one page of tables and figures from RECORDS.

    RECORDS are files, or folders of files, that pointsay evaluate run and pointsay bench latency
    wrote. The page needs no network; each figure also lies beside it as SVG and PNG.
    """
    from pointsay.evaluation.report import Options, load_inputs, write_report
    from pointsay.evaluation.scores import find_metric

    if metric:
        find_metric(metric)
    inputs = load_inputs(records)
    for name in inputs.passed_over:
        say(f"passed over {name}: not a record")
    datasets = [one for name in images for one in _load(name, images, data, inputs.records)]
    options = Options(title, baseline, metric, datasets, seed=seed)
    for file in write_report(inputs, out, options):
        click.echo(file)


def _load(
    name: str, images: dict[str, Path], data: dict[str, Path], records: list[Record]
) -> list[Dataset]:
    """Load the dataset of a name with its pictures, each split that there is a record of."""
    from pointsay.evaluation.datasets.registry import load_dataset

    described = [one.dataset for one in records if one.dataset.get("name") == name]
    if not described:
        raise click.BadParameter(f"no record is of a dataset {name!r}", param_hint="--images")
    root, pictures = (data[name], images[name]) if name in data else (images[name], None)
    asked = dict.fromkeys((one.get("form") or name, one.get("split")) for one in described)
    return [load_dataset(form, root, split=split, images=pictures) for form, split in asked]
