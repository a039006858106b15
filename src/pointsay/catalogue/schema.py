"""The catalogue's tables and the way a newer pointsay moves an older file on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from pointsay.catalogue.blobs import vectors_into_file
from pointsay.catalogue.database import Database
from pointsay.errors import CatalogueVersion

VERSION = 2

# A statement, or what is handed the connection and the catalogue's folder.
Step = str | Callable[[sqlite3.Connection, Path], None]

# One list of steps for each move from version i to i + 1.
MIGRATIONS: Sequence[Sequence[Step]] = (
    (
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE source (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE)",
        """CREATE TABLE product (
            row INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            price REAL,
            source INTEGER NOT NULL REFERENCES source (id),
            image TEXT NOT NULL,
            image_sha256 TEXT NOT NULL,
            said_sha256 TEXT NOT NULL,
            vector BLOB NOT NULL,
            vector_crc32 INTEGER NOT NULL
        )""",
        # One row a value keeps filters and facets index look-ups, whatever attributes a shop has.
        """CREATE TABLE attribute (
            product INTEGER NOT NULL REFERENCES product (row) ON DELETE CASCADE,
            name TEXT NOT NULL,
            text TEXT COLLATE NOCASE,
            number REAL,
            PRIMARY KEY (product, name)
        ) WITHOUT ROWID""",
        "CREATE INDEX attribute_text ON attribute (name, text)",
        "CREATE INDEX attribute_number ON attribute (name, number)",
        "INSERT INTO meta VALUES ('generation', '0')",
    ),
    (
        # AUTOINCREMENT: the number of a space that is gone names no other file and no other epoch.
        """CREATE TABLE space (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            encoder TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('active', 'building', 'retired')),
            rows INTEGER NOT NULL
        )""",
        "CREATE UNIQUE INDEX space_active ON space (state) WHERE state = 'active'",
        """CREATE TABLE vector (
            space INTEGER NOT NULL,
            row INTEGER NOT NULL,
            product INTEGER NOT NULL,
            crc32 INTEGER NOT NULL,
            died INTEGER,
            PRIMARY KEY (space, row)
        ) WITHOUT ROWID""",
        "CREATE UNIQUE INDEX vector_alive ON vector (product, space) WHERE died IS NULL",
        "CREATE INDEX vector_dead ON vector (space, died) WHERE died IS NOT NULL",
        vectors_into_file,
        "ALTER TABLE product DROP COLUMN vector",
        "ALTER TABLE product DROP COLUMN vector_crc32",
        # Rows of products that are gone are not given to others, whom a reader might still
        # take for them.
        "INSERT INTO meta SELECT 'next_product', coalesce(max(row), 0) + 1 FROM product",
        "DELETE FROM meta WHERE key = 'encoder'",
    ),
)


def migrate(database: Database) -> None:
    """Bring the file to this release's schema, one move at a time, each in its own transaction.

    Raises:
        CatalogueVersion: The file was written by a newer pointsay.
        CatalogueCorrupt: It is no catalogue, or damaged.
        DiskFull: There is no room; the file is as it was.
    """
    with database.reading() as connection:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise CatalogueVersion(
            f"the catalogue has version {found}, this release reads up to {VERSION}",
            hint="upgrade pointsay, or index the shop again into a new catalogue",
        )
    for version in range(found, VERSION):
        with database.writing(wait=False) as connection:
            (now,) = connection.execute("PRAGMA user_version").fetchone()
            if now > version:  # another process was faster
                continue
            for step in MIGRATIONS[version]:
                if isinstance(step, str):
                    connection.execute(step)
                else:
                    step(connection, database.file.parent)
            connection.execute(f"PRAGMA user_version = {version + 1}")
