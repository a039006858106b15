"""The vectors of one encoder in one file: a header, then rows of float32. It only grows.

The file does not know how many of its rows count: SQLite does, and commits that number after the
rows are on the disk. Rows behind it were never acknowledged and are written over. Committed rows
are never touched again, so that a memory map of them stays true however the file grows, and the
checksum of each row lies in SQLite beside the product that it belongs to.
"""

from __future__ import annotations

import json
import os
import zlib
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pointsay.catalogue.database import room_for, unusable
from pointsay.errors import CatalogueCorrupt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pointsay.types import Matrix

HEADER_BYTES = 4096  # a page, so that rows are as aligned in memory as in the file
DTYPE = "<f4"
VERSION = 1


class VectorFile:
    """Rows of one width.

    Args:
        file: Its path.
        key: Number that the header carries, so that files cannot change places unnoticed.
        dim: Width D of the rows.
    """

    def __init__(self, file: Path, key: int, dim: int) -> None:
        self.file = file
        self.dim = dim
        self.stride = dim * np.dtype(DTYPE).itemsize
        described = {"dim": dim, "dtype": DTYPE, "key": key, "version": VERSION}
        text = f"pointsay vectors\n{json.dumps(described)}\n"
        self._header = text.encode().ljust(HEADER_BYTES)

    def append(self, at: int, matrix: Matrix) -> None:
        """Write rows from row ``at`` on, and wait until they are on the disk.

        The first ones are written with the header beside, and renamed into place.

        Args:
            at: Rows that count so far; whatever lies behind them is written over.
            matrix: (K, D) float32.

        Raises:
            DiskFull: There is no room; the file is as long as it was.
            CatalogueCorrupt: The file is missing, another one, or shorter than ``at`` rows.
        """
        data = np.ascontiguousarray(matrix, dtype=DTYPE).data.cast("B")
        with room_for(self.file):
            if at == 0:
                self._create(data)
            else:
                self.require(at)
                self._extend(HEADER_BYTES + at * self.stride, data)

    def _create(self, data: memoryview) -> None:
        folder = self.file.parent
        if not folder.exists():
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        beside = self.file.with_suffix(".new")
        with beside.open("wb", buffering=0) as stream:
            _write(stream, memoryview(self._header))
            _write(stream, data)
            os.fsync(stream.fileno())
        beside.replace(self.file)
        sync_folder(folder)

    def _extend(self, place: int, data: memoryview) -> None:
        with self.file.open("r+b", buffering=0) as stream:
            stream.seek(place)
            try:
                _write(stream, data)
                os.fsync(stream.fileno())
            except OSError:
                stream.truncate(place)  # gives back what it took
                raise

    def map(self, rows: int) -> Matrix:
        """Return the first ``rows`` rows, (rows, D), mapped into memory and read-only.

        Raises:
            CatalogueCorrupt: The file is missing, another one, or too short.
        """
        if rows == 0:
            return np.empty((0, self.dim), dtype=np.float32)
        self.require(rows)
        mapped = np.memmap(self.file, DTYPE, "r", HEADER_BYTES, (rows, self.dim))
        return mapped.view(np.ndarray)

    def salvage(self, rows: int) -> Matrix:
        """Return as many of the first ``rows`` rows as there are, whatever the header says."""
        length = self.file.stat().st_size if self.file.exists() else 0
        there = min(rows, max(0, length - HEADER_BYTES) // self.stride)
        if there == 0:
            return np.empty((0, self.dim), dtype=np.float32)
        mapped = np.memmap(self.file, DTYPE, "r", HEADER_BYTES, (there, self.dim))
        return mapped.view(np.ndarray)

    def mend(self, rows: int) -> None:
        """Write the header anew and make room for ``rows`` rows; what lies in them stays."""
        with room_for(self.file):
            if not self.file.exists():
                self._create(memoryview(b""))
            with self.file.open("r+b", buffering=0) as stream:
                _write(stream, memoryview(self._header))
                size = HEADER_BYTES + rows * self.stride
                stream.truncate(max(size, os.fstat(stream.fileno()).st_size))
                os.fsync(stream.fileno())

    def require(self, rows: int) -> None:
        """Check that the header is this file's and that ``rows`` rows are there.

        Raises:
            CatalogueCorrupt: Not so.
        """
        try:
            with self.file.open("rb") as stream:
                header = stream.read(HEADER_BYTES)
                size = os.fstat(stream.fileno()).st_size
        except OSError as error:
            raise self._damaged(error.strerror or "it cannot be read") from error
        if header != self._header:
            raise self._damaged("its header is not what was written")
        if size < HEADER_BYTES + rows * self.stride:
            raise self._damaged(f"it is cut short, {rows} rows should be there")

    def _damaged(self, reason: str) -> CatalogueCorrupt:
        return unusable(self.file, reason)


def _write(stream: FileIO, data: memoryview) -> None:
    while data:
        data = data[stream.write(data) :]


def checksums(matrix: Matrix) -> Sequence[int]:
    """Return the CRC-32 of each row of a (K, D) float32 matrix as it lies in the file."""
    return [zlib.crc32(row) for row in np.ascontiguousarray(matrix, dtype=DTYPE)]


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, as far as the system can say so."""
    if os.name == "nt":  # has no handles of folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
