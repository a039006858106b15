"""``pointsay backend``, and a service whose server is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from fakes import picture, shade, write_folder
from pointsay.backends import BackedCatalogue, Patience
from pointsay.catalogue import Catalogue, ingest
from pointsay.cli.backend import backend
from pointsay.cli.search import search
from pointsay.encoders import Encoder
from pointsay.engine import Engine
from pointsay.server import create_app
from remote.servers import PostgresServer

pytestmark = pytest.mark.servers


def test_load_verify_search_and_a_service_that_has_lost_its_server(
    tmp_path: Path, mini: Encoder, postgres: PostgresServer
) -> None:
    source = write_folder(tmp_path / "shop", {f"{at}.png": picture(shade(at)) for at in range(12)})
    folder = tmp_path / "catalogue"
    with Catalogue(folder, mini, create=True) as made:
        ingest(made, source)
    address = f"postgres:{postgres.address}#cli"
    run = CliRunner().invoke
    arguments = [str(folder), "--to", address, "--json"]
    assert json.loads(run(backend, ["load", *arguments]).stdout)["written"] == 12
    assert json.loads(run(backend, ["load", *arguments]).stdout)["kept"] == 12
    assert json.loads(run(backend, ["verify", *arguments]).stdout) == []
    asked = ["--catalogue", str(folder), "--say", "red", "--json", "--backend"]
    there = run(search, [*asked, address], catch_exceptions=False)
    assert len(json.loads(there.stdout)["hits"]) == 12
    patience = Patience(budget_s=0.3)
    with BackedCatalogue(folder, mini, address, patience) as backed:
        client = TestClient(create_app(Engine(backed)))
        form = {"modification": "red"}
        assert client.post("/v1/search", data=form).status_code == 200
        postgres.kill()
        refused = client.post("/v1/search", data=form)
        assert refused.status_code == 503
        assert refused.json()["code"] == "backend_unavailable"
        assert int(refused.headers["retry-after"]) >= 1
        assert client.get("/v1/products").status_code == 200
        postgres.start()
