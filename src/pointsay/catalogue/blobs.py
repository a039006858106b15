"""From version 1, which kept vectors as blobs beside their products, to files of vectors."""

from __future__ import annotations

import sqlite3
from itertools import islice
from pathlib import Path

import numpy as np

from pointsay.catalogue.spaces import Space, read_encoder

BATCH = 4096


def vectors_into_file(connection: sqlite3.Connection, folder: Path) -> None:
    """Copy every vector into a file and note it, with the checksum that was kept of it.

    A damaged vector moves on with the checksum of what it should be, and is found then as it is
    found now. The file is on the disk before the transaction that drops the blobs is.
    """
    bound = connection.execute("SELECT value FROM meta WHERE key = 'encoder'").fetchone()
    if bound is None:  # was made and never written to
        return
    space = Space(1, read_encoder(bound[0], folder), "active", 0)
    file = space.file(folder)
    found = connection.execute("SELECT row, vector, vector_crc32 FROM product ORDER BY row")
    at = 0
    while batch := list(islice(found, BATCH)):
        matrix = np.zeros((len(batch), space.encoder.dim), dtype=np.float32)
        for place, (_, blob, _) in enumerate(batch):
            if isinstance(blob, bytes) and len(blob) == file.stride:
                matrix[place] = np.frombuffer(blob, dtype="<f4")
        file.append(at, matrix)
        connection.executemany(
            "INSERT INTO vector (space, row, product, crc32) VALUES (1, ?, ?, ?)",
            [(row, product, crc32) for row, (product, _, crc32) in enumerate(batch, start=at)],
        )
        at += len(batch)
    connection.execute(
        "INSERT INTO space (id, encoder, state, rows) VALUES (1, ?, 'active', ?)", (bound[0], at)
    )
