"""The catalogues that ``pointsay serve`` is given, opened by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pointsay.errors import UnknownAttribute

if TYPE_CHECKING:
    from pointsay.catalogue import Catalogue

UNNAMED = "catalogue"


def _named(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, Path]:
    """Read [NAME=]FOLDER; a folder without a name is called as it is on the disk."""
    found: dict[str, Path] = {}
    for text in given:
        name, equals, folder = text.partition("=")
        if not equals or Path(text).is_dir():
            name, folder = Path(text).resolve().name or UNNAMED, text
        if not name or not folder:
            raise click.BadParameter(f"{text!r}; write NAME=FOLDER")
        if name in found:
            raise click.BadParameter(
                f"two catalogues are called {name!r}; write NAME=FOLDER to tell them apart"
            )
        found[name] = Path(folder)
    return found


CATALOGUES = click.option(
    "--catalogue",
    "catalogues",
    metavar="[NAME=]FOLDER",
    multiple=True,
    required=True,
    callback=_named,
    help="Folder of a catalogue. Can be repeated; requests name one, and the first answers those "
    "that do not.",
)


def open_catalogues(
    folders: Mapping[str, Path], encoder: str, backend: str | None
) -> dict[str, Catalogue]:
    """Open catalogues that share one encoder, which is loaded once.

    Args:
        folders: By name.
        encoder: Its name.
        backend: Server of a lone catalogue; None searches here.

    Raises:
        UsageError: There is a server for several.
        CatalogueError: One cannot be used with this encoder.
    """
    from pointsay.catalogue import Catalogue
    from pointsay.encoders import load_encoder

    if backend is None:
        loaded = load_encoder(encoder)
        return {
            name: Catalogue(folder, loaded, background=True) for name, folder in folders.items()
        }
    if len(folders) > 1:
        raise click.UsageError("--backend is the server of one catalogue, and several are given")
    from pointsay.backends import BackedCatalogue

    loaded = load_encoder(encoder)
    return {name: BackedCatalogue(folder, loaded, backend) for name, folder in folders.items()}


def offering(catalogues: Mapping[str, Catalogue], attribute: str | None) -> set[str]:
    """Return the names of the catalogues whose products have an attribute.

    Raises:
        UnknownAttribute: None of them has.
    """
    if attribute is None:
        return set()
    missing: dict[str, UnknownAttribute] = {}
    for name, catalogue in catalogues.items():
        try:
            catalogue.families.check(attribute)
        except UnknownAttribute as error:
            missing[name] = error
    if len(missing) == len(catalogues):
        raise next(iter(missing.values()))
    return set(catalogues) - set(missing)
