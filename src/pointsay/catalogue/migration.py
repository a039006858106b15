"""From one encoder to another: the new vectors are made beside and take over in one moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.building import active_space, begin, is_pending, sweep, switch
from pointsay.catalogue.database import Database
from pointsay.catalogue.encoding import encode_last, encode_missing, problems_of, remove_refused
from pointsay.catalogue.feeds import Problem
from pointsay.catalogue.spaces import Space
from pointsay.catalogue.store import opened

if TYPE_CHECKING:
    from pointsay.catalogue.pipeline import Workers
    from pointsay.encoders.base import Encoder

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of moving to another encoder.

    Attributes:
        switched: Whether the catalogue answers with the new encoder now.
        removed: Products that were removed because their picture is not to be had.
        problems: Products that could not be encoded, and why.
    """

    switched: bool
    removed: int
    problems: Sequence[Problem]


def migrate_encoder(
    folder: Path,
    encoder: Encoder,
    *,
    remove_missing: bool = False,
    progress: Progress = lambda done, total: None,
    on: Workers | None = None,
) -> Moved:
    """Encode a whole catalogue with another encoder, and switch to it when nothing is missing.

    Searches and writes with the old encoder go on meanwhile. Stopped at any moment, a second run
    goes on from there. After the switch those who hold the old encoder still find what did not
    change since; `compact` drops the old vectors.

    Args:
        folder: Of the catalogue.
        encoder: The new one.
        remove_missing: Remove products whose picture is gone, broken or changed; by default they
            hold the switch up, and the catalogue stays with the old encoder.
        progress: Called with (products encoded, products in all).
        on: Who encodes; the threads of this process by default.

    Raises:
        CatalogueMissing, CatalogueError: There is no catalogue, or nothing in it.
        DiskFull: There is no room; what was encoded so far is kept.
    """
    with opened(folder) as database:
        with database.reading() as connection:
            source = active_space(connection, database.file)
        if source.encoder.comparable(encoder.info):
            return Moved(True, 0, ())
        target = begin(database, encoder.info)
        while True:
            refused = encode_missing(database, target, encoder, progress, on=on)
            removed = remove_refused(database, target, refused) if remove_missing else 0
            switched = _finished(database, source, target, encoder)
            if switched or (refused and not remove_missing):
                sweep(database)
                return Moved(switched, removed, problems_of(refused))


def _finished(database: Database, source: Space, target: Space, encoder: Encoder) -> bool:
    with database.writing() as connection:
        if not is_pending(connection, source, target):
            return active_space(connection, database.file).encoder.comparable(target.encoder)
        if not encode_last(connection, database.file.parent, target, encoder):
            return False
        switch(connection, database.file, target)
        return True
