"""The contract: the committed file is what the code says, and every route is known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from pointsay.server.openapi import document, text
from server.asking import FIELDS

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"

# Everything is public for now; a route that is not meant to be must not slip in here unseen.
PUBLIC = {
    ("get", "/healthz"),
    ("get", "/v1/cascades"),
    ("get", "/v1/catalogues"),
    ("get", "/v1/facets"),
    ("get", "/v1/methods"),
    ("get", "/v1/products"),
    ("get", "/v1/products/{product_id}"),
    ("get", "/v1/products/{product_id}/image"),
    ("get", "/v1/status"),
    ("get", "/v1/understand"),
    ("post", "/v1/search"),
}


def test_the_committed_file_is_up_to_date() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == text(), "run: make openapi"


def test_the_command_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "openapi.json"
    command = [sys.executable, "-W", "error", "-m", "pointsay.server.openapi", str(out)]
    subprocess.run(command, check=True, timeout=600)
    assert out.read_text(encoding="utf-8") == text()


def test_the_server_tells_the_same(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == document()


def test_every_route_is_on_the_list() -> None:
    found = {(method, path) for path, methods in document()["paths"].items() for method in methods}
    assert found == PUBLIC


def test_every_route_is_described() -> None:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert operation["description"].strip(), (method, path)
            assert operation["tags"], (method, path)


def test_every_refusal_is_described_as_a_problem_document() -> None:
    problem = {"schema": {"$ref": "#/components/schemas/ProblemOut"}}
    seen = 0
    for methods in document()["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert response["content"] == {"application/problem+json": problem}
                    seen += 1
    assert seen
    described = document()["components"]["schemas"]["ProblemOut"]
    assert set(described["properties"]) == FIELDS


def test_the_form_of_a_search_is_described() -> None:
    form = document()["components"]["schemas"]["Body_search_v1_search_post"]["properties"]
    assert set(form) == {
        *("reference", "reference_id", "details"),
        *("modification", "filters", "k", "method", "cascade", "deadline_ms"),
        *("catalogue", "one_of_each", "spread", "after"),
    }
    assert all(field["description"] for field in form.values())
