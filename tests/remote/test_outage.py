"""What is seen of a server that dies, sleeps and comes back, with a real PostgreSQL."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from catalogue.stored import unit
from pointsay.backends import Line, Patience, RemoteIndex, load, verify
from pointsay.backends.base import LOADER
from pointsay.backends.postgres import Postgres
from pointsay.catalogue import Catalogue
from pointsay.errors import BackendUnavailable
from remote.conftest import entry, on_server
from remote.servers import PostgresServer

pytestmark = pytest.mark.servers

ROWS = 400
BRIEF = Patience(budget_s=0.6, rest_s=0.1)


@pytest.fixture(scope="module")
def server(postgres: PostgresServer) -> Iterator[Postgres]:
    opened = Postgres(postgres.address)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def index(server: Postgres) -> RemoteIndex:
    matrix = np.stack([unit(row) for row in range(ROWS)])
    return on_server(server, "trial", matrix)


@pytest.fixture
def shopper(server: Postgres, index: RemoteIndex) -> RemoteIndex:
    return RemoteIndex(Line(server, BRIEF), index.about)


def test_shoppers_are_told_and_answered_again_after_a_restart(
    postgres: PostgresServer, shopper: RemoteIndex
) -> None:
    right: list[float] = []
    wrong: list[float] = []
    told: list[tuple[float, BackendUnavailable]] = []
    stop = threading.Event()

    def ask() -> None:
        row = 0
        while not stop.is_set():
            row = (row + 1) % ROWS
            began = time.monotonic()
            try:
                found = shopper.search(unit(row), 1)
            except BackendUnavailable as error:
                told.append((time.monotonic() - began, error))
                time.sleep(0.01)
            else:
                (right if found.rows[0] == row else wrong).append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: len(right) > 20)
        postgres.kill()
        _until(lambda: len(told) > 4)
        postgres.start()
        back = time.monotonic()
        _until(lambda: any(at > back for at in right))
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
    assert wrong == []
    assert all(not thread.is_alive() for thread in threads)
    assert all(error.retry_after_s >= 1 and error.hint for _, error in told)
    # Never a word of where the server is or who asks it.
    assert all(str(postgres.port) not in error.message for _, error in told)


def test_a_short_outage_is_not_noticed(
    postgres: PostgresServer, server: Postgres, index: RemoteIndex
) -> None:
    patient = RemoteIndex(Line(server, LOADER), index.about)
    assert patient.search(unit(7), 1).rows[0] == 7
    postgres.kill()
    late = threading.Timer(0.3, postgres.start)
    late.start()
    assert patient.search(unit(7), 1).rows[0] == 7  # on a connection that had died
    late.join()


def test_a_server_that_sleeps_is_not_waited_for(
    postgres: PostgresServer, shopper: RemoteIndex
) -> None:
    assert shopper.search(unit(7), 1).rows[0] == 7
    postgres.signal(signal.SIGSTOP)
    try:
        with pytest.raises(BackendUnavailable):
            shopper.search(unit(7), 1)
        with pytest.raises(BackendUnavailable):  # at once: the server is being left in peace
            shopper.search(unit(7), 1)
    finally:
        postgres.signal(signal.SIGCONT)
    time.sleep(BRIEF.rest_s)
    assert shopper.search(unit(7), 1).rows[0] == 7


def test_a_load_waits_for_a_server_that_is_killed_meanwhile(
    postgres: PostgresServer, server: Postgres, shop: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pointsay.backends.loading.BATCH", 40)
    late: list[threading.Timer] = []

    def kill(done: int, _: int) -> None:
        if done == 80:
            postgres.kill()
            late.append(threading.Timer(0.3, postgres.start))
            late[0].start()

    line = Line(server, LOADER)
    load(shop, line, "killed", kill)
    late[0].join()
    assert verify(shop, line, "killed") == []
    shop.store.write([entry(1, look=900)])
    assert load(shop, line, "killed").written == 1


def _until(reached: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.01)
