"""One shop, one engine and one server for all tests of the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pointsay.catalogue import Catalogue, ingest
from pointsay.encoders import Encoder
from pointsay.engine import Engine
from pointsay.server import create_app
from server.shop import draw_shop, running


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("service")
    with Catalogue(folder / "catalogue", encoder, create=True) as catalogue:
        report = ingest(catalogue, draw_shop(folder / "shop"))
        assert not report.problems
        yield Engine(catalogue)


@pytest.fixture(scope="session")
def client(engine: Engine) -> Iterator[httpx.Client]:
    """A client of the real server."""
    with (
        running(create_app(engine)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=20) as client,
    ):
        yield client
