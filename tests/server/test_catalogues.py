"""A service over several catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from fakes import csv_feed, write_folder
from nasty import plain_png
from pointsay.catalogue import Catalogue, ingest
from pointsay.engine import Engine
from pointsay.server import Shop, create_app
from server.asking import refusal
from server.shop import running

if TYPE_CHECKING:
    from pointsay.encoders import Encoder

LAMPS = ("lamp", "lamp two", "lamp/3")


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, encoder: Encoder
) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("home")
    rows = [
        {"product_id": name, "image": f"{at}.png", "kind": "lamp"} for at, name in enumerate(LAMPS)
    ]
    files = {f"{at}.png": plain_png((30, 30), (80 * at, 9, 9)) for at in range(len(LAMPS))}
    source = write_folder(folder / "s", {**files, "products.csv": csv_feed(rows)})
    with Catalogue(folder / "c", encoder, create=True) as home:
        assert not ingest(home, source).problems
        shops = [Shop("shop", engine, "kind"), Shop("home & more", Engine(home))]
        with (
            running(create_app(shops)) as address,
            httpx.Client(base_url=address, trust_env=False, timeout=20) as client,
        ):
            yield client


HOME = "home & more"


def test_the_list(both: httpx.Client) -> None:
    shop, home = both.get("/v1/catalogues").json()["catalogues"]
    assert (shop["name"], shop["default"], shop["one_of_each"]) == ("shop", True, "kind")
    assert (home["name"], home["default"], home["one_of_each"]) == (HOME, False, None)
    assert home["products"] == len(LAMPS)
    assert both.get("/healthz").json()["products"] == shop["products"] + home["products"]


def test_each_answers_for_itself(both: httpx.Client) -> None:
    found = both.post("/v1/search", data={"modification": "red", "catalogue": HOME}).json()
    assert sorted(hit["product"]["id"] for hit in found["hits"]) == sorted(LAMPS)
    first = both.post("/v1/search", data={"modification": "red"}).json()
    assert not {hit["product"]["id"] for hit in first["hits"]} & set(LAMPS)
    named = both.post("/v1/search", data={"modification": "red", "catalogue": "shop"}).json()
    assert [one["product"] for one in named["hits"]] == [one["product"] for one in first["hits"]]
    listed = both.get("/v1/products", params={"catalogue": HOME}).json()
    assert [one["id"] for one in listed["products"]] == list(LAMPS)
    facets = both.get("/v1/facets", params={"catalogue": HOME}).json()["facets"]
    assert "colour" not in [one["name"] for one in facets]
    for where in ("/v1/status", "/v1/methods", "/v1/cascades"):
        assert both.get(where, params={"catalogue": HOME}).status_code == 200
    asked = {"modification": "red", "catalogue": HOME}
    assert both.get("/v1/understand", params=asked).json()["want"]


def test_pictures_are_found_where_they_are_told_to_be(both: httpx.Client) -> None:
    found = both.post("/v1/search", data={"modification": "red", "catalogue": HOME}).json()
    for hit in found["hits"]:
        assert both.get(hit["product"]["image_url"]).headers["content-type"] == "image/png"
    product = both.get("/v1/products/lamp%2F3", params={"catalogue": HOME}).json()
    assert product["id"] == "lamp/3"
    refusal(both.get("/v1/products/lamp%2F3"), 404, "unknown_product")


def test_a_catalogue_that_is_not_there(both: httpx.Client) -> None:
    for answer in (
        both.post("/v1/search", data={"modification": "red", "catalogue": "nope"}),
        both.get("/v1/products", params={"catalogue": "nope"}),
        both.get("/v1/products/x/image", params={"catalogue": "nope"}),
        both.get("/v1/status", params={"catalogue": "nope"}),
    ):
        assert HOME in refusal(answer, 404, "unknown_catalogue")["hint"]


def test_a_lone_one_needs_no_name(client: httpx.Client) -> None:
    (only,) = client.get("/v1/catalogues").json()["catalogues"]
    assert only["default"]
    assert client.get("/v1/facets", params={"catalogue": only["name"]}).status_code == 200
