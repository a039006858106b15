"""Compaction: what lives is copied into a file of its own, and rows are numbered anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pointsay.catalogue.building import (
    active_space,
    begin,
    breather,
    is_pending,
    retire,
    sweep,
    switch,
)
from pointsay.catalogue.database import Database
from pointsay.catalogue.spaces import Space, append
from pointsay.catalogue.store import opened
from pointsay.catalogue.vector_file import checksums
from pointsay.errors import CatalogueCorrupt, CatalogueError

BATCH = 4096

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did.

    Attributes:
        before: Rows of the file that was, dead ones included.
        after: Rows of the file that is.
    """

    before: int
    after: int


def compact(folder: Path, progress: Progress = lambda done, total: None) -> Compacted:
    """Copy the vectors that live into a new file, and give back the room of the others.

    Searches and writes go on meanwhile; each batch is a write of its own. Stopped at any moment,
    a second run goes on from there. What was replaced by another encoder is dropped.

    Args:
        folder: Of the catalogue.
        progress: Called with (vectors copied, vectors in all).

    Raises:
        CatalogueCorrupt: A vector is damaged; nothing has changed for those who search.
        DiskFull: There is no room for the copy; nothing has changed either.
    """
    with opened(folder) as database:
        with database.reading() as connection:
            source = active_space(connection, database.file)
        target = begin(database, source.encoder)
        while not _finished(database, source, target):
            _copy_all(database, source, target, progress)
        retire(database)
        sweep(database)
        _shrink(database)
        with database.reading() as connection:
            return Compacted(source.rows, active_space(connection, database.file).rows)


def _finished(database: Database, source: Space, target: Space) -> bool:
    """Switch if little is missing; also true when it was overtaken by somebody else's switch."""
    with database.writing() as connection:
        if not is_pending(connection, source, target):
            return True
        found = _behind(connection, source, target, -1, BATCH + 1)
        if len(found) > BATCH:
            return False
        # Copied here, because a shop that writes without a pause is never caught up with outside.
        if found:
            _copy(connection, database.file.parent, source, target, found)
        switch(connection, database.file, target)
        return True


def _copy_all(database: Database, source: Space, target: Space, progress: Progress) -> None:
    """Copy what is missing, in the order of its rows, which new ones come behind."""
    row = -1
    while True:
        with breather(), database.writing() as connection:
            if not is_pending(connection, source, target):
                return
            found = _behind(connection, source, target, row, BATCH)
            if not found:
                return
            _copy(connection, database.file.parent, source, target, found)
        row = found[-1][0]
        progress(min(row + 1, source.rows), source.rows)


def _behind(
    connection: sqlite3.Connection, source: Space, target: Space, after: int, limit: int
) -> list[tuple[int, int, int]]:
    """Return (row, product, checksum) of vectors that the target has not, behind a row."""
    return connection.execute(
        """SELECT row, product, crc32 FROM vector a
        WHERE space = ? AND died IS NULL AND row > ? AND NOT EXISTS (
            SELECT 1 FROM vector b
            WHERE b.product = a.product AND b.space = ? AND b.died IS NULL)
        ORDER BY row LIMIT ?""",
        (source.id, after, target.id, limit),
    ).fetchall()


def _copy(
    connection: sqlite3.Connection,
    folder: Path,
    source: Space,
    target: Space,
    found: Sequence[tuple[int, int, int]],
) -> None:
    rows = np.array([row for row, _, _ in found])
    vectors = source.file(folder).map(int(rows[-1]) + 1)[rows]
    for (row, _, then), now in zip(found, checksums(vectors), strict=True):
        if then != now:
            raise CatalogueCorrupt(
                f"the vector of row {row} is damaged, and no copy is made of it",
                hint="run first: pointsay catalogue repair",
            )
    append(connection, folder, target, [product for _, product, _ in found], list(vectors))


def _shrink(database: Database) -> None:
    """Give back what SQLite holds and does not need."""
    # Somebody who reads at this moment may hinder it; the next compaction tries again.
    with suppress(CatalogueError), database.reading() as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
