"""How a process follows the writes to a catalogue: it reads what is new and what has died."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from pointsay.catalogue.database import Database, number
from pointsay.catalogue.rowspace import NOWHERE, RowSpace
from pointsay.catalogue.spaces import Space, generation_of
from pointsay.errors import CatalogueCorrupt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

_ROW = np.dtype([("row", "i8"), ("product", "i8"), ("crc32", "i8"), ("dead", "?")])
_ROOM = 1024


class RowReader:
    """Follows the writes to one catalogue, whoever makes them. Thread-safe.

    Args:
        database: Of the catalogue.
        space: Finds the space to read, inside a transaction.
    """

    def __init__(self, database: Database, space: Callable[[sqlite3.Connection], Space]) -> None:
        self._database = database
        self._space = space
        self._held: _Rows | None = None
        self._last: RowSpace | None = None
        self._lock = threading.Lock()

    def now(self) -> RowSpace:
        """Return the rows as of the last acknowledged write.

        Raises:
            CatalogueCorrupt: The file of the vectors is missing or too short.
        """
        with self._database.reading() as connection:
            generation = generation_of(connection)
        last = self._last
        if last is not None and last.generation == generation:
            return last
        with self._lock:
            while True:
                try:
                    return self._read()
                except CatalogueCorrupt:
                    # A compaction may have removed the file between our look at SQLite and at it.
                    if not self._is_behind(generation):
                        raise
                    generation += 1

    def _is_behind(self, generation: int) -> bool:
        with self._database.reading() as connection:
            return generation_of(connection) > generation

    def _read(self) -> RowSpace:
        with self._database.moment() as connection:
            generation, space = generation_of(connection), self._space(connection)
            last, held = self._last, self._held
            if last is not None and last.generation == generation:
                return last  # another thread was faster
            if last is None or held is None or last.epoch != space.id:
                since, held = -1, _Rows()
            else:
                since = last.generation
            held.follow(connection, space, since)
        vectors = space.file(self._database.file.parent).map(space.rows)
        self._held = held
        self._last = held.freeze(space, generation, vectors, self._id_of)
        return self._last

    def _id_of(self, product: int) -> str:
        with self._database.reading() as connection:
            found = connection.execute("SELECT id FROM product WHERE row = ?", (product,))
            return next((name for (name,) in found), "?")


class _Rows:
    """What is known of the rows of one epoch; grows in place, behind what was handed out."""

    def __init__(self) -> None:
        self._count = 0
        self._live = np.zeros(0, dtype=bool)
        self._products = np.zeros(0, dtype=np.int64)
        self._crc32 = np.zeros(0, dtype=np.uint32)
        self._checked = np.zeros(0, dtype=bool)
        self._place = np.full(0, NOWHERE, dtype=np.int32)

    def follow(self, connection: sqlite3.Connection, space: Space, since: int) -> None:
        """Take in what was written after generation ``since``."""
        if since >= 0:
            self._bury(connection, space, since)
        new = _fetch(connection, space, self._count)
        self._make_room(space.rows, int(new["product"].max(initial=-1)) + 1)
        self._products[new["row"]] = new["product"]
        self._crc32[new["row"]] = new["crc32"]
        self._live[new["row"]] = ~new["dead"]
        alive = new[~new["dead"]]
        self._place[alive["product"]] = alive["row"]
        self._count = space.rows

    def _bury(self, connection: sqlite3.Connection, space: Space, since: int) -> None:
        died = np.fromiter(
            (
                row
                for (row,) in connection.execute(
                    "SELECT row FROM vector WHERE space = ? AND died > ? AND row < ?",
                    (space.id, since, self._count),
                )
            ),
            dtype=np.int64,
        )
        if len(died):
            # Copied, because older moments go on seeing them alive.
            self._live, self._place = self._live.copy(), self._place.copy()
            self._live[died] = False
            self._place[self._products[died]] = NOWHERE

    def _make_room(self, rows: int, products: int) -> None:
        self._live = _roomy(self._live, rows, False)
        self._products = _roomy(self._products, rows, NOWHERE)
        self._crc32 = _roomy(self._crc32, rows, 0)
        self._checked = _roomy(self._checked, rows, False)
        self._place = _roomy(self._place, products, NOWHERE)

    def freeze(
        self, space: Space, generation: int, vectors: Matrix, name: Callable[[int], str]
    ) -> RowSpace:
        """Return what is known as of now."""
        count = self._count
        live, products = self._live[:count], self._products[:count]
        live.flags.writeable = products.flags.writeable = False
        return RowSpace(
            space.id,
            generation,
            live,
            products,
            self._place,
            vectors,
            self._crc32[:count],
            self._checked[:count],
            name,
        )


def _fetch(connection: sqlite3.Connection, space: Space, start: int) -> NDArray[np.void]:
    """Collect the rows of a space from ``start`` on, without an object for each.

    Raises:
        CatalogueCorrupt: They are no rows.
    """
    end = number(connection, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'next_product'")
    found = connection.execute(
        """SELECT row, product, crc32, died IS NOT NULL FROM vector
        WHERE space = ? AND row >= ? AND row < ?""",
        (space.id, start, space.rows),
    )
    try:
        rows = np.fromiter(found, dtype=_ROW)
    except (OverflowError, TypeError, ValueError) as error:
        raise damaged_space(space) from error
    if len(rows) and not 0 <= rows["product"].min() <= rows["product"].max() < end:
        raise damaged_space(space)
    return rows


def damaged_space(space: Space) -> CatalogueCorrupt:
    """Return the error of rows in SQLite that cannot be."""
    return CatalogueCorrupt(
        f"the rows of the vectors of {space.encoder.describe()} are damaged",
        hint="look with: pointsay catalogue verify",
    )


def _roomy(array: NDArray[Any], length: int, filler: float) -> NDArray[Any]:
    """Return the array, or a longer copy with room for the next writes."""
    if length <= len(array):
        return array
    longer = np.full(length + max(_ROOM, length // 8), filler, dtype=array.dtype)
    longer[: len(array)] = array
    return longer
