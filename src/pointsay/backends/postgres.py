"""PostgreSQL with pgvector: vectors in half precision, filters as SQL over one JSONB column."""

from __future__ import annotations

import math
import queue
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from os import dup
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from pointsay.backends.base import Ask, Record, alarm
from pointsay.backends.clauses import Clause
from pointsay.backends.postgres_sql import (
    DISTANCE,
    INDEXES,
    asked,
    conditions,
    literal,
    number_of,
)
from pointsay.errors import BackendMismatch, MissingExtra
from pointsay.index import Found

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from psycopg import Connection

    from pointsay.types import Vector

SCHEMA = "pointsay"
LISTS_FROM = 20_000  # rows from which not all of them are compared
MOST_LISTS = 2_048  # more of them want more memory to be made than MAKING
MAKING = "2GB"
RANGES = 16  # facts whose ranges get an index; others are filtered row by row


class Postgres:
    """A database; see `pointsay.backends.base.Server`.

    Args:
        address: What libpq connects by: a URL or ``key=value`` words.
        lists_from: Rows from which `settle` puts vectors into inverted lists (IVFFlat).

    Raises:
        MissingExtra: psycopg or pgvector is not installed.
    """

    name = "PostgreSQL"
    deepest = 1_000_000_000
    by_place = False

    def __init__(self, address: str, *, lists_from: int = LISTS_FROM) -> None:
        try:
            import pgvector.psycopg
            import psycopg
        except ModuleNotFoundError as error:
            raise MissingExtra("postgres", "a PostgreSQL backend") from error
        self._psycopg, self._vectors = psycopg, pgvector
        self.transient: tuple[type[Exception], ...] = (psycopg.OperationalError,)
        self._address, self._lists_from = address, lists_from
        self._idle: queue.LifoQueue[Connection[Any]] = queue.LifoQueue()

    def close(self) -> None:
        """See `pointsay.backends.base.Server`."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def make(self, table: str, dim: int, within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        with self._connection(within) as connection:
            connection.execute(
                f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.{table} (
                    row bigint PRIMARY KEY,
                    product text NOT NULL,
                    stamp text NOT NULL,
                    generation bigint NOT NULL,
                    facts jsonb NOT NULL,
                    vector halfvec({dim}) NOT NULL
                )"""
            )
            # Vectors stay in the row: fetched from beside it, a comparison costs two look-ups.
            connection.execute(
                f"ALTER TABLE {SCHEMA}.{table} ALTER COLUMN vector SET STORAGE PLAIN"
            )

    def put(self, table: str, records: Sequence[Record], within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        from psycopg.types.json import Jsonb

        half = self._vectors.HalfVector
        with self._connection(within) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE arriving (LIKE {SCHEMA}.{table}) ON COMMIT DROP")
            columns = "row, product, stamp, generation, facts, vector"
            with cursor.copy(f"COPY arriving ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int8", "text", "text", "int8", "jsonb", "halfvec"])
                for one in records:
                    said = one.row, one.product, one.stamp, one.generation
                    copy.write_row((*said, Jsonb(dict(one.facts)), half(one.vector)))
            cursor.execute(
                f"""INSERT INTO {SCHEMA}.{table} SELECT {columns} FROM arriving
                ON CONFLICT (row) DO UPDATE SET product = excluded.product,
                    stamp = excluded.stamp, generation = excluded.generation,
                    facts = excluded.facts, vector = excluded.vector"""
            )

    def remove(self, table: str, rows: Sequence[int], within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        with self._connection(within) as connection:
            connection.execute(f"DELETE FROM {SCHEMA}.{table} WHERE row = ANY(%s)", [list(rows)])

    def stamps(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, str]:
        """See `pointsay.backends.base.Server`."""
        return dict(self._look_up(table, "stamp", rows, within))

    def settle(self, table: str, numbers: Sequence[str], within: float) -> int:
        """See `pointsay.backends.base.Server`."""
        rows = self.count(table, within)
        lists = _lists(rows) if rows >= self._lists_from else 0
        with self._connection(within) as connection:
            connection.execute(
                f"""CREATE INDEX IF NOT EXISTS {table}_facts ON {SCHEMA}.{table}
                USING gin (facts jsonb_path_ops)"""
            )
            for name in numbers[:RANGES]:
                # Also the only way for the planner to know how many rows a range lets through.
                connection.execute(
                    f"""CREATE INDEX IF NOT EXISTS {table}_{crc32(name.encode()):08x}
                    ON {SCHEMA}.{table}
                    (({number_of(literal(name, connection))}))"""
                )
            named = f"{table}_lists_{lists}"
            if lists:
                connection.execute(f"SET LOCAL maintenance_work_mem = '{MAKING}'")
                connection.execute(
                    f"""CREATE INDEX IF NOT EXISTS {named} ON {SCHEMA}.{table}
                    USING ivfflat (vector halfvec_ip_ops) WITH (lists = {lists})"""
                )
            connection.execute(f"ANALYZE {SCHEMA}.{table}")
            for (other,) in connection.execute(INDEXES, [f"{SCHEMA}.{table}", named]).fetchall():
                connection.execute(f"DROP INDEX {other}")
        return lists

    def count(self, table: str, within: float, clauses: Sequence[Clause] = ()) -> int:
        """See `pointsay.backends.base.Server`."""
        tests, values = conditions(clauses)
        with self._connection(within) as connection:
            counted = f"SELECT count(*) FROM {SCHEMA}.{table} WHERE {tests}"
            return int(_one(connection.execute(counted, values)))

    def vectors(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, Vector]:
        """See `pointsay.backends.base.Server`."""
        found = self._look_up(table, "halfvec_send(vector)", rows, within)
        # The width, two bytes that mean nothing, then big-endian halves.
        return {row: np.frombuffer(sent, ">f2", offset=4).astype(np.float32) for row, sent in found}

    def products(self, table: str, rows: NDArray[np.int64], within: float) -> dict[int, str]:
        """See `pointsay.backends.base.Server`."""
        return dict(self._look_up(table, "product", rows, within))

    def _look_up(
        self, table: str, wanted: str, rows: NDArray[np.int64], within: float
    ) -> list[tuple[int, Any]]:
        with self._connection(within) as connection:
            return connection.execute(
                f"SELECT row, {wanted} FROM {SCHEMA}.{table} WHERE row = ANY(%s)",
                [rows.tolist()],
                binary=True,
            ).fetchall()

    def search(self, table: str, ask: Ask, within: float) -> Found:
        """See `pointsay.backends.base.Server`."""
        exact = ask.probes is None
        tests, values = asked(ask)
        # Lists tell no order among equals; those of the last place come along and are cut below.
        first = ", row LIMIT %(k)s" if exact else " FETCH FIRST (%(k)s) ROWS WITH TIES"
        statement = f"""SELECT row, -{DISTANCE} FROM {SCHEMA}.{table}
            WHERE {tests} ORDER BY {DISTANCE}{first}"""
        values |= {"query": self._vectors.HalfVector(ask.vector), "k": ask.k}
        with self._connection(within) as connection, connection.pipeline():
            connection.execute(
                """SELECT set_config('ivfflat.probes', %s, true),
                    set_config('enable_indexscan', %s, true)""",
                [str(ask.probes or 1), "off" if exact else "on"],
            )
            found = connection.execute(statement, values, binary=True).fetchall()
        rows = np.fromiter((row for row, _ in found), np.int64, len(found))
        # Double precision, in which a cursor's score is compared with those of the next page.
        scores: NDArray[Any] = np.fromiter((score for _, score in found), np.float64, len(found))
        order = np.lexsort((rows, -scores))[: ask.k]
        return Found(rows[order], scores[order])

    def drop(self, table: str, within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        with self._connection(within) as connection:
            connection.execute(f"DROP TABLE IF EXISTS {SCHEMA}.{table}")

    def read_note(self, name: str, within: float) -> bytes | None:
        """See `pointsay.backends.base.Server`."""
        with self._connection(within) as connection:
            found = connection.execute(
                f"SELECT note FROM {SCHEMA}.note WHERE name = %s", [name], binary=True
            ).fetchone()
            return bytes(found[0]) if found else None

    def write_note(self, name: str, note: bytes, within: float) -> None:
        """See `pointsay.backends.base.Server`."""
        with self._connection(within) as connection:
            connection.execute(
                f"""INSERT INTO {SCHEMA}.note VALUES (%s, %s)
                ON CONFLICT (name) DO UPDATE SET note = excluded.note""",
                [name, note],
            )

    @contextmanager
    def _connection(self, within: float) -> Iterator[Connection[Any]]:
        """Lend a connection and commit; one that failed or took too long is not used again."""
        connection = self._take(within)
        try:
            with alarm(within, lambda: _cut(connection)), connection.transaction():
                yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.put(connection)

    def _take(self, within: float) -> Connection[Any]:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        # libpq counts in whole seconds and takes no fewer than two.
        seconds = max(2, math.ceil(within))
        connection = self._psycopg.connect(
            self._address,
            connect_timeout=seconds,
            autocommit=True,
            application_name="pointsay",
            prepare_threshold=None,  # a plan depends on the values: a red one may be rare or not
        )
        try:
            with alarm(within, lambda: _cut(connection)):
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: Connection[Any]) -> None:
        """Make room for our tables, and let filtered searches go on until they are complete."""
        try:
            with connection.transaction():
                # Two that create at once would both find nothing there, and one of them fail.
                connection.execute("SELECT pg_advisory_xact_lock(hashtext('pointsay'))")
                connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                connection.execute(
                    f"""CREATE TABLE IF NOT EXISTS {SCHEMA}.note
                    (name text PRIMARY KEY, note bytea NOT NULL)"""
                )
        except (self._psycopg.errors.UndefinedFile, self._psycopg.errors.FeatureNotSupported):
            raise BackendMismatch(
                "the PostgreSQL server has no pgvector", hint="install pgvector 0.8 or newer there"
            ) from None
        self._vectors.psycopg.register_vector(connection)
        connection.execute("SET ivfflat.iterative_scan = 'relaxed_order'")


def _lists(rows: int) -> int:
    """Return how many lists to make: near twice the root of the rows, and seldom another number."""
    return min(MOST_LISTS, 1 << round(math.log2(2 * math.sqrt(rows))))


def _one(cursor: Any) -> Any:
    return cursor.fetchone()[0]


def _cut(connection: Connection[Any]) -> None:
    """Wake up whoever waits for the server: psycopg itself waits without end."""
    with suppress(OSError), socket.socket(fileno=dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
