"""Products as they are written: many at a time, one statement for each kind of row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.database import number
from pointsay.catalogue.products import chunks, said_sha256
from pointsay.errors import CatalogueError, shorten
from pointsay.types import Product, Scalar

if TYPE_CHECKING:
    from pointsay.types import Vector


@dataclass(frozen=True, slots=True)
class Entry:
    """A product as stored: with where its picture is and its vector.

    Attributes:
        product: What the shop says.
        source: Path of the folder or zip that holds the picture.
        image: Name of the picture there.
        image_sha256: Of the picture's bytes; tells whether it must be encoded again.
        vector: (D,) float32, or None to keep the stored one, which is of the same picture.
    """

    product: Product
    source: Path
    image: str
    image_sha256: str
    vector: Vector | None

    @property
    def said_sha256(self) -> str:
        """Digest of everything but the picture and its vector; tells whether the row changed."""
        return said_sha256(self.product, str(self.source), self.image)


@dataclass(frozen=True, slots=True)
class Written:
    """What `upsert` did.

    Attributes:
        products: Product rows whose vector is new.
        vectors: Their vectors, in the same order.
        replaced: Product rows that had another vector until now.
    """

    products: Sequence[int]
    vectors: Sequence[Vector]
    replaced: Sequence[int]


def upsert(connection: sqlite3.Connection, entries: Iterable[Entry]) -> Written:
    """Insert or replace products and their attributes; needs the write lock.

    Raises:
        CatalogueError: An entry keeps the stored vector, and there is none of its picture.
    """
    latest = _latest(entries)
    known = _known(connection, list(latest))
    for product_id, entry in latest.items():
        if entry.vector is None and known.get(product_id, (0, ""))[1] != entry.image_sha256:
            raise CatalogueError(
                f"the picture of product {shorten(product_id)} has changed or gone meanwhile",
                hint="index again; who else writes to the catalogue?",
            )
    rows = {product_id: row for product_id, (row, _) in known.items()}
    fresh = [product_id for product_id in latest if product_id not in rows]
    rows.update(zip(fresh, _reserve(connection, len(fresh)), strict=True))
    _write_products(connection, latest, rows, known)
    _write_attributes(connection, latest, rows, known)
    seen = [(rows[one], one, entry.vector) for one, entry in latest.items()]
    return Written(
        [row for row, _, vector in seen if vector is not None],
        [vector for _, _, vector in seen if vector is not None],
        [row for row, one, vector in seen if vector is not None and one in known],
    )


def remove_products(connection: sqlite3.Connection, ids: Iterable[str]) -> list[int]:
    """Delete products and their attributes, and return their rows; needs the write lock."""
    gone = [row for row, _ in _known(connection, list(ids)).values()]
    connection.executemany("DELETE FROM product WHERE row = ?", [(row,) for row in gone])
    return gone


def _latest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return what is left of several entries of one product: the last, with the last vector."""
    latest: dict[str, Entry] = {}
    for entry in entries:
        before = latest.get(entry.product.id)
        if before is not None and entry.vector is None and before.vector is not None:
            entry = replace(entry, vector=before.vector)
        latest[entry.product.id] = entry
    return latest


def _known(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return id -> (row, SHA-256 of the picture) of those that are there."""
    return {
        product_id: (row, sha256)
        for marks, part in chunks(ids)
        for product_id, row, sha256 in connection.execute(
            f"SELECT id, row, image_sha256 FROM product WHERE id IN ({marks})",  # noqa: S608
            part,
        )
    }


def _reserve(connection: sqlite3.Connection, count: int) -> range:
    """Return product rows that no product ever had."""
    end = number(
        connection,
        """UPDATE meta SET value = CAST(value AS INTEGER) + ? WHERE key = 'next_product'
        RETURNING CAST(value AS INTEGER)""",
        [count],
    )
    return range(end - count, end)


def _write_products(
    connection: sqlite3.Connection,
    entries: Mapping[str, Entry],
    rows: Mapping[str, int],
    known: Mapping[str, object],
) -> None:
    sources = _sources(connection, {str(entry.source) for entry in entries.values()})
    values = {
        product_id: (
            entry.product.title,
            entry.product.price,
            sources[str(entry.source)],
            entry.image,
            entry.image_sha256,
            entry.said_sha256,
            rows[product_id],
        )
        for product_id, entry in entries.items()
    }
    connection.executemany(
        """UPDATE product SET title = ?, price = ?, source = ?, image = ?, image_sha256 = ?,
        said_sha256 = ? WHERE row = ?""",
        [values[product_id] for product_id in entries if product_id in known],
    )
    connection.executemany(
        """INSERT INTO product (title, price, source, image, image_sha256, said_sha256, row, id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [(*values[product_id], product_id) for product_id in entries if product_id not in known],
    )


def _sources(connection: sqlite3.Connection, paths: Iterable[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        connection.execute("INSERT OR IGNORE INTO source (path) VALUES (?)", (path,))
        (found[path],) = connection.execute(
            "SELECT id FROM source WHERE path = ?", (path,)
        ).fetchone()
    return found


def _write_attributes(
    connection: sqlite3.Connection,
    entries: Mapping[str, Entry],
    rows: Mapping[str, int],
    known: Mapping[str, object],
) -> None:
    connection.executemany(
        "DELETE FROM attribute WHERE product = ?", [(rows[one],) for one in entries if one in known]
    )
    connection.executemany(
        "INSERT INTO attribute (product, name, text, number) VALUES (?, ?, ?, ?)",
        [
            (rows[product_id], name, *_cells(value))
            for product_id, entry in entries.items()
            for name, value in _facts(entry.product)
        ],
    )


def _facts(product: Product) -> Iterator[tuple[str, Scalar]]:
    facts = dict(product.attributes)
    if product.price is not None:
        facts["price"] = product.price  # one table for all filters
    yield from facts.items()


def _cells(value: Scalar) -> tuple[str | None, float | None]:
    return (value, None) if isinstance(value, str) else (None, value)
