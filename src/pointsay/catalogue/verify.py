"""Verification: everything a catalogue holds, compared with what says that it is right."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pointsay.catalogue.database import Database
from pointsay.catalogue.products import read_products, said_sha256
from pointsay.catalogue.spaces import Space, spaces
from pointsay.catalogue.store import opened
from pointsay.errors import CatalogueCorrupt

PAGE = 1000
NO_PRODUCT = "?"


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was written.

    Attributes:
        subject: Id of the product, or name of the file.
        code: ``sqlite``, ``text``, ``file``, ``vector``, ``no_vector`` or ``no_product``.
        reason: One sentence.
    """

    subject: str
    code: str
    reason: str


def verify(folder: Path) -> list[Damage]:
    """Read a whole catalogue and return what is damaged; nothing when it is whole.

    Compared are the pages of SQLite with each other, what the shop said of every product with its
    digest, every vector with its checksum, and products with vectors. What an interrupted
    compaction or migration left behind is no damage.

    Args:
        folder: Of the catalogue.

    Raises:
        CatalogueMissing: There is none.
        CatalogueCorrupt: Its file cannot be opened at all.
    """
    with opened(folder) as database:
        damages = [*sqlite_damages(database)]
        if damages:  # what stands on it is not worth telling
            return damages
        while True:
            with database.moment() as connection:
                before = spaces(connection, database.file)
                damages = [
                    *_texts(connection),
                    *_links(connection, database.file),
                    *_vectors(connection, database.file),
                ]
            with database.reading() as connection:
                after = spaces(connection, database.file)
            if not damages or _numbers(before) == _numbers(after):
                return damages
            # A compaction has removed a file meanwhile, which is no damage: look again.


def _numbers(found: Sequence[Space]) -> list[int]:
    return [space.id for space in found]


def sqlite_damages(database: Database) -> Iterator[Damage]:
    """Yield what SQLite finds wrong with its own pages and references."""
    with database.moment() as connection:
        for (said,) in connection.execute("PRAGMA integrity_check"):
            if said != "ok":
                yield Damage(database.file.name, "sqlite", str(said))
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            reason = f"row {row} of {table} belongs to nothing in {parent}"
            yield Damage(database.file.name, "sqlite", reason)


def _texts(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Compare what is kept of each product with the digest that was kept with it."""
    row = 0
    while True:
        page = connection.execute(
            """SELECT p.row, s.path, image, said_sha256 FROM product p
            JOIN source s ON s.id = p.source WHERE p.row > ? ORDER BY p.row LIMIT ?""",
            (row, PAGE),
        ).fetchall()
        if not page:
            return
        products = read_products(connection, [one for one, *_ in page])
        for row, path, image, said in page:
            if said_sha256(products[row], path, image) != said:
                reason = "its title, price, attributes or picture's name are not what was written"
                yield Damage(products[row].id, "text", reason)


def _links(connection: sqlite3.Connection, file: Path) -> Iterator[Damage]:
    """Compare products and vectors of the active space with each other."""
    for space in spaces(connection, file):
        if space.state != "active":
            continue
        for (product_id,) in connection.execute(
            """SELECT id FROM product p WHERE NOT EXISTS (
                SELECT 1 FROM vector v
                WHERE v.product = p.row AND v.space = ? AND v.died IS NULL)""",
            (space.id,),
        ):
            yield Damage(product_id, "no_vector", "it has no vector and is never found")
        for (row,) in connection.execute(
            """SELECT row FROM vector v WHERE space = ? AND died IS NULL AND NOT EXISTS (
                SELECT 1 FROM product p WHERE p.row = v.product)""",
            (space.id,),
        ):
            yield Damage(NO_PRODUCT, "no_product", f"row {row} belongs to no product")


def _vectors(connection: sqlite3.Connection, file: Path) -> Iterator[Damage]:
    for space in spaces(connection, file):
        vectors = space.file(file.parent)
        try:
            if space.rows:
                vectors.require(space.rows)
        except CatalogueCorrupt as error:
            yield Damage(vectors.file.name, "file", error.message)
        for row, product in damaged_rows(connection, file.parent, space):
            found = connection.execute("SELECT id FROM product WHERE row = ?", (product,))
            (product_id,) = found.fetchone() or (NO_PRODUCT,)
            reason = f"row {row} of {vectors.file.name} is not what was written"
            yield Damage(product_id, "vector", reason)


def damaged_rows(
    connection: sqlite3.Connection, folder: Path, space: Space
) -> Iterator[tuple[int, int]]:
    """Yield (row, product row) of the vectors that live and do not match their checksum."""
    vectors = space.file(folder).salvage(space.rows)
    for row, product, crc32 in connection.execute(
        "SELECT row, product, crc32 FROM vector WHERE space = ? AND died IS NULL ORDER BY row",
        (space.id,),
    ):
        if row >= len(vectors) or zlib.crc32(vectors[row]) != crc32:
            yield row, product
