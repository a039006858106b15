"""``pointsay index``."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import AS_JSON, CATALOGUE, ENCODER, ON, print_json, progress, say

if TYPE_CHECKING:
    from pointsay.catalogue import Report

SHOWN_PROBLEMS = 20


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@CATALOGUE
@click.option(
    "--products",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Feed with what is known of the pictures in SOURCE.",
)
@click.option(
    "--images",
    type=click.Path(path_type=Path),
    help="Folder or zip of the pictures, when SOURCE is a feed; its own folder by default.",
)
@click.option("--prune", is_flag=True, help="Remove products that SOURCE does not name any more.")
@click.option(
    "--problems",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every row and picture that was left out to this file, as JSON Lines.",
)
@ENCODER
@ON
@AS_JSON
def index(
    source: Path,
    catalogue: Path,
    products: Path | None,
    images: Path | None,
    prune: bool,
    problems: Path | None,
    encoder: str,
    on: str,
    as_json: bool,
) -> None:
    """Bring photos and a feed into a catalogue.

    SOURCE is a folder or zip of pictures (with a products.csv or products.jsonl at its top, if
    there is one), or a feed: CSV or JSON Lines with product_id, image, title, price and any
    attributes.

    Run it again after changes: new products are added, changed ones are encoded again, the rest is
    left alone. It can be stopped at any moment; the next run goes on from there.
    """
    from pointsay.catalogue import Catalogue, carry_out, plan
    from pointsay.encoders import load_encoder
    from pointsay.workers import open_workers

    # Planned before anything is made: a mistyped SOURCE must not leave an empty catalogue.
    planned = plan(source, products=products, images=images)
    try:
        with (
            open_workers(on, partial(load_encoder, encoder)) as workers,
            Catalogue(catalogue, load_encoder(encoder), create=True) as opened,
        ):
            report = carry_out(
                planned, opened, prune=prune, progress=progress("indexing"), on=workers
            )
            shown = progress("lists")
            opened.prepare(lambda share: shown(round(100 * share), 100))
            total = len(opened)
    except KeyboardInterrupt:
        say("stopped; what was indexed is kept, run the same command to go on")
        raise click.exceptions.Exit(130) from None
    if problems:
        lines = (json.dumps(asdict(one), ensure_ascii=False) for one in report.problems)
        problems.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if as_json:
        print_json({"products": total, **asdict(report)})
    else:
        _tell(report, total, problems)
    if report.problems and not report.kept:
        raise click.exceptions.Exit(1)


def _tell(report: Report, total: int, problems: Path | None) -> None:
    for problem in report.problems[:SHOWN_PROBLEMS]:
        where = f"row {problem.row}" if problem.row else "picture"
        say(f"left out {where} {problem.subject!r}: {problem.reason} [{problem.code}]")
    more = len(report.problems) - SHOWN_PROBLEMS
    if more > 0:
        say(f"... and {more} more" + ("" if problems else "; --problems FILE lists them all"))
    if report.without_picture:
        say(f"{report.without_picture} rows of the feed have no picture here")
    click.echo(
        f"{total} products: {report.added} added, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.removed} removed, "
        f"{len(report.problems)} left out"
    )
