"""Building a space beside the one that answers, and letting it take its place.

A half-built space is found again by its encoder, so that whoever was stopped goes on. Whatever is
written meanwhile goes to the active space and lets the built one's vectors of the same products
die; a later pass finds what is missing. In the transaction of the switch nothing may be missing.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.database import Database
from pointsay.catalogue.spaces import FOLDER, Space, next_generation, open_space, spaces
from pointsay.errors import CatalogueError

if TYPE_CHECKING:
    from pointsay.encoders.base import EncoderInfo

PURGED = 20_000  # rows that one transaction deletes, so that writers wait for no long one


@contextmanager
def breather() -> Iterator[None]:
    """Rest after a write for as long as it took, of a long work that is many of them.

    SQLite has no queue: who waits for the lock looks again now and then, and would wait for long
    if it were taken again at once.
    """
    began = time.monotonic()
    yield
    time.sleep(time.monotonic() - began)


def active_space(connection: sqlite3.Connection, file: Path) -> Space:
    """Return the space that is written to.

    Raises:
        CatalogueError: Nothing was written yet.
    """
    for space in spaces(connection, file):
        if space.state == "active":
            return space
    raise CatalogueError(
        f"the catalogue in {file.parent} holds nothing yet", hint="index a shop into it first"
    )


def begin(database: Database, encoder: EncoderInfo) -> Space:
    """Return the half-built space of an encoder, or a new one."""
    with database.writing() as connection:
        for space in spaces(connection, database.file):
            if space.state == "building" and space.encoder.comparable(encoder):
                return space
        return open_space(connection, encoder, "building")


def is_pending(connection: sqlite3.Connection, source: Space, target: Space) -> bool:
    """Say whether one space may still take the place of the other, so that nobody else's has."""
    states = dict(connection.execute("SELECT id, state FROM space"))
    return states.get(source.id) == "active" and states.get(target.id) == "building"


def switch(connection: sqlite3.Connection, file: Path, target: Space) -> None:
    """Let a built space take the place of the active one; needs the write lock.

    The one before is retired where it is another encoder's, and goes where it is the same one's.
    """
    before = active_space(connection, file)
    again = before.encoder.comparable(target.encoder)
    for space in spaces(connection, file):
        idle = space.state == "retired" and not again
        overtaken = space.state == "building" and space.encoder.comparable(before.encoder)
        if space.id != target.id and (idle or overtaken):
            _forget(connection, space)
    if again:
        _forget(connection, before)
    else:
        connection.execute("UPDATE space SET state = 'retired' WHERE id = ?", (before.id,))
    connection.execute("UPDATE space SET state = 'active' WHERE id = ?", (target.id,))
    next_generation(connection)


def retire(database: Database) -> None:
    """Forget spaces that another encoder's has replaced."""
    with database.writing() as connection:
        for space in spaces(connection, database.file):
            if space.state == "retired":
                _forget(connection, space)


def sweep(database: Database) -> None:
    """Remove rows and files of spaces that are forgotten; work that may be stopped anywhere."""
    more = True
    while more:
        with breather():
            more = _purge(database)
    with database.writing() as connection:  # nobody makes a space meanwhile
        for file in leftovers(connection, database.file):
            file.unlink(missing_ok=True)


def leftovers(connection: sqlite3.Connection, file: Path) -> list[Path]:
    """Return the files among the vectors that belong to no space."""
    folder = file.parent / FOLDER
    wanted = {space.file(file.parent).file for space in spaces(connection, file) if space.rows}
    return sorted(set(folder.iterdir()) - wanted) if folder.is_dir() else []


def _forget(connection: sqlite3.Connection, space: Space) -> None:
    connection.execute("DELETE FROM space WHERE id = ?", (space.id,))


def _purge(database: Database) -> bool:
    with database.writing(wait=False) as connection:
        gone = connection.execute(
            """SELECT space FROM vector WHERE space NOT IN (SELECT id FROM space) LIMIT 1"""
        ).fetchone()
        if gone is None:
            return False
        connection.execute(
            """DELETE FROM vector WHERE space = ? AND row IN (
                SELECT row FROM vector WHERE space = ? LIMIT ?)""",
            (gone[0], gone[0], PURGED),
        )
        return True
