"""Vectors for products that lack one in a space: their pictures are read again and encoded."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pointsay.catalogue.database import Database, number
from pointsay.catalogue.entries import remove_products
from pointsay.catalogue.feeds import Problem
from pointsay.catalogue.pipeline import Encoded, Opening, Refused, Workers, encode_all, opened
from pointsay.catalogue.sources import open_images
from pointsay.catalogue.spaces import Space, append, bury, next_generation
from pointsay.errors import ImageGone, UnknownSource, shorten

if TYPE_CHECKING:
    from pointsay.encoders.base import Encoder

PAGE = 1000
LAST = 16  # pictures that writers wait for at the end
OPEN_SOURCES = 16

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A product without a vector, and the picture that it should be of."""

    row: int
    id: str
    source: Path
    image: str
    image_sha256: str


def encode_missing(
    database: Database,
    space: Space,
    encoder: Encoder,
    progress: Progress = lambda done, total: None,
    *,
    on: Workers | None = None,
) -> list[Refused[Lacking]]:
    """Encode the picture of every product that has no vector in a space, batch by batch.

    Each batch is a write of its own, so that it can be stopped at any moment and go on later.
    Products that are written meanwhile are left to another pass.

    Args:
        database: Of the catalogue.
        space: Active or being built.
        encoder: The space's.
        progress: Called with (products done, products in all), those of earlier runs included.
        on: Who encodes; see `encode_all`.

    Returns:
        Those whose picture is gone, broken, or no longer the one that was indexed.
    """
    with database.moment() as connection:
        (total,) = connection.execute("SELECT count(*) FROM product").fetchone()
        done = total - count_missing(connection, space)
    refused: list[Refused[Lacking]] = []
    for batch in encode_all(_lacking(database, space), _Look(), encoder, on=on):
        refused += [one for one in batch if isinstance(one, Refused)]
        _write(database, space, [one for one in batch if isinstance(one, Encoded)])
        done += len(batch)
        progress(min(done, total), total)
    return refused


def problems_of(refused: Sequence[Refused[Lacking]]) -> list[Problem]:
    """Return what is told of products that could not be encoded."""
    return [Problem(0, one.item.id, one.error.code, one.error.message) for one in refused]


def remove_refused(database: Database, space: Space, refused: Sequence[Refused[Lacking]]) -> int:
    """Remove products that could not be encoded and are as they were; return how many."""
    with database.writing() as connection:
        ids = [one.item.id for one in refused if _is_wanted(connection, space, one.item)]
        bury(connection, remove_products(connection, ids), next_generation(connection))
        return len(ids)


_WITHOUT = """NOT EXISTS (
    SELECT 1 FROM vector v WHERE v.product = p.row AND v.space = ? AND v.died IS NULL)"""


def count_missing(connection: sqlite3.Connection, space: Space) -> int:
    """Return how many products have no vector in a space."""
    statement = f"SELECT count(*) FROM product p WHERE {_WITHOUT}"  # noqa: S608
    return number(connection, statement, [space.id])


def _lacking(database: Database, space: Space) -> Iterator[Lacking]:
    """Yield the products that have no vector, page by page, as the catalogue is by then."""
    row = 0
    while True:
        with database.reading() as connection:
            page = _page(connection, space, row, PAGE)
        if not page:
            return
        yield from page
        row = page[-1].row


def _page(connection: sqlite3.Connection, space: Space, after: int, limit: int) -> list[Lacking]:
    found = connection.execute(
        f"""SELECT p.row, p.id, s.path, image, image_sha256 FROM product p
        JOIN source s ON s.id = p.source WHERE {_WITHOUT} AND p.row > ?
        ORDER BY p.row LIMIT ?""",  # noqa: S608
        (space.id, after, limit),
    )
    return [
        Lacking(row, product_id, Path(path), image, sha256)
        for row, product_id, path, image, sha256 in found
    ]


def encode_last(
    connection: sqlite3.Connection, folder: Path, space: Space, encoder: Encoder
) -> bool:
    """Encode the few that are missing while nobody else writes; needs the write lock.

    A shop that writes without a pause would never be caught up with otherwise.

    Returns:
        Whether nothing is missing now; not so when there were many, or one cannot be encoded.
    """
    few = _page(connection, space, 0, LAST + 1)
    if len(few) > LAST:
        return False
    found = [one for batch in encode_all(few, _Look(), encoder) for one in batch]
    encoded = [one for one in found if isinstance(one, Encoded)]
    if len(encoded) < len(few):
        return False
    _append(connection, folder, space, encoded)
    return True


def _append(
    connection: sqlite3.Connection,
    folder: Path,
    space: Space,
    encoded: Sequence[Encoded[Lacking, None]],
) -> None:
    append(
        connection,
        folder,
        space,
        [one.item.row for one in encoded],
        [one.vector for one in encoded if one.vector is not None],
    )


class _Look:
    """Reads pictures as they were indexed."""

    def __init__(self) -> None:
        self._open = lru_cache(OPEN_SOURCES)(open_images)

    def __call__(self, item: Lacking) -> Opening[None]:
        try:
            source = self._open(item.source)
        except UnknownSource as error:
            raise ImageGone(f"the pictures of {item.source.name} are gone") from error
        data = source.read(item.image)
        if hashlib.sha256(data).hexdigest() != item.image_sha256:
            raise ImageGone(
                f"the picture of product {shorten(item.id)} is not the one that was indexed",
                hint="index the shop again first",
            )
        return partial(opened, None, data)


def _write(database: Database, space: Space, batch: Sequence[Encoded[Lacking, None]]) -> None:
    with database.writing() as connection:
        if space.id not in {one for (one,) in connection.execute("SELECT id FROM space")}:
            return  # somebody else has finished, and this space is gone
        wanted = [one for one in batch if _is_wanted(connection, space, one.item)]
        _append(connection, database.file.parent, space, wanted)
        next_generation(connection)


def _is_wanted(connection: sqlite3.Connection, space: Space, item: Lacking) -> bool:
    """Say whether the product is still there with this picture and still has no vector."""
    found = connection.execute(
        f"SELECT 1 FROM product p WHERE row = ? AND image_sha256 = ? AND {_WITHOUT}",  # noqa: S608
        (item.row, item.image_sha256, space.id),
    ).fetchone()
    return found is not None
