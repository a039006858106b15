"""Searches that do not compare every row, against real servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pointsay.backends import About, Line, Record, RemoteIndex, Server
from pointsay.backends.base import LOADER
from pointsay.backends.milvus import Milvus
from pointsay.backends.postgres import Postgres
from pointsay.backends.probes import TARGET, Probes, measure
from pointsay.catalogue import parse_filters
from pointsay.evaluation.clustered import clustered_gallery, clustered_queries
from pointsay.index.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pointsay.types import Matrix

pytestmark = pytest.mark.servers

ROWS, DIM, K = 6_000, 24, 100
TWINS = np.arange(0, ROWS, 40)  # each of these has the vector of the row behind it


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    made = clustered_gallery(ROWS, DIM)
    made[TWINS + 1] = made[TWINS]
    return made


@pytest.fixture(scope="module")
def listed(address: str, matrix: Matrix) -> Iterator[RemoteIndex]:
    """An index in lists, though it has few rows."""
    kind, _, rest = address.partition(":")
    server: Server = Postgres(rest, lists_from=ROWS) if kind == "postgres" else Milvus(rest)
    table = f"listed_{os.getpid()}"
    yield _loaded(server, table, matrix)
    server.drop(table, 60.0)
    server.close()


@pytest.fixture
def index(listed: RemoteIndex, monkeypatch: pytest.MonkeyPatch) -> RemoteIndex:
    """The same, and no filter passes so few rows that all of them are compared."""
    monkeypatch.setattr("pointsay.backends.index.FEW", 0)
    return listed


def _loaded(server: Server, table: str, matrix: Matrix) -> RemoteIndex:
    line = Line(server, LOADER)
    line.call(lambda s: server.make(table, DIM, s))
    records = [
        Record(row, f"p{row}", "-", 1, {"half": "ab"[row % 2]}, vector)
        for row, vector in enumerate(matrix)
    ]
    line.call(lambda s: server.put(table, records, s))
    lists = line.call(lambda s: server.settle(table, [], s))
    live = np.ones(len(matrix), dtype=bool)
    probes = measure(line, table, lists, np.arange(len(matrix)))
    moments = Tally.of(matrix).moments()
    return RemoteIndex(line, About(table, "-", 1, 1, ("half",), live, moments, probes))


def _recall(index: RemoteIndex, matrix: Matrix, allowed: NDArray[np.bool_]) -> float:
    shares = []
    for query in clustered_queries(20, DIM):
        scores = np.where(allowed, matrix @ query, -np.inf)
        found = index.search(query, K, allowed)
        assert len(found.rows) == K
        assert allowed[found.rows].all()
        assert len(np.unique(found.rows)) == K
        # By score, for of two twins either may be the last one.
        shares.append(float((scores[found.rows] >= np.sort(scores)[-K] - 1e-3).mean()))
    return float(np.mean(shares))


def test_as_many_lists_are_read_as_a_depth_needs() -> None:
    probes = Probes(100, (250, 500), (10, 30))
    assert [probes.for_depth(depth) for depth in (1, 250, 250.5, 500)] == [10, 10, 30, 30]
    assert probes.for_depth(1_000) == 60
    assert probes.for_depth(2_000) is None  # all of them: then a scan is as fast, and exact
    assert Probes().for_depth(10) is None


def test_what_is_measured_finds_enough_whatever_the_filter(
    index: RemoteIndex, matrix: Matrix
) -> None:
    probes = index.about.probes
    few = probes.for_depth(K)
    assert few is not None
    assert few < probes.lists
    everything, half = np.ones(ROWS, dtype=bool), np.arange(ROWS) % 2 == 0
    assert _recall(index, matrix, everything) >= TARGET - 0.01
    assert _recall(index, matrix, half) >= TARGET - 0.01
    assert _recall(index, matrix, ~half) >= TARGET - 0.01


def test_an_answer_is_complete_where_the_nearest_lists_hold_nothing_that_passes(
    index: RemoteIndex, matrix: Matrix
) -> None:
    query = clustered_queries(1, DIM)[0]
    far = np.zeros(ROWS, dtype=bool)
    far[np.argsort(matrix @ query)[: ROWS // 4]] = True
    found = index.search(query, K, far)
    assert len(found.rows) == K
    assert far[found.rows].all()


def test_pages_repeat_nothing_and_keep_twins(index: RemoteIndex) -> None:
    query = clustered_queries(1, DIM)[0]
    pages = list(islice(index.pages(query, 37, parse_filters({"half": ["a", "b"]})), 12))
    rows = np.concatenate([page.found.rows for page in pages])
    scores = np.concatenate([page.found.scores for page in pages])
    assert len(np.unique(rows)) == len(rows) == 12 * 37
    assert (np.diff(scores) <= 0).all()
    first = TWINS[np.isin(TWINS, rows[:-1])]
    assert len(first) > 0
    assert np.isin(first + 1, rows).all()
