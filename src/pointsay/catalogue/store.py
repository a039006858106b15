"""The catalogue on disk: SQLite (WAL) holds the products and says which vectors there are.

What an acknowledged write means: when `Store.write` returns, the products of that call, their
attributes and their vectors are on the disk, together, and survive a crash of the process, of the
machine, and a power cut, as far as the disk does what it is told. A call that did not return has
changed nothing, or everything if it was about to. Whoever reads after it returned sees it.

Vectors reach their file first and the disk is waited for; then one transaction of SQLite makes
them and their products count. Nothing that counts is ever written over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.database import Database
from pointsay.catalogue.entries import Entry, remove_products, upsert
from pointsay.catalogue.following import RowReader
from pointsay.catalogue.products import chunks, read_products
from pointsay.catalogue.rowspace import RowSpace
from pointsay.catalogue.schema import migrate
from pointsay.catalogue.spaces import (
    Space,
    append,
    bury,
    generation_of,
    next_generation,
    open_space,
    spaces,
)
from pointsay.errors import CatalogueMissing, EncoderMismatch
from pointsay.types import Product, Scalar

if TYPE_CHECKING:
    from pointsay.encoders.base import EncoderInfo

FILE = "catalogue.sqlite"


def open_database(folder: Path, *, create: bool = False) -> Database:
    """Open the file of the catalogue in ``folder`` and bring it to this release's schema.

    Raises:
        CatalogueMissing: There is none and ``create`` is false.
        CatalogueVersion: It was written by a newer pointsay.
        CatalogueCorrupt: The file is no catalogue.
    """
    database = Database(folder / FILE)
    if not database.file.exists():
        if not create:
            raise CatalogueMissing(
                f"there is no catalogue in {folder}",
                hint=f"make one with: pointsay index PHOTOS --catalogue {folder}",
            )
        folder.mkdir(parents=True, exist_ok=True)
    migrate(database)
    return database


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    """Lend the database of a catalogue that exists, for what needs no encoder."""
    database = open_database(folder)
    try:
        yield database
    finally:
        database.close()


class Store:
    """Products in ``folder``, with the vectors of one encoder. Thread-safe.

    Args:
        folder: The catalogue's folder.
        encoder: Whose vectors are read and written.
        create: Make the catalogue when it is missing.

    Raises:
        CatalogueMissing: There is none and ``create`` is false.
        CatalogueVersion: It was written by a newer pointsay.
        CatalogueCorrupt: The file is no catalogue.
        EncoderMismatch: The stored vectors are another encoder's.
    """

    def __init__(self, folder: Path, encoder: EncoderInfo, *, create: bool = False) -> None:
        self.folder = folder
        self._encoder = encoder
        self._database = open_database(folder, create=create)
        self._bind()
        self._reader = RowReader(self._database, self._space)

    def close(self) -> None:
        """Close the calling thread's connection."""
        self._database.close()

    def _bind(self) -> None:
        with self._database.reading() as connection:
            empty = not spaces(connection, self._database.file)
        if empty:
            with self._database.writing(wait=False) as connection:
                if not spaces(connection, self._database.file):  # nobody was faster
                    open_space(connection, self._encoder, "active")
        with self._database.reading() as connection:
            self._space(connection)

    def _space(self, connection: sqlite3.Connection) -> Space:
        """Return the space that answers for the encoder.

        Raises:
            EncoderMismatch: None does.
        """
        found = spaces(connection, self._database.file)
        for state in ("active", "retired"):
            for space in found:
                if space.state == state and space.encoder.comparable(self._encoder):
                    return space
        stored = [one.encoder.describe() for one in found if one.state == "active"]
        raise EncoderMismatch(
            f"the catalogue holds vectors of {' and '.join(stored) or 'no encoder'}, "
            f"not of {self._encoder.describe()}",
            hint="search with the encoder that indexed it, index into a new catalogue, "
            "or move this one: pointsay catalogue migrate --encoder NAME",
        )

    def _writable(self, connection: sqlite3.Connection) -> Space:
        space = self._space(connection)
        if space.state == "retired":
            raise EncoderMismatch(
                f"the catalogue has moved from {space.encoder.describe()} to another encoder; "
                "with the old one it can be searched, not written",
                hint="index with the new encoder; see: pointsay catalogue stats",
            )
        return space

    def generation(self) -> int:
        """Return a number that grows with every write."""
        with self._database.reading() as connection:
            return generation_of(connection)

    def write(self, entries: Iterable[Entry], *, remove: Iterable[str] = ()) -> None:
        """Insert or replace products and delete others, all or nothing.

        Raises:
            CatalogueError: An entry keeps a vector that is not there.
            EncoderMismatch: The catalogue has moved to another encoder meanwhile.
            DiskFull: There is no room; nothing has changed.
        """
        with self._database.writing() as connection:
            space = self._writable(connection)
            generation = next_generation(connection)
            written = upsert(connection, entries)
            gone = remove_products(connection, remove)
            bury(connection, [*written.replaced], generation)
            append(connection, self.folder, space, written.products, written.vectors)
            bury(connection, gone, generation)

    def row_space(self) -> RowSpace:
        """Return the vectors as of the last acknowledged write."""
        return self._reader.now()

    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Return id -> (SHA-256 of the picture, `Entry.said_sha256`) of all products.

        The picture's is empty for a product that has no vector yet.
        """
        with self._database.moment() as connection:
            space = self._space(connection)
            return {
                product_id: (image if row is not None else "", said)
                for product_id, image, said, row in connection.execute(
                    """SELECT id, image_sha256, said_sha256, v.row FROM product p
                    LEFT JOIN vector v ON v.product = p.row AND v.space = ? AND v.died IS NULL""",
                    (space.id,),
                )
            }

    def product(self, product_id: str) -> tuple[int, Product] | None:
        """Return (row, product), or None when there is none of this id."""
        with self._database.moment() as connection:
            found = connection.execute(
                "SELECT row FROM product WHERE id = ?", (product_id,)
            ).fetchone()
            return (found[0], read_products(connection, found)[found[0]]) if found else None

    def products(self, rows: Sequence[int]) -> dict[int, Product]:
        """Return row -> product in the order of ``rows``; rows that are gone are left out."""
        with self._database.moment() as connection:
            return read_products(connection, rows)

    def ids(self, rows: Sequence[int]) -> dict[int, str]:
        """Return row -> product id; rows that are gone are left out."""
        with self._database.moment() as connection:
            return {
                row: product_id
                for marks, part in chunks(rows)
                for row, product_id in connection.execute(
                    f"SELECT row, id FROM product WHERE row IN ({marks})",  # noqa: S608
                    part,
                )
            }

    def picture(self, product_id: str) -> tuple[Path, str] | None:
        """Return (source, name) of a product's picture, or None."""
        with self._database.reading() as connection:
            found = connection.execute(
                """SELECT s.path, image FROM product
                JOIN source s ON s.id = source WHERE product.id = ?""",
                (product_id,),
            ).fetchone()
        return (Path(found[0]), found[1]) if found else None

    def execute(self, statement: str, values: Sequence[Scalar | int]) -> list[tuple[object, ...]]:
        """Run a reading statement; for this room's own modules."""
        with self._database.reading() as connection:
            return connection.execute(statement, list(values)).fetchall()
