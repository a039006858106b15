"""Repair: what is damaged is taken out and made again from the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.building import active_space, sweep
from pointsay.catalogue.database import Database, unusable
from pointsay.catalogue.encoding import count_missing, encode_missing, problems_of
from pointsay.catalogue.feeds import Problem
from pointsay.catalogue.spaces import Space, next_generation, spaces
from pointsay.catalogue.store import opened
from pointsay.catalogue.verify import damaged_rows, sqlite_damages, verify
from pointsay.errors import EncoderMismatch

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did.

    Attributes:
        taken_out: Vectors that were damaged, or belonged to no product.
        to_index: Products whose text is damaged; the next indexing writes it anew.
        encoded: Products that got their vector back.
        problems: Products that are without a vector, and why.
    """

    taken_out: int
    to_index: Sequence[str]
    encoded: int
    problems: Sequence[Problem]


def repair(
    folder: Path, encoder: Encoder, progress: Progress = lambda done, total: None
) -> Repaired:
    """Make a damaged catalogue whole, as far as its pictures allow.

    Damaged vectors are encoded again from the pictures that were indexed; a product whose picture
    is not to be had stays without one, is not found by searches, and gets it when it is indexed
    again. Indexes of SQLite are built anew. Leftovers of interrupted work go.

    Args:
        folder: Of the catalogue.
        encoder: The catalogue's.
        progress: Called with (products that have a vector, products in all).

    Raises:
        CatalogueCorrupt: The tables of SQLite themselves are damaged: only a snapshot helps.
        EncoderMismatch: It is another encoder's catalogue.
    """
    with opened(folder) as database:
        with database.reading() as connection:
            space = active_space(connection, database.file)
        if not space.encoder.comparable(encoder.info):
            raise EncoderMismatch(
                f"the catalogue holds vectors of {space.encoder.describe()}, "
                f"not of {encoder.info.describe()}",
                hint="repair it with its own encoder",
            )
        _mend_sqlite(database)
        texts = [one.subject for one in verify(folder) if one.code == "text"]
        taken_out = _take_out(database, texts)
        sweep(database)
        before = _lacking(database, space)
        refused = encode_missing(database, space, encoder, progress)
        encoded = before - _lacking(database, space)
        return Repaired(taken_out, texts, encoded, problems_of(refused))


def _mend_sqlite(database: Database) -> None:
    if not any(sqlite_damages(database)):
        return
    with database.writing() as connection:
        connection.execute("REINDEX")
        connection.execute("DELETE FROM attribute WHERE product NOT IN (SELECT row FROM product)")
    left = list(sqlite_damages(database))
    if left:
        raise unusable(database.file, left[0].reason)


def _take_out(database: Database, texts: Sequence[str]) -> int:
    """Let damaged vectors die, make their files usable, and mark damaged texts for indexing."""
    taken_out = 0
    with database.writing() as connection:
        generation = next_generation(connection)
        for space in spaces(connection, database.file):
            damaged = [row for row, _ in damaged_rows(connection, database.file.parent, space)]
            connection.executemany(
                "UPDATE vector SET died = ? WHERE space = ? AND row = ?",
                [(generation, space.id, row) for row in damaged],
            )
            # No product is 0: what belonged to none must not look as if it did.
            lost = connection.execute(
                """UPDATE vector SET died = ?, product = 0 WHERE space = ? AND died IS NULL
                AND product NOT IN (SELECT row FROM product)""",
                (generation, space.id),
            )
            taken_out += len(damaged) + lost.rowcount
            if space.rows:
                space.file(database.file.parent).mend(space.rows)
        connection.executemany(
            "UPDATE product SET said_sha256 = '' WHERE id = ?", [(one,) for one in texts]
        )
    return taken_out


def _lacking(database: Database, space: Space) -> int:
    with database.reading() as connection:
        return count_missing(connection, space)
