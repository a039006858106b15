"""Snapshots: a copy of a catalogue as of one moment, made while it is searched and written."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path

from pointsay.catalogue.database import Database, room_for, unusable
from pointsay.catalogue.spaces import Space, generation_of, spaces
from pointsay.catalogue.store import FILE, opened
from pointsay.catalogue.vector_file import HEADER_BYTES, sync_folder
from pointsay.errors import CatalogueCorrupt, CatalogueError, CatalogueMissing, CatalogueVersion

MANIFEST = "snapshot.json"
VERSION = 1
CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of a snapshot.

    Attributes:
        name: Its path in the catalogue's folder.
        bytes: Its length.
        sha256: Of its bytes.
    """

    name: str
    bytes: int
    sha256: str


def snapshot(folder: Path, to: Path) -> None:
    """Copy a catalogue as of now into a new folder, which `restore` makes a catalogue of again.

    Only what the catalogue answers from is copied. A manifest with the checksum of every file is
    written last, and the folder gets its name when all of it is on the disk.

    Args:
        folder: Of the catalogue.
        to: Must not exist, or be empty.

    Raises:
        CatalogueMissing: There is no catalogue.
        CatalogueError: ``to`` holds something.
        DiskFull: There is no room; nothing is left behind.
    """
    with opened(folder) as database, _becoming(to) as beside:
        files: list[Copied] = []
        while not files:
            files = _copy(database, beside)
        with closing(sqlite3.connect(beside / FILE)) as copy:
            generation = generation_of(copy)
        described = {
            "version": VERSION,
            "generation": generation,
            "files": [asdict(file) for file in files],
        }
        (beside / MANIFEST).write_text(json.dumps(described, indent=2), encoding="utf-8")
        _sync(beside / MANIFEST)


def restore(source: Path, to: Path) -> None:
    """Make a catalogue of a snapshot, every file of which is compared with its checksum.

    Args:
        source: Folder that `snapshot` made.
        to: Must not exist, or be empty.

    Raises:
        CatalogueMissing: ``source`` is no snapshot.
        CatalogueVersion: It was made by a newer pointsay.
        CatalogueCorrupt: A file is not what was copied; nothing is left behind.
        CatalogueError: ``to`` holds something.
        DiskFull: There is no room; nothing is left behind.
    """
    files = _manifest(source)
    with _becoming(to) as beside:
        for file in files:
            target = beside / file.name
            target.parent.mkdir(exist_ok=True)
            try:
                with (source / file.name).open("rb") as stream:
                    copied = _copy_bytes(stream, file.name, target, file.bytes)
            except FileNotFoundError as error:
                raise unusable(source / file.name, "it is gone") from error
            if copied != file:
                raise unusable(source / file.name, "it is not what was copied")


def _copy(database: Database, beside: Path) -> list[Copied]:
    """Copy products and vectors of one moment; nothing when a compaction came between."""
    target = beside / FILE
    with database.reading() as connection:
        space = _active(connection, database.file)
        try:
            vectors = _open(space, database.file.parent)
        except CatalogueCorrupt:
            if space == _active(connection, database.file):
                raise
            return []
    try:
        target.unlink(missing_ok=True)
        with database.reading() as connection, room_for(target):
            connection.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            then = _active(copy, target)
            if then is not None and (space is None or then.id != space.id):
                return []
            copy.execute("DELETE FROM space WHERE state <> 'active'")
            copy.execute("DELETE FROM vector WHERE space NOT IN (SELECT id FROM space)")
        with target.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            files = [Copied(FILE, size, hashlib.file_digest(stream, "sha256").hexdigest())]
        _sync(target)
        if then is not None and then.rows:
            if vectors is None:  # the first rows came between
                return []
            file = then.file(beside)
            file.file.parent.mkdir(exist_ok=True)
            name = file.file.relative_to(beside).as_posix()
            length = HEADER_BYTES + then.rows * file.stride
            files.append(_copy_bytes(vectors, name, file.file, length))
        return files
    finally:
        if vectors is not None:
            vectors.close()


def _active(connection: sqlite3.Connection, file: Path) -> Space | None:
    return next((one for one in spaces(connection, file) if one.state == "active"), None)


def _open(space: Space | None, folder: Path) -> BufferedReader | None:
    """Open the vectors, which stay readable when a compaction removes the file."""
    if space is None or not space.rows:
        return None
    file = space.file(folder)
    file.require(space.rows)
    return file.file.open("rb")


def _copy_bytes(stream: BufferedReader, name: str, target: Path, length: int) -> Copied:
    """Copy the first ``length`` bytes and wait until they are on the disk."""
    digest, left = hashlib.sha256(), length
    with room_for(target), target.open("wb") as written:
        while left and (data := stream.read(min(CHUNK, left))):
            written.write(data)
            digest.update(data)
            left -= len(data)
        written.flush()
        os.fsync(written.fileno())
    return Copied(name, length - left, digest.hexdigest())


def _manifest(source: Path) -> list[Copied]:
    file = source / MANIFEST
    try:
        described = json.loads(file.read_text(encoding="utf-8"))
        version = described["version"]
        files = [Copied(**one) for one in described["files"]]
    except FileNotFoundError as error:
        raise CatalogueMissing(
            f"{source} is no snapshot of a catalogue",
            hint="name a folder that pointsay catalogue snapshot made",
        ) from error
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise unusable(file, "the manifest cannot be read") from error
    if version != VERSION:
        raise CatalogueVersion(
            f"the snapshot has version {version}, this release reads {VERSION}",
            hint="upgrade pointsay",
        )
    for one in files:
        if Path(one.name).is_absolute() or ".." in Path(one.name).parts:
            raise unusable(file, f"it names {one.name!r}, which lies outside")
    return files


@contextmanager
def _becoming(folder: Path) -> Iterator[Path]:
    """Lend a folder beside, which takes the name of ``folder`` when all went well."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CatalogueError(f"{folder} holds something already", hint="name a new folder")
    beside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        yield beside
        for inner in (*(one for one in beside.iterdir() if one.is_dir()), beside):
            sync_folder(inner)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _sync(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
