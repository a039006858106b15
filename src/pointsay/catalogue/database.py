"""The SQLite file of a catalogue: a connection for each thread, transactions, errors as ours."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pointsay.errors import CatalogueCorrupt, CatalogueError, DiskFull

TIMEOUT_S = 30.0
LOOK_AGAIN_S = 0.001
WRITER_CACHE_KIB = 64 * 1024  # bulk loads insert all over the indexes of attributes

# SQLite's codes for a file that is not what it should be; others are about the disk and its users.
_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Database:
    """Transactions on one file. Thread-safe: each thread has its own connection."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection; each statement sees what is committed when it starts."""
        with self._guarded():
            yield self._connection

    @contextmanager
    def moment(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection; all statements see one and the same state."""
        with self._guarded():
            self._connection.execute("BEGIN")
            with _transaction(self._connection):
                yield self._connection

    @contextmanager
    def writing(self, *, wait: bool = True) -> Iterator[sqlite3.Connection]:
        """Lend the connection to the one writer. All or nothing: an exception undoes all it did.

        Args:
            wait: Return when it is on the disk. Without, a power cut may take it back until a
                later write has waited; for what nobody is told of.
        """
        with self._guarded():
            # NORMAL is the habit with a write-ahead log, and does not wait.
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if wait else 'NORMAL'}")
            self._connection.execute(f"PRAGMA cache_size = {-WRITER_CACHE_KIB}")
            # SQLite's own waiting looks again every tenth of a second, and so never finds the
            # short moments between the writes of somebody who writes all the time.
            self._connection.execute("PRAGMA busy_timeout = 0")
            try:
                _patiently(self._connection, "BEGIN IMMEDIATE")
            finally:
                self._connection.execute(f"PRAGMA busy_timeout = {int(TIMEOUT_S * 1000)}")
            with _transaction(self._connection):
                yield self._connection

    def close(self) -> None:
        """Close the calling thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.file, isolation_level=None, timeout=TIMEOUT_S)
            # SQLite does not wait by itself while another one turns the write-ahead log on.
            _patiently(connection, "PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Map what SQLite says of the file to our own errors."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # a mistake of ours
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in _DAMAGED:
                raise unusable(self.file, error) from error
            if code == sqlite3.SQLITE_FULL:
                raise disk_full(self.file) from error
            raise CatalogueError(
                f"{self.file} cannot be read or written now: {error}",
                hint="check the disk, its permissions, and who else writes to the catalogue",
            ) from error


def number(connection: sqlite3.Connection, statement: str, values: Sequence[int] = ()) -> int:
    """Return the one number that a statement finds; a file without it is damaged."""
    found = connection.execute(statement, values).fetchone()
    if found is None or not isinstance(found[0], int):
        raise sqlite3.DatabaseError("a number that every catalogue has is missing")
    return found[0]


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """End the transaction that was begun, one way or the other."""
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk may have undone it already
            connection.execute("ROLLBACK")
        raise


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Run a statement, waiting while others hold what it needs."""
    until = time.monotonic() + TIMEOUT_S
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(LOOK_AGAIN_S)
        else:
            return


def unusable(file: Path, reason: object) -> CatalogueCorrupt:
    """Return the error of a file that is not what it should be."""
    return CatalogueCorrupt(
        f"{file.name} in {file.parent} is not a usable catalogue: {reason}",
        hint="restore it from a snapshot, or index the shop again into a new folder",
    )


def disk_full(file: Path) -> DiskFull:
    """Return the error of a write that found no room."""
    return DiskFull(
        f"no room is left on the disk of {file}; nothing of this write was kept",
        hint="free some room and write again; what was acknowledged before is safe",
    )


@contextmanager
def room_for(file: Path) -> Iterator[None]:
    """Map what the system says when there is no room for a file."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise disk_full(file) from error
        raise
