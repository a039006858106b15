"""The catalogue on disk: one SQLite file (WAL) that holds products and their vectors together.

What an acknowledged write means: when `Store.write` returns, the products of that call, their
attributes and their vectors are committed together and survive a crash of the process; a call that
did not return has changed nothing. (Power loss may undo the last calls, never tear one.)
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import numpy as np

from pointsay.catalogue.schema import migrate
from pointsay.encoders.base import EncoderInfo
from pointsay.errors import CatalogueCorrupt, CatalogueError, CatalogueMissing, EncoderMismatch
from pointsay.types import Product, Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix, Vector

FILE = "catalogue.sqlite"
TIMEOUT_S = 30.0

Args = ParamSpec("Args")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Entry:
    """A product as stored: with where its picture is and its vector.

    Attributes:
        product: What the shop says.
        source: Path of the folder or zip that holds the picture.
        image: Name of the picture there.
        image_sha256: Of the picture's bytes; tells whether it must be encoded again.
        vector: (D,) float32, or None to keep the stored one.
    """

    product: Product
    source: Path
    image: str
    image_sha256: str
    vector: Vector | None

    @property
    def said_sha256(self) -> str:
        """Digest of everything but the picture and its vector; tells whether the row changed."""
        product = self.product
        said = [product.title, product.price, str(self.source), self.image]
        text = json.dumps([*said, dict(product.attributes)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; SQLite does not wait by itself while another one does this."""
    until = time.monotonic() + TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _unusable(file: Path, reason: object) -> CatalogueCorrupt:
    return CatalogueCorrupt(
        f"{file.name} in {file.parent} is not a usable catalogue: {reason}",
        hint="restore it from a copy, or index the shop again into a new folder",
    )


