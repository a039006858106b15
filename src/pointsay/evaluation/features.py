"""Vectors kept by the content of their picture: what was encoded once is never encoded again.

A file holds the vectors of one encoder (name, weights and preprocessing together). A picture is
known by the SHA-256 of its bytes, and a part of one also by its box, so that neither a moved file
nor a renamed one is encoded anew, and a changed one always is.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pointsay.errors import CatalogueVersion, WeightsCorrupt

if TYPE_CHECKING:
    from pointsay.encoders import EncoderInfo
    from pointsay.types import Vector

VERSION = 1
_AT_ONCE = 500  # SQLite's default allows 999 parameters

Key = bytes


def content_key(data: bytes, part: str = "") -> Key:
    """Return what a picture, or a named part of one, is known by."""
    digest = hashlib.sha256(data)
    return hashlib.sha256(digest.digest() + part.encode()).digest() if part else digest.digest()


class FeatureCache:
    """The vectors of one encoder in one file. Thread-safe.

    Args:
        folder: Holds a file for each encoder; made when it is not there.
        encoder: Whose vectors.

    Raises:
        CatalogueVersion: The file was written by a newer release.
    """

    def __init__(self, folder: Path, encoder: EncoderInfo) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._dim = encoder.dim
        self.file = folder / f"{_named(encoder)}.sqlite"
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(self.file, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise CatalogueVersion(
                f"{self.file.name} has version {version}, newer than {VERSION}",
                hint="give another --cache folder, or use a newer release",
            )
        with self._connection:
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors"
                " (key BLOB PRIMARY KEY, vector BLOB NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID"
            )
            self._connection.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def get(self, keys: Sequence[Key]) -> dict[Key, Vector]:
        """Return the vectors that are known.

        Raises:
            WeightsCorrupt: A vector is damaged.
        """
        found = {}
        for at in range(0, len(keys), _AT_ONCE):
            some = keys[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, vector, crc FROM vectors WHERE key IN ({marks})"  # noqa: S608
            with self._lock:
                rows = self._connection.execute(query, some).fetchall()
            for key, data, crc in rows:
                if zlib.crc32(data) != crc or len(data) != 4 * self._dim:
                    raise WeightsCorrupt(
                        f"a vector in {self.file.name} is damaged",
                        hint="delete the file; its pictures are encoded again",
                    )
                found[key] = np.frombuffer(data, dtype="<f4")
        return found

    def put(self, vectors: Mapping[Key, Vector]) -> None:
        """Keep vectors; all of them are on disk when this returns."""
        packed = ((key, np.asarray(vector, "<f4").tobytes()) for key, vector in vectors.items())
        with self._lock, self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                ((key, data, zlib.crc32(data)) for key, data in packed),
            )


def _named(encoder: EncoderInfo) -> str:
    """Return a file name that no other encoder has."""
    way = json.dumps(dict(encoder.preprocessing), sort_keys=True, default=str)
    digest = hashlib.sha256(f"{encoder.name}|{encoder.weights}|{way}".encode()).hexdigest()
    plain = "".join(one if one.isalnum() or one in "-." else "-" for one in encoder.name)
    return f"{plain[-60:].strip('-.')}-{digest[:16]}"
