"""What each route answers when all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

import pointsay
from nasty import html, plain_jpeg
from pointsay.catalogue import Catalogue, ingest
from pointsay.encoders import Encoder
from pointsay.engine import Engine
from pointsay.methods import DEFAULT, ready_methods
from pointsay.server import create_app
from server.asking import refusal, secured
from server.shop import COLOURS, KINDS, ODD_IDS, PLAIN_IDS, draw_shop, running

PRODUCTS = len(PLAIN_IDS) + len(ODD_IDS) + 2


def ids(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    body = response.json()
    found = body["hits"] if "hits" in body else body["products"]
    return [one["product"]["id"] if "hits" in body else one["id"] for one in found]


def test_health(client: httpx.Client, engine: Engine) -> None:
    response = client.get("/healthz")
    assert response.json() == {
        "status": "ok",
        "version": pointsay.__version__,
        "products": PRODUCTS,
        "encoder": engine.catalogue.encoder.info.name,
    }
    secured(response)


def test_methods_name_exactly_one_default(client: httpx.Client, engine: Engine) -> None:
    methods = client.get("/v1/methods").json()["methods"]
    assert [one["name"] for one in methods] == ready_methods(engine.catalogue.encoder)
    assert [one["name"] for one in methods if one["default"]] == [DEFAULT]
    assert all(one["summary"] for one in methods)


def test_pages_of_products_make_the_whole_without_overlap(client: httpx.Client) -> None:
    pages = [
        ids(client.get("/v1/products", params={"limit": 10, "offset": offset}))
        for offset in range(0, PRODUCTS + 10, 10)
    ]
    everything = [one for page in pages for one in page]
    assert everything == [*PLAIN_IDS, *ODD_IDS, "as-gif", "as-webp"]
    assert pages[-1] == []
    assert client.get("/v1/products").json()["total"] == PRODUCTS
    assert len(ids(client.get("/v1/products"))) == 24
    assert len(ids(client.get("/v1/products", params={"limit": 200}))) == PRODUCTS


def test_a_mixed_shelf_holds_the_same_products_in_another_order(client: httpx.Client) -> None:
    def pages() -> list[str]:
        asked = [{"limit": 10, "offset": at, "order": "mixed"} for at in range(0, PRODUCTS, 10)]
        return [one for params in asked for one in ids(client.get("/v1/products", params=params))]

    arrived = ids(client.get("/v1/products", params={"limit": 200}))
    assert sorted(pages()) == sorted(arrived)
    assert pages() == pages() != arrived
    assert client.get("/v1/products", params={"order": "random"}).status_code == 422


def test_browsing_filters(client: httpx.Client) -> None:
    filters = ["colour=red", "colour=navy", "kind!=bag", "price<=15"]
    found = client.get("/v1/products", params={"filter": filters})
    # Prices are 10, 11, ... in the order of the plain ids.
    assert ids(found) == ["dress-red", "dress-navy", "shirt-red", "shirt-navy"]
    assert found.json()["total"] == 4


def test_a_product(client: httpx.Client) -> None:
    assert client.get("/v1/products/shirt-navy").json() == {
        "id": "shirt-navy",
        "title": "Navy shirt",
        "price": 15.0,
        "attributes": {"colour": "navy", "kind": "shirt", "size": 37.0},
        "image_url": "/v1/products/shirt-navy/image",
    }


@pytest.mark.parametrize("product_id", ODD_IDS)
def test_any_id_works_everywhere(client: httpx.Client, product_id: str) -> None:
    product = client.get(f"/v1/products/{quote(product_id, safe='')}")
    assert product.status_code == 200, product.text
    assert product.json()["id"] == product_id
    image = client.get(product.json()["image_url"])
    assert image.status_code == 200
    assert image.headers["content-type"] == "image/png"
    answer = client.post("/v1/search", data={"reference_id": product_id, "k": "3"})
    assert len(ids(answer)) == 3
    assert product_id not in ids(answer)


@pytest.mark.parametrize(
    ("product_id", "kind", "magic"),
    [
        ("dress-red", "image/png", b"\x89PNG"),
        ("as-gif", "image/gif", b"GIF8"),
        ("as-webp", "image/webp", b"RIFF"),
    ],
)
def test_a_picture(client: httpx.Client, product_id: str, kind: str, magic: bytes) -> None:
    response = client.get(f"/v1/products/{product_id}/image")
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    assert response.content.startswith(magic)
    secured(response)


def test_a_picture_is_sent_once_to_who_keeps_it(client: httpx.Client) -> None:
    first = client.get("/v1/products/dress-red/image")
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert tag.endswith('"')
    assert "max-age" in first.headers["cache-control"]
    again = client.get("/v1/products/dress-red/image", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == tag
    secured(again)
    other = client.get("/v1/products/dress-navy/image", headers={"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


def test_facets(client: httpx.Client) -> None:
    facets = {one["name"]: one for one in client.get("/v1/facets").json()["facets"]}
    assert set(facets) == {"colour", "kind", "price", "size"}
    assert {one["value"] for one in facets["colour"]["values"]} == set(COLOURS)
    assert {one["count"] for one in facets["kind"]["values"]} == {len(COLOURS)}
    assert facets["price"] == {
        "name": "price",
        "kind": "number",
        "values": [],
        "min": 10.0,
        "max": 9.0 + len(PLAIN_IDS),
    }


def test_a_search_with_photo_and_sentence(client: httpx.Client) -> None:
    response = client.post(
        "/v1/search",
        files={"reference": ("photo.jpg", plain_jpeg((64, 64)), "image/jpeg")},
        data={"modification": "in navy", "k": "5"},
    )
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["request_id"] == response.headers["x-request-id"]
    assert answer["method"] == DEFAULT
    assert answer["modification"] == "in navy"
    assert answer["total"] == PRODUCTS
    assert answer["took_ms"] > 0
    assert set(answer["stages_ms"]) == {"filter", "encode", "compose", "recall", "explain"}
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3, 4, 5]
    scores = [hit["score"] for hit in answer["hits"]]
    assert scores == sorted(scores, reverse=True)
    for hit in answer["hits"]:
        assert set(hit["why"]) == {"image", "text"}
        assert sum(hit["why"].values()) == pytest.approx(hit["score"], abs=1e-4)


def test_a_search_by_words_alone(client: httpx.Client) -> None:
    response = client.post("/v1/search", data={"modification": "a red dress"})
    assert len(ids(response)) == 12
    assert {part for hit in response.json()["hits"] for part in hit["why"]} == {"text"}


def test_the_product_pointed_at_is_not_its_own_answer(client: httpx.Client) -> None:
    response = client.post("/v1/search", data={"reference_id": "dress-red", "k": "100"})
    assert "dress-red" not in ids(response)
    assert len(ids(response)) == PRODUCTS - 1
    assert response.json()["total"] == PRODUCTS - 1


def test_a_photo_and_a_product_together(client: httpx.Client, engine: Engine) -> None:
    data = engine.catalogue.image("bag-green")
    both = client.post(
        "/v1/search",
        files={"reference": data},
        data={"reference_id": "dress-red", "k": "100", "method": "image_only"},
    )
    assert "dress-red" not in ids(both)
    # The photo has no id, so the product that it shows may be found.
    assert "bag-green" in ids(both)
    two = client.post(
        "/v1/search",
        data={"reference_id": ["dress-red", "bag-green"], "k": "100", "method": "image_only"},
    )
    assert [one for one in ids(both) if one != "bag-green"] == ids(two)


def test_several_photos(client: httpx.Client) -> None:
    files = [("reference", plain_jpeg((32 + side, 40))) for side in range(5)]
    assert len(ids(client.post("/v1/search", files=files))) == 12


def test_filters_hold_for_every_hit(client: httpx.Client) -> None:
    response = client.post(
        "/v1/search",
        data={
            "modification": "red",
            "k": "50",
            "filters": '{"colour": ["RED", "navy"], "kind": {"not": "bag"}, "price": {"max": 20}}',
        },
    )
    hits = [hit["product"] for hit in response.json()["hits"]]
    assert len(hits) == response.json()["total"] > 0
    for product in hits:
        assert product["attributes"]["colour"] in ("red", "navy")
        assert product["attributes"]["kind"] != "bag"
        assert product["price"] <= 20


@pytest.mark.parametrize("k", [1, 100])
def test_k_at_its_limits(client: httpx.Client, k: int) -> None:
    response = client.post("/v1/search", data={"modification": "red", "k": str(k)})
    assert len(ids(response)) == min(k, PRODUCTS)


def test_what_a_method_leaves_unused_is_said(client: httpx.Client) -> None:
    asked = {"reference_id": "dress-red", "modification": "in navy"}
    for method, unused in (("image_only", "sentence"), ("text_only", "photo")):
        answer = client.post("/v1/search", data={**asked, "method": method}).json()
        assert answer["method"] == method
        assert len(answer["notes"]) == 1
        assert unused in answer["notes"][0]


def test_an_urlencoded_form_is_a_form(client: httpx.Client) -> None:
    response = client.post(
        "/v1/search",
        content="modification=%E7%BA%A2%E8%89%B2&k=2",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert response.json()["modification"] == "红色"
    assert len(ids(response)) == 2


def test_filter_names_and_kinds_are_the_shops(client: httpx.Client) -> None:
    for kind in KINDS:
        found = ids(client.get("/v1/products", params={"filter": f"kind={kind}"}))
        assert found == [f"{kind}-{colour}" for colour in COLOURS]


def test_pictures_that_changed_or_vanished(tmp_path: Path, encoder: Encoder) -> None:
    shop = draw_shop(tmp_path / "shop")
    with Catalogue(tmp_path / "catalogue", encoder, create=True) as catalogue:
        ingest(catalogue, shop)
        with (
            running(create_app(Engine(catalogue))) as address,
            httpx.Client(base_url=address, trust_env=False) as client,
        ):
            path, picture = "/v1/products/bag-red/image", shop / "bag-red.png"
            tag = client.get(path).headers["etag"]
            picture.write_bytes(plain_jpeg())
            other = client.get(path, headers={"If-None-Match": tag})
            assert other.status_code == 200
            assert other.headers["content-type"] == "image/jpeg"
            assert other.headers["etag"] != tag
            picture.write_bytes(html())
            refusal(client.get(path), 404, "image_gone")
            picture.unlink()
            refusal(client.get(path), 404, "image_gone")
            # The product can still be found and pointed at.
            assert client.get("/v1/products/bag-red").status_code == 200
            assert len(ids(client.post("/v1/search", data={"reference_id": "bag-red"}))) == 12
            shop.rename(tmp_path / "moved")
            refusal(client.get("/v1/products/bag-navy/image"), 404, "image_gone")
    with (
        Catalogue(tmp_path / "catalogue", encoder) as catalogue,
        running(create_app(Engine(catalogue))) as address,
    ):
        gone = httpx.get(f"{address}/v1/products/bag-navy/image", trust_env=False)
        # Where the shop keeps its files is nobody's business.
        assert str(tmp_path) not in str(refusal(gone, 404, "image_gone"))


def test_cascades_and_what_is_skipped(client: httpx.Client) -> None:
    listed = client.get("/v1/cascades").json()["cascades"]
    assert {one["name"] for one in listed} >= {"default", "recall_only"}
    assert [one["name"] for one in listed if one["default"]] == ["default"]
    form: dict[str, Any] = {"modification": "red dress", "k": 3}
    default = client.post("/v1/search", data=form).json()
    assert (default["cascade"], default["skipped"]) == ("default", [])
    named = client.post("/v1/search", data={**form, "cascade": "recall_only"}).json()
    assert named["cascade"] == "recall_only"
    method = client.post("/v1/search", data={**form, "method": "stitch"}).json()
    assert "rerank stitch" in method["stages_ms"]
    hurried = client.post("/v1/search", data={**form, "method": "stitch", "deadline_ms": 0.001})
    assert hurried.json()["skipped"] == [{"stage": "rerank stitch", "reason": "deadline"}]
    assert len(hurried.json()["hits"]) == 3


def test_the_status_counts_what_was_remembered(client: httpx.Client) -> None:
    form = {"modification": "a sentence that nobody else says"}
    client.post("/v1/search", data=form)
    before = client.get("/v1/status").json()
    client.post("/v1/search", data=form)
    after = client.get("/v1/status").json()
    assert after["cascade"] == "default"
    assert set(after["caches"]) == {
        *("references", "texts", "edits", "views"),
        *("selections", "heads"),
    }
    assert after["caches"]["texts"]["hits"] == before["caches"]["texts"]["hits"] + 1
    assert after["expected_ms"]["explain"] > 0
