"""``pointsay data``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from pointsay.cli.make_data import atelier
from pointsay.cli.options import AS_JSON, EXISTING, print_json, progress, say

NOT_WHOLE = 3


@click.group()
def data() -> None:
    """List, examine and make datasets."""


data.add_command(atelier)


@data.command(name="list")
@AS_JSON
def list_(as_json: bool) -> None:
    """List the datasets that can be read, with their splits; the usual one comes first."""
    from pointsay.evaluation.datasets.registry import describe_datasets

    infos = describe_datasets()
    if as_json:
        print_json([asdict(info) for info in infos])
        return
    for info in infos:
        splits = [info.default, *(one for one in info.splits if one != info.default)]
        click.echo(f"{info.name:10} {info.summary}")
        click.echo(f"{'':10} splits: {', '.join(splits)}{'' if info.splits else ', or any other'}")


@data.command()
@click.argument("name")
@click.option("--root", type=EXISTING, required=True, help="Where the dataset's files lie.")
@click.option("--images", type=EXISTING, help="Folder or zip of its pictures.")
@click.option("--split", help="Another split than the usual one; see: pointsay data list.")
@click.option("--no-decode", is_flag=True, help="Only read pictures: faster, finds less.")
@click.option(
    "--subset-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what to leave out, for evaluations with --subset.",
)
@AS_JSON
@click.pass_context
def doctor(
    ctx: click.Context,
    name: str,
    root: Path,
    images: Path | None,
    split: str | None,
    no_decode: bool,
    subset_out: Path | None,
    as_json: bool,
) -> None:
    """Say what of the dataset NAME is missing, broken or there twice, and what that costs.

    Ends with 0 when every picture and query is there, with 3 when some are not, whether or not a
    subset file was written.
    """
    from pointsay.evaluation.datasets.doctor import examine
    from pointsay.evaluation.datasets.registry import load_dataset
    from pointsay.evaluation.datasets.subset import make_subset, save_subset

    dataset = load_dataset(name, root, split=split, images=images)
    diagnosis = examine(dataset, decode=not no_decode, progress=progress("pictures"))
    if as_json:
        print_json(diagnosis.record())
    else:
        click.echo("\n".join(diagnosis.lines()))
    if subset_out and diagnosis.whole:
        say("nothing is to be left out: no subset file was written")
    elif subset_out:
        subset = make_subset(dataset, diagnosis)
        save_subset(subset, subset_out)
        say(f"wrote the subset {subset.name} to {subset_out}")
    if not diagnosis.whole:
        ctx.exit(NOT_WHOLE)
