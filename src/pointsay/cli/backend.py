"""``pointsay backend``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import AS_JSON, ENCODER, print_json, progress, say

if TYPE_CHECKING:
    from pointsay.backends import Line
    from pointsay.catalogue import Catalogue

SHOWN = 20
DIFFERENT = 3

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
TO = click.option(
    "--to",
    "address",
    metavar="KIND:ADDRESS",
    required=True,
    help="postgres:postgresql://user@host/db or milvus:http://host:19530; #NAME behind it names a "
    "collection. Better set in the environment where it holds a password.",
)


@click.group()
def backend() -> None:
    """Copy catalogues to search servers: PostgreSQL with pgvector, or Milvus."""


@contextmanager
def _both(folder: Path, encoder: str, address: str) -> Iterator[tuple[Catalogue, Line, str]]:
    from pointsay.backends import Line, open_server
    from pointsay.backends.base import LOADER
    from pointsay.catalogue import Catalogue
    from pointsay.encoders import load_encoder

    with Catalogue(folder, load_encoder(encoder)) as opened:
        server, collection = open_server(address)
        try:
            yield opened, Line(server, LOADER), collection
        finally:
            server.close()


@backend.command()
@FOLDER
@TO
@ENCODER
@AS_JSON
def load(folder: Path, address: str, encoder: str, as_json: bool) -> None:
    """Copy the vectors of the catalogue in FOLDER, and what filters ask of, to a server.

    Run it again after the catalogue has changed: what is there already is left alone. It can be
    stopped at any moment; the next run goes on from there. Searches go on meanwhile.
    """
    from pointsay.backends import load as copy

    with _both(folder, encoder, address) as (opened, line, collection):
        try:
            done = copy(opened, line, collection, progress("copying"))
        except KeyboardInterrupt:
            say("stopped; what was copied is kept, run the same command to go on")
            raise click.exceptions.Exit(130) from None
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.written} rows written, {done.kept} kept, {done.removed} removed")


@backend.command()
@FOLDER
@TO
@ENCODER
@click.option(
    "--sample",
    type=click.IntRange(min=0),
    default=1_000,
    show_default=True,
    help="Products to compare whole.",
)
@click.option("--seed", default=0, show_default=True, help="Of the draw.")
@AS_JSON
@click.pass_context
def verify(
    ctx: click.Context,
    folder: Path,
    address: str,
    encoder: str,
    sample: int,
    seed: int,
    as_json: bool,
) -> None:
    """Compare the catalogue in FOLDER with what a server holds of it.

    Ends with 0 when both agree, with 3 when something is otherwise.
    """
    from pointsay.backends import verify as compare

    with _both(folder, encoder, address) as (opened, line, collection):
        found = compare(opened, line, collection, sample=sample, seed=seed)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        for one in found[:SHOWN]:
            click.echo(f"{one.subject}: {one.reason}")
        if len(found) > SHOWN:
            click.echo(f"... and {len(found) - SHOWN} more; --json lists them all")
        if not found:
            click.echo("the same")
    if found:
        ctx.exit(DIFFERENT)
