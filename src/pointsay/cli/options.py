"""Options that several commands share, and how they print."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pointsay.catalogue import Catalogue

ENCODER = click.option(
    "--encoder",
    default="mini",
    show_default=True,
    help="Encoder of photos and sentences; see: pointsay encoder --help.",
)
CATALOGUE = click.option(
    "--catalogue",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the catalogue.",
)
BACKEND = click.option(
    "--backend",
    metavar="KIND:ADDRESS",
    help="Search on this server, loaded with: pointsay backend load. "
    "Better set in the environment where it holds a password.",
)
REASONER = click.option(
    "--reasoner",
    default="rules",
    show_default=True,
    help="What reads sentences: rules or llm:URL#MODEL. A saved method keeps its own.",
)
ON = click.option(
    "--on",
    metavar="here|ray|ray:HOST:PORT",
    default="here",
    show_default=True,
    help="Who encodes: the cores of this process, a Ray cluster started here, or a running one "
    "that this machine has joined.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
EXISTING = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PORT = click.IntRange(0, 65535)


def open_catalogue(
    folder: Path, encoder: str, backend: str | None, *, background: bool = False
) -> Catalogue:
    """Open a catalogue that is searched here, or on a server where one is named."""
    from pointsay.catalogue import Catalogue
    from pointsay.encoders import load_encoder

    if backend is None:
        return Catalogue(folder, load_encoder(encoder), background=background)
    from pointsay.backends import BackedCatalogue

    return BackedCatalogue(folder, load_encoder(encoder), backend)


def say(text: str) -> None:
    """Print what is not the result; standard output stays clean for pipes."""
    click.echo(text, err=True)


def print_json(value: Any) -> None:
    """Print a result for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def progress(label: str) -> Callable[[int, int], None]:
    """Return a callback that draws one line of progress, on a terminal only."""
    shown = sys.stderr.isatty() and "NO_PROGRESS" not in os.environ

    def show(done: int, total: int) -> None:
        if shown:
            end = "\n" if done >= total else ""
            click.echo(f"\r{label}: {done} of {total}{end}", err=True, nl=False)

    return show