# SQLite's codes for a file that is not what it should be; others are about the disk and its users.
_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _guarded(
    method: Callable[Concatenate[Store, Args], Result],
) -> Callable[Concatenate[Store, Args], Result]:
    """Map what SQLite says of a file to our own errors."""

    @wraps(method)
    def guarded(store: Store, /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
        try:
            return method(store, *args, **kwargs)
        except sqlite3.ProgrammingError:
            raise  # a mistake of ours
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _DAMAGED:
                raise _unusable(store._file, error) from error
            raise CatalogueError(
                f"{store._file} cannot be read or written now: {error}",
                hint="check the disk, its permissions, and who else writes to the catalogue",
            ) from error

    return guarded


class Store:
    """Products and vectors in ``folder``. Thread-safe: each thread has its own connection.

    Args:
        folder: The catalogue's folder.
        create: Make it when it is missing.

    Raises:
        CatalogueMissing: There is none and ``create`` is false.
        CatalogueVersion: It was written by a newer pointsay.
        CatalogueCorrupt: The file is no catalogue.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self._file = folder / FILE
        if not self._file.exists():
            if not create:
                raise CatalogueMissing(
                    f"there is no catalogue in {folder}",
                    hint=f"make one with: pointsay index PHOTOS --catalogue {folder}",
                )
            folder.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        self._prepare()

    @_guarded
    def _prepare(self) -> None:
        migrate(self._connection)

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._file, isolation_level=None, timeout=TIMEOUT_S)
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close the calling thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @_guarded
    def bind(self, encoder: EncoderInfo) -> None:
        """Record whose vectors these are, or check that it is the recorded encoder.

        Raises:
            EncoderMismatch: The stored vectors are another encoder's.
        """
        record = {name: getattr(encoder, name) for name in EncoderInfo.__slots__}
        self._connection.execute(
            "INSERT OR IGNORE INTO meta VALUES ('encoder', ?)", (json.dumps(record, default=dict),)
        )
        (row,) = self._connection.execute("SELECT value FROM meta WHERE key = 'encoder'").fetchone()
        try:
            stored = EncoderInfo(**json.loads(row))
        except (TypeError, ValueError) as error:
            raise _unusable(self._file, "its encoder record cannot be read") from error
        if not stored.comparable(encoder):
            raise EncoderMismatch(
                f"the catalogue holds vectors of {stored.describe()}, not of {encoder.describe()}",
                hint="search with the encoder that indexed it, or index into a new catalogue",
            )

    @_guarded
    def generation(self) -> int:
        """Return a number that grows with every write."""
        (value,) = self._connection.execute(
            "SELECT value FROM meta WHERE key = 'generation'"
        ).fetchone()
        return int(value)

    @_guarded
    def write(self, entries: Iterable[Entry], *, remove: Iterable[str] = ()) -> None:
        """Insert or replace products and delete others, all or nothing."""
        with self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            for entry in entries:
                _upsert(connection, entry)
            connection.executemany(
                "DELETE FROM product WHERE id = ?", [(product_id,) for product_id in remove]
            )
            connection.execute(
                "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'"
            )

    @_guarded
    def fingerprints(self) -> dict[str, tuple[str, str]]:
        """Return id -> (SHA-256 of the picture, `Entry.said_sha256`) of all products."""
        return {
            product_id: (image, said)
            for product_id, image, said in self._connection.execute(
                "SELECT id, image_sha256, said_sha256 FROM product"
            )
        }

    @_guarded
    def product(self, product_id: str) -> tuple[int, Product] | None:
        """Return (row, product), or None when there is none of this id."""
        found = self._connection.execute(
            "SELECT row FROM product WHERE id = ?", (product_id,)
        ).fetchone()
        return (found[0], self.products([found[0]])[found[0]]) if found else None

    @_guarded
    def products(self, rows: Sequence[int]) -> dict[int, Product]:
        """Return row -> product in the order of ``rows``; rows that are gone are left out."""
        marks = ",".join("?" * len(rows))
        said = {
            row: (product_id, title, price)
            for row, product_id, title, price in self._connection.execute(
                f"SELECT row, id, title, price FROM product WHERE row IN ({marks})",  # noqa: S608
                list(rows),
            )
        }
        attributes = self._attributes(rows)
        return {row: Product(*said[row], attributes[row]) for row in rows if row in said}

    def _attributes(self, rows: Sequence[int]) -> dict[int, dict[str, Scalar]]:
        marks = ",".join("?" * len(rows))
        table: dict[int, dict[str, Scalar]] = {row: {} for row in rows}
        for row, name, text, number in self._connection.execute(
            f"""SELECT product, name, text, number FROM attribute
            WHERE product IN ({marks}) AND name <> 'price' ORDER BY name""",  # noqa: S608
            list(rows),
        ):
            table[row][name] = text if number is None else number
        return table

    @_guarded
    def picture(self, product_id: str) -> tuple[Path, str] | None:
        """Return (source, name) of a product's picture, or None."""
        found = self._connection.execute(
            """SELECT s.path, image FROM product
            JOIN source s ON s.id = source WHERE product.id = ?""",
            (product_id,),
        ).fetchone()
        return (Path(found[0]), found[1]) if found else None

    @_guarded
    def execute(self, statement: str, values: Sequence[Scalar | int]) -> list[tuple[object, ...]]:
        """Run a reading statement; for this room's own modules."""
        return self._connection.execute(statement, list(values)).fetchall()

    @_guarded
    def vectors(self, dim: int) -> tuple[NDArray[np.int64], Matrix]:
        """Return (rows ascending, (N, dim) vectors), every one checked.

        Raises:
            CatalogueCorrupt: A vector does not match its checksum.
        """
        with self._connection as connection:
            connection.execute("BEGIN")  # both statements see the same state
            (count,) = connection.execute("SELECT count(*) FROM product").fetchone()
            rows = np.empty(count, dtype=np.int64)
            matrix = np.empty((count, dim), dtype=np.float32)
            found = connection.execute(
                "SELECT row, id, vector, vector_crc32 FROM product ORDER BY row LIMIT ?", (count,)
            )
            at = 0
            for row, product_id, blob, checksum in found:
                if not _is_vector(blob, checksum, dim):
                    raise CatalogueCorrupt(
                        f"the vector of product {product_id!r} is damaged",
                        hint="restore the catalogue from a copy, or index the shop again",
                    )
                rows[at], matrix[at] = row, np.frombuffer(blob, dtype="<f4")
                at += 1
        return rows[:at], matrix[:at]


def _is_vector(blob: object, checksum: object, dim: int) -> bool:
    return isinstance(blob, bytes) and len(blob) == 4 * dim and zlib.crc32(blob) == checksum


def _upsert(connection: sqlite3.Connection, entry: Entry) -> None:
    product, path = entry.product, str(entry.source)
    connection.execute("INSERT OR IGNORE INTO source (path) VALUES (?)", (path,))
    said = (product.title, product.price, path, entry.image, entry.image_sha256, entry.said_sha256)
    if entry.vector is None:
        connection.execute(
            """UPDATE product SET title = ?, price = ?,
            source = (SELECT id FROM source WHERE path = ?), image = ?, image_sha256 = ?,
            said_sha256 = ? WHERE id = ?""",
            (*said, product.id),
        )
    else:
        blob = np.ascontiguousarray(entry.vector, dtype="<f4").tobytes()
        connection.execute(
            """INSERT INTO product
            (title, price, source, image, image_sha256, said_sha256, id, vector, vector_crc32)
            VALUES (?, ?, (SELECT id FROM source WHERE path = ?), ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, price = excluded.price,
            source = excluded.source, image = excluded.image,
            image_sha256 = excluded.image_sha256, said_sha256 = excluded.said_sha256,
            vector = excluded.vector, vector_crc32 = excluded.vector_crc32""",
            (*said, product.id, blob, zlib.crc32(blob)),
        )
    (row,) = connection.execute("SELECT row FROM product WHERE id = ?", (product.id,)).fetchone()
    connection.execute("DELETE FROM attribute WHERE product = ?", (row,))
    values = dict(product.attributes)
    if product.price is not None:
        values["price"] = product.price  # one table for all filters
    connection.executemany(
        "INSERT INTO attribute (product, name, text, number) VALUES (?, ?, ?, ?)",
        [
            (row, name, *((value, None) if isinstance(value, str) else (None, value)))
            for name, value in values.items()
        ],
    )
