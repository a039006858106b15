"""``pointsay catalogue``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.cli.options import AS_JSON, ENCODER, ON, print_json, progress, say

if TYPE_CHECKING:
    from pointsay.catalogue import Damage, Problem, Stats

SHOWN = 20
NOT_WHOLE = 3

_PATH = click.Path(file_okay=False, path_type=Path)
FOLDER = click.argument("folder", type=_PATH)
FOLDERS = click.argument("folders", type=_PATH, nargs=-1, required=True)


@click.group()
def catalogue() -> None:
    """Look after catalogues: what is in them, whether it is whole, copies of it."""


@catalogue.command()
@FOLDERS
@AS_JSON
def stats(folders: Sequence[Path], as_json: bool) -> None:
    """Say what the catalogues in FOLDERS hold and what they take on the disk."""
    from pointsay.catalogue import stats as count

    counted = {str(folder): count(folder) for folder in folders}
    if as_json:
        print_json({folder: asdict(found) for folder, found in counted.items()})
        return
    for folder, found in counted.items():
        _tell_stats(folder, found)


def _tell_stats(folder: str, found: Stats) -> None:
    click.echo(
        f"{folder}: {found.products} products, {found.attributes} attributes, "
        f"{found.generation} writes, {_size(found.sqlite_bytes)} of products"
    )
    for space in found.spaces:
        click.echo(
            f"  {space.state:8} {space.live} vectors of {space.encoder}, "
            f"{space.dead} dead, {_size(space.bytes)}"
        )
    if found.leftover_bytes:
        click.echo(f"  leftovers of interrupted work: {_size(found.leftover_bytes)}")


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB"


@catalogue.command()
@FOLDERS
@AS_JSON
@click.pass_context
def verify(ctx: click.Context, folders: Sequence[Path], as_json: bool) -> None:
    """Read the catalogues in FOLDERS to the end and name everything that is damaged.

    Ends with 0 when all is as it was written, with 3 when something is not.
    """
    from pointsay.catalogue import verify as examine

    found = {str(folder): examine(folder) for folder in folders}
    if as_json:
        print_json({folder: [asdict(one) for one in damages] for folder, damages in found.items()})
    else:
        for folder, damages in found.items():
            _tell_damages(folder, damages)
    if any(found.values()):
        ctx.exit(NOT_WHOLE)


def _tell_damages(folder: str, damages: Sequence[Damage]) -> None:
    for damage in damages[:SHOWN]:
        click.echo(f"{folder}: {damage.subject}: {damage.reason} [{damage.code}]")
    if len(damages) > SHOWN:
        click.echo(f"{folder}: ... and {len(damages) - SHOWN} more; --json lists them all")
    if damages:
        say(f"mend it with: pointsay catalogue repair {folder} --encoder NAME")
    else:
        click.echo(f"{folder}: whole")


@catalogue.command()
@FOLDER
@ENCODER
@AS_JSON
@click.pass_context
def repair(ctx: click.Context, folder: Path, encoder: str, as_json: bool) -> None:
    """Take out what is damaged in the catalogue in FOLDER, and encode its pictures again.

    Ends with 3 when something is left to do: pictures that are gone, or products to index again.
    """
    from pointsay.catalogue import repair as mend
    from pointsay.encoders import load_encoder

    done = mend(folder, load_encoder(encoder), progress("encoding"))
    if as_json:
        print_json(asdict(done))
    else:
        _tell_problems(done.problems)
        click.echo(
            f"{done.taken_out} vectors taken out, {done.encoded} encoded again, "
            f"{len(done.problems)} without a picture, {len(done.to_index)} to index again"
        )
    if done.problems or done.to_index:
        ctx.exit(NOT_WHOLE)


@catalogue.command()
@FOLDER
def compact(folder: Path) -> None:
    """Give back the room of what was deleted and replaced in the catalogue in FOLDER.

    Searches and writes go on meanwhile. It can be stopped at any moment; the next run goes on from
    there. Vectors of an encoder that was replaced are dropped.
    """
    from pointsay.catalogue import compact as shrink

    done = shrink(folder, progress("copying"))
    click.echo(f"{done.after} vectors kept, {done.before - done.after} dropped")


@catalogue.command()
@FOLDER
@click.argument("to", type=_PATH)
def snapshot(folder: Path, to: Path) -> None:
    """Copy the catalogue in FOLDER as of now into the new folder TO.

    Searches and writes go on meanwhile.
    """
    from pointsay.catalogue import snapshot as copy

    copy(folder, to)
    say(f"wrote {to}; make a catalogue of it with: pointsay catalogue restore {to} FOLDER")


@catalogue.command()
@click.argument("snapshot", type=_PATH)
@FOLDER
def restore(snapshot: Path, folder: Path) -> None:
    """Make the new catalogue FOLDER of a SNAPSHOT, checking every byte of it."""
    from pointsay.catalogue import restore as bring_back

    bring_back(snapshot, folder)
    say(f"wrote {folder}")


@catalogue.command()
@FOLDER
@ENCODER
@click.option(
    "--remove-missing",
    is_flag=True,
    help="Remove products whose picture is gone, broken or changed; else they hold it up.",
)
@ON
@AS_JSON
@click.pass_context
def migrate(
    ctx: click.Context, folder: Path, encoder: str, remove_missing: bool, on: str, as_json: bool
) -> None:
    """Move the catalogue in FOLDER to another encoder.

    Its pictures are encoded beside, while searches and writes go on with the old encoder; when
    none is missing, the new vectors take over in one moment. It can be stopped at any moment; the
    next run goes on from there. Ends with 3 when the switch is held up.
    """
    from pointsay.catalogue import migrate_encoder
    from pointsay.encoders import load_encoder
    from pointsay.workers import open_workers

    loaded = load_encoder(encoder)
    with open_workers(on, partial(load_encoder, encoder)) as workers:
        done = migrate_encoder(
            folder, loaded, remove_missing=remove_missing, progress=progress("encoding"), on=workers
        )
    if as_json:
        print_json(asdict(done))
    else:
        _tell_problems(done.problems)
        _tell_switch(done.switched, done.removed, loaded.info.describe())
    if not done.switched:
        ctx.exit(NOT_WHOLE)


def _tell_switch(switched: bool, removed: int, encoder: str) -> None:
    if switched:
        click.echo(f"the catalogue answers with {encoder} now; {removed} products removed")
    else:
        say("the catalogue stays with its encoder until these can be encoded, or --remove-missing")


def _tell_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:SHOWN]:
        say(f"left out product {problem.subject!r}: {problem.reason} [{problem.code}]")
    if len(problems) > SHOWN:
        say(f"... and {len(problems) - SHOWN} more; --json lists them all")
