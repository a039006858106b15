"""Spaces: the vectors of all products by one encoder. SQLite says which rows of a file count.

A catalogue answers from its active space. Whatever needs other vectors or another order of them (a
new encoder, a compaction) builds a space beside it and takes its place in one transaction. A space
never comes back under its number, which is therefore the epoch that row numbers hold in.

A row of a vector file lives as long as its product and its picture do; then it is marked with the
generation in which it died, so that readers learn of it without reading everything again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from pointsay.catalogue.database import number, unusable
from pointsay.catalogue.vector_file import VectorFile, checksums
from pointsay.encoders.base import EncoderInfo

if TYPE_CHECKING:
    from pointsay.types import Vector

FOLDER = "vectors"

State = Literal["active", "building", "retired"]


@dataclass(frozen=True, slots=True)
class Space:
    """A space as SQLite knows it.

    Attributes:
        id: Its number, and the epoch of its rows.
        encoder: Who makes its vectors.
        state: ``active`` answers and is written to; ``building`` is not whole yet; ``retired`` was
            replaced by another encoder's and still answers those who hold the old one.
        rows: Rows of its file that count, dead ones included.
    """

    id: int
    encoder: EncoderInfo
    state: State
    rows: int

    def file(self, folder: Path) -> VectorFile:
        """Return its file in the catalogue's folder."""
        return VectorFile(folder / FOLDER / f"{self.id}.f32", self.id, self.encoder.dim)


def spaces(connection: sqlite3.Connection, file: Path) -> list[Space]:
    """Return all spaces, oldest first.

    Raises:
        CatalogueCorrupt: An encoder's record cannot be read.
    """
    found = connection.execute("SELECT id, encoder, state, rows FROM space ORDER BY id")
    return [
        Space(number, read_encoder(record, file), state, rows)
        for number, record, state, rows in found
    ]


def read_encoder(record: str, file: Path) -> EncoderInfo:
    """Read what `write_encoder` wrote into ``file``."""
    try:
        return _encoder(record)
    except (TypeError, ValueError) as error:
        raise unusable(file, "its encoder record cannot be read") from error


@lru_cache(maxsize=64)  # read at every write and by every reader
def _encoder(record: str) -> EncoderInfo:
    return EncoderInfo(**json.loads(record))


def write_encoder(info: EncoderInfo) -> str:
    """Return an encoder's record as it is kept."""
    return json.dumps({name: getattr(info, name) for name in EncoderInfo.__slots__}, default=dict)


def open_space(connection: sqlite3.Connection, encoder: EncoderInfo, state: State) -> Space:
    """Make an empty space; needs the write lock."""
    made = connection.execute(
        "INSERT INTO space (encoder, state, rows) VALUES (?, ?, 0)", (write_encoder(encoder), state)
    )
    return Space(int(made.lastrowid or 0), encoder, state, 0)


def append(
    connection: sqlite3.Connection,
    folder: Path,
    space: Space,
    products: Sequence[int],
    vectors: Sequence[Vector],
) -> None:
    """Add a vector for each of these product rows, which have none in the space that lives.

    Needs the write lock: the rows count once its transaction is committed.
    """
    if not products:
        return
    matrix = np.asarray(vectors, dtype=np.float32)
    if matrix.shape != (len(products), space.encoder.dim):
        raise ValueError(
            f"{space.encoder.describe()} makes rows of {space.encoder.dim} numbers; "
            f"got an array of shape {matrix.shape} for {len(products)} products"
        )
    at = number(connection, "SELECT rows FROM space WHERE id = ?", [space.id])
    space.file(folder).append(at, matrix)
    connection.executemany(
        "INSERT INTO vector (space, row, product, crc32) VALUES (?, ?, ?, ?)",
        [
            (space.id, row, product, crc32)
            for row, (product, crc32) in enumerate(
                zip(products, checksums(matrix), strict=True), start=at
            )
        ],
    )
    connection.execute("UPDATE space SET rows = ? WHERE id = ?", (at + len(products), space.id))


def bury(connection: sqlite3.Connection, products: Iterable[int], generation: int) -> None:
    """Mark the vectors of product rows as dead in every space; needs the write lock."""
    connection.executemany(
        "UPDATE vector SET died = ? WHERE product = ? AND died IS NULL",
        [(generation, product) for product in products],
    )


def next_generation(connection: sqlite3.Connection) -> int:
    """Count a write, and return the generation that it makes; needs the write lock."""
    return number(
        connection,
        """UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'
        RETURNING CAST(value AS INTEGER)""",
    )


def generation_of(connection: sqlite3.Connection) -> int:
    """Return a number that grows with every write."""
    return number(connection, "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'generation'")
