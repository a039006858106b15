"""One catalogue and both kinds of servers for the tests of this room."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from catalogue.stored import unit
from fakes import ColourEncoder
from pointsay.backends import About, Line, Record, RemoteIndex, Server, open_server
from pointsay.backends.base import LOADER
from pointsay.catalogue import Catalogue, Entry
from pointsay.index.tally import Tally
from pointsay.types import Product, Scalar
from remote.servers import PostgresServer

if TYPE_CHECKING:
    from pointsay.types import Matrix

MILVUS = "POINTSAY_TEST_MILVUS"
PRODUCTS = 240
COLOURS = ["red", "Red", "NAVY", "rosé", "ROSÉ", "o'neil", '"; DROP', "50% off_", "nul\0"]
SIZES: list[Scalar] = ["S", "m", 38.0, "38", 42.5, "nan", -3.0]

_tables = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for all tests; whoever kills it brings it back."""
    started = PostgresServer()
    started.start()
    yield started
    started.remove()


@pytest.fixture(scope="session", params=["postgres", "milvus"])
def address(request: pytest.FixtureRequest) -> str:
    """Where each kind of server listens."""
    if request.param == "postgres":
        running: PostgresServer = request.getfixturevalue("postgres")
        return f"postgres:{running.address}"
    if MILVUS not in os.environ:
        pytest.skip(f"set {MILVUS} to the http://host:port of a Milvus to test against it")
    return f"milvus:{os.environ[MILVUS]}"


@pytest.fixture(scope="session")
def server(address: str) -> Iterator[Server]:
    opened, _ = open_server(address)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def build(server: Server) -> Iterator[Callable[[Matrix], RemoteIndex]]:
    """Return what puts a matrix onto the server, as `check_index` asks for it."""
    with_tables: list[str] = []

    def put(matrix: Matrix) -> RemoteIndex:
        with_tables.append(f"trial_{os.getpid()}_{next(_tables)}")
        return on_server(server, with_tables[-1], matrix)

    yield put
    for table in with_tables:
        server.drop(table, 60.0)


def on_server(server: Server, table: str, matrix: Matrix) -> RemoteIndex:
    """Write rows without attributes into a table of their own."""
    line = Line(server, LOADER)
    line.call(lambda s: server.make(table, matrix.shape[1], s))
    records = [Record(row, f"p{row}", "-", 1, {}, vector) for row, vector in enumerate(matrix)]
    if records:
        line.call(lambda s: server.put(table, records, s))
    line.call(lambda s: server.settle(table, [], s))
    moments = Tally.of(matrix).moments()
    return RemoteIndex(line, About(table, "-", 1, 1, (), np.ones(len(matrix), bool), moments))


def product(number: int) -> Product:
    facts: dict[str, Scalar] = {"number": float(number)}
    if number % 7:
        facts["colour"] = COLOURS[number % len(COLOURS)]
    if number % 5:
        facts["size"] = SIZES[number % len(SIZES)]
    if number % 4 == 0:
        facts["Größe 'in' cm"] = float(number)
    price = number * 2.5 if number % 3 else None
    return Product(f"p{number:03}", f"Thing {number}", price, facts)


def entry(number: int, look: int | None = None) -> Entry:
    look = number if look is None else look
    return Entry(product(number), Path("/nowhere"), f"{number}.png", f"{look:064}", unit(look))


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(tmp_path / "shop", ColourEncoder(), create=True) as opened:
        opened.load(map(entry, range(PRODUCTS)))
        yield opened
