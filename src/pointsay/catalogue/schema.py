"""The catalogue's tables and the way a newer pointsay moves an older file on."""

from __future__ import annotations

import sqlite3

from pointsay.errors import CatalogueVersion

VERSION = 1

# One list of statements for each step from version i to i + 1.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
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
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to this release's schema, one step at a time, each in its own transaction.

    Raises:
        CatalogueVersion: The file was written by a newer pointsay.
    """
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise CatalogueVersion(
            f"the catalogue has version {found}, this release reads up to {VERSION}",
            hint="upgrade pointsay, or index the shop again into a new catalogue",
        )
    for version in range(found, VERSION):
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            (now,) = connection.execute("PRAGMA user_version").fetchone()
            if now > version:  # another process was faster
                continue
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
