"""Where pictures are read from: a folder or a zip. Read again whenever a picture is shown."""

from __future__ import annotations

import threading
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Protocol

from pointsay.errors import ImageGone, UnknownSource, shorten
from pointsay.media import DEFAULT_POLICY, EXTENSIONS

# What zipfile and zlib raise on damaged, encrypted or exotic members.
_UNREADABLE = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)

FEED_SUFFIXES = (".csv", ".jsonl", ".ndjson")


class ImageSource(Protocol):
    """Named pictures. Names are relative and use forward slashes. Thread-safe."""

    @property
    def path(self) -> Path:
        """Where the source lies; stored with the catalogue."""
        ...

    def names(self) -> Sequence[str]:
        """Return the names that look like pictures, sorted; contents are not checked."""
        ...

    def read(self, name: str) -> bytes:
        """Return a member's bytes.

        Raises:
            ImageGone: There is no such member (any more).
            FileTooLarge: It is larger than any picture may be; it is not read.
        """
        ...

    def feed(self) -> tuple[str, bytes] | None:
        """Return (name, bytes) of the feed at the top, CSV before JSON Lines, or None."""
        ...


class FolderSource:
    """The pictures below a folder; links that lead out of it are not followed."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()

    @property
    def path(self) -> Path:
        """Where the folder lies."""
        return self._path

    def names(self) -> Sequence[str]:
        """Return relative names of files with a picture's extension."""
        return sorted(
            file.relative_to(self._path).as_posix()
            for file in self._path.rglob("*")
            if file.suffix.lower() in EXTENSIONS and file.is_file()
        )

    def read(self, name: str) -> bytes:
        """Return a file's bytes."""
        try:
            file = (self._path / name).resolve()
            if file.is_relative_to(self._path):
                DEFAULT_POLICY.admit(file.stat().st_size, shorten(name))
                return file.read_bytes()
        except (OSError, ValueError) as error:
            raise _gone(name, self._path) from error
        raise ImageGone(
            f"{shorten(name)} lies outside its folder",
            hint="use paths inside the folder of the pictures",
        )

    def feed(self) -> tuple[str, bytes] | None:
        """Return the feed named ``products.*`` at the top of the folder."""
        for suffix in FEED_SUFFIXES:
            file = self._path / f"products{suffix}"
            if file.is_file():
                return file.name, file.read_bytes()
        return None


class ZipSource:
    """The pictures inside a zip, read in place.

    Raises:
        UnknownSource: The file is not a readable zip.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._lock = threading.Lock()
        try:
            self._archive = zipfile.ZipFile(self._path)
        except (OSError, zipfile.BadZipFile) as error:
            raise UnknownSource(
                f"{path.name} is not a readable zip: {error}",
                hint="check that the file was copied to its end",
            ) from error

    @property
    def path(self) -> Path:
        """Where the zip lies."""
        return self._path

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset(info.filename for info in self._archive.infolist() if not info.is_dir())

    def names(self) -> Sequence[str]:
        """Return member names with a picture's extension."""
        return sorted(
            name
            for name in self._members
            if PurePosixPath(name).suffix.lower() in EXTENSIONS and not name.startswith("__MACOSX/")
        )

    def read(self, name: str) -> bytes:
        """Return a member's bytes."""
        if name not in self._members:
            raise _gone(name, self._path)
        # Before inflating: a few kilobytes of zip can hold gigabytes.
        DEFAULT_POLICY.admit(self._archive.getinfo(name).file_size, shorten(name))
        return self._inflate(name)

    def _inflate(self, name: str) -> bytes:
        try:
            with self._lock:
                return self._archive.read(name)
        except _UNREADABLE as error:
            raise ImageGone(
                f"{shorten(name)} in {self._path.name} cannot be read: {error}",
                hint="check the zip with: python -m zipfile -t FILE",
            ) from error

    def feed(self) -> tuple[str, bytes] | None:
        """Return the feed named ``products.*`` at the top of the zip."""
        for suffix in FEED_SUFFIXES:
            if f"products{suffix}" in self._members:
                return f"products{suffix}", self._inflate(f"products{suffix}")
        return None


def _gone(name: str, path: Path) -> ImageGone:
    return ImageGone(
        f"there is no picture {shorten(name)} in {path.name}",
        hint="put the file back, or index again so that the catalogue forgets it",
    )


def open_images(path: Path) -> ImageSource:
    """Open a folder or a zip of pictures.

    Raises:
        UnknownSource: The path is missing or is neither.
    """
    if path.is_dir():
        return FolderSource(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return ZipSource(path)
    what = "is neither a folder nor a zip" if path.exists() else "does not exist"
    raise UnknownSource(f"{path} {what}", hint="give a folder of pictures or a zip of them")


def product_id_of(name: str) -> str:
    """Return the id of a picture that no feed names: its path without the suffix."""
    return str(PurePosixPath(name).with_suffix(""))


def by_product_id(names: Sequence[str]) -> dict[str, str]:
    """Map ids to picture names, both by path and by bare file name where that is unique."""
    table: dict[str, str] = {}
    clashes: set[str] = set()
    for name in names:
        bare = PurePosixPath(name).stem
        if bare in table:
            clashes.add(bare)
        table[bare] = name
    for bare in clashes:
        del table[bare]
    return {**table, **{product_id_of(name): name for name in names}}


def pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (product id, picture name); bare names as ids where all of them are unique."""
    bare = [PurePosixPath(name).stem for name in names]
    unique = len(set(bare)) == len(bare)
    for name, stem in zip(names, bare, strict=True):
        yield (stem if unique else product_id_of(name)), name
