"""What is refused, and that every refusal is a problem document."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import nasty
from pointsay.methods import list_methods
from server.asking import refusal
from server.shop import PLAIN_IDS

STATUS = {
    "empty_file": 422,
    "unknown_format": 415,
    "broken_image": 422,
    "too_many_pixels": 422,
    "bad_aspect": 422,
}


@pytest.mark.parametrize(
    ("make", "code"), nasty.REFUSED, ids=lambda one: getattr(one, "__name__", one)
)
def test_uploads_that_are_no_pictures(client: httpx.Client, make: Any, code: str) -> None:
    document = refusal(
        client.post(
            "/v1/search",
            files={"reference": ("dress.jpg", make(), "image/jpeg")},
            data={"modification": "in red"},
        ),
        STATUS[code],
        code,
    )
    assert document["hint"]


@pytest.mark.parametrize("make", nasty.ACCEPTED, ids=lambda one: one.__name__)
def test_odd_pictures_are_pictures(client: httpx.Client, make: Any) -> None:
    # Neither the name nor the declared type is believed.
    files = {"reference": ("page.html", make(), "text/html")}
    response = client.post("/v1/search", files=files, data={"k": "3"})
    assert response.status_code == 200, response.text
    assert len(response.json()["hits"]) == 3


@pytest.mark.parametrize("name", ["a\0b.png", "👗.png", "../../etc/passwd", "x" * 3000, 'a".png'])
def test_names_of_uploads_do_not_matter(client: httpx.Client, name: str) -> None:
    response = client.post(
        "/v1/search", files={"reference": (name, nasty.plain_png())}, data={"k": "2"}
    )
    assert response.status_code == 200, response.text


def test_one_bad_photo_among_good_ones(client: httpx.Client) -> None:
    files = [("reference", nasty.plain_png()), ("reference", nasty.html())]
    refusal(client.post("/v1/search", files=files), 415, "unknown_format")


BOUNDED = "multipart/form-data; boundary=x"
QUESTIONS: list[tuple[dict[str, Any], int, str]] = [
    ({}, 422, "empty_query"),
    ({"modification": ""}, 422, "empty_query"),
    ({"modification": " \t\n "}, 422, "empty_query"),
    ({"reference_id": ""}, 422, "empty_query"),
    ({"modification": "x" * 100_000}, 422, "modification_too_long"),
    ({"modification": "x" * 2_001}, 422, "modification_too_long"),
    ({"reference_id": "no such product"}, 404, "unknown_product"),
    ({"reference_id": "x" * 5_000}, 404, "unknown_product"),
    ({"reference_id": "'; DROP TABLE product; --"}, 404, "unknown_product"),
    ({"reference_id": "a\0b"}, 404, "unknown_product"),
    ({"modification": "red", "method": "magic"}, 422, "unknown_method"),
    ({"modification": "red", "cascade": "magic"}, 422, "unknown_cascade"),
    ({"modification": "red", "cascade": "seed"}, 422, "unsupported_encoder"),
    ({"modification": "red", "cascade": "default", "method": "sum"}, 422, "invalid_cascade"),
    ({"modification": "red", "deadline_ms": "0"}, 422, "invalid_limit"),
    ({"modification": "red", "deadline_ms": "nan"}, 422, "invalid_limit"),
    ({"modification": "red", "deadline_ms": "soon"}, 422, "invalid_request"),
    ({"modification": "red", "method": "image_only"}, 422, "reference_needed"),
    ({"reference_id": "dress-red", "method": "text_only"}, 422, "modification_needed"),
    ({"modification": "red", "k": "0"}, 422, "invalid_limit"),
    ({"modification": "red", "k": "-1"}, 422, "invalid_limit"),
    ({"modification": "red", "k": "101"}, 422, "invalid_limit"),
    ({"modification": "red", "k": "9" * 30}, 422, "invalid_limit"),
    ({"modification": "red", "k": "9" * 6_000}, 422, "invalid_request"),
    ({"modification": "red", "k": "many"}, 422, "invalid_request"),
    ({"modification": "red", "k": "2.5"}, 422, "invalid_request"),
    ({"reference_id": PLAIN_IDS[:6]}, 422, "invalid_limit"),
    ({"reference": "a text, not a file"}, 422, "invalid_request"),
]


@pytest.mark.parametrize(("form", "status", "code"), QUESTIONS, ids=lambda one: str(one)[:50])
def test_questions(client: httpx.Client, form: dict[str, Any], status: int, code: str) -> None:
    document = refusal(client.post("/v1/search", data=form), status, code)
    assert document["hint"]
    assert len(document["detail"]) < 300


FILTERS = [
    "[1, 2]",
    "red",
    "{",
    '"red"',
    "1e999",
    "[" * 100_000,
    '{"colour": {}}',
    '{"colour": {"maybe": 1}}',
    '{"colour": [["red"]]}',
    '{"colour": null}',
    '{"price": {"min": "cheap"}}',
    '{"price": {"min": NaN}}',
    '{"price": {"min": []}}',
    '{"colour": [' + ",".join(['"red"'] * 201) + "]}",
    '{"weight": 3}',
    '{"": 3}',
    '{"colour\\u0000": 3}',
    '{"\\ud800": 3}',
    '{"colour": "\\ud800"}',
    '{"price": ' + "9" * 400 + "}",
    '{"price": {"max": ' + "9" * 400 + "}}",
    '{"price": ' + "9" * 5_000 + "}",
    '{"colour": "red", "Robert\'); DROP TABLE product; --": 1}',
]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda one: one[:40])
def test_filters(client: httpx.Client, filters: str) -> None:
    response = client.post("/v1/search", data={"modification": "red", "filters": filters})
    document = refusal(response, 422, "invalid_filter")
    assert document["hint"]
    assert len(document["detail"]) < 300


@pytest.mark.parametrize(
    "text", ["red", "=red", "colour=", "price>=cheap", "weight=3", "price>=nan", "\ud800=1"]
)
def test_filters_of_the_shelf(client: httpx.Client, text: str) -> None:
    query = b"filter=" + text.encode("utf-8", "surrogatepass").replace(b"=", b"%3D")
    refusal(client.get("/v1/products?" + query.decode("latin-1")), 422, "invalid_filter")


def test_the_hint_lists_what_there_is(client: httpx.Client) -> None:
    response = client.post("/v1/search", data={"modification": "red", "method": "magic"})
    hint = refusal(response, 422, "unknown_method")["hint"]
    assert all(name in hint for name in list_methods())
    response = client.post("/v1/search", data={"modification": "red", "filters": '{"weight": 3}'})
    hint = refusal(response, 422, "invalid_filter")["hint"]
    assert all(name in hint for name in ("colour", "kind", "price", "size"))


def test_too_many_photos(client: httpx.Client) -> None:
    files = [("reference", nasty.plain_png())] * 6
    refusal(client.post("/v1/search", files=files), 422, "invalid_limit")


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"limit": 0}, "invalid_request"),
        ({"limit": 201}, "invalid_limit"),
        ({"limit": "ten"}, "invalid_request"),
        ({"limit": "9" * 30}, "invalid_limit"),
        ({"offset": -1}, "invalid_request"),
        ({"offset": "9" * 30}, "invalid_request"),
    ],
)
def test_pages(client: httpx.Client, params: dict[str, Any], code: str) -> None:
    refusal(client.get("/v1/products", params=params), 422, code)


@pytest.mark.parametrize(
    "path",
    ["nothing", "nothing/image", "a%2Fb", "%00", "%ff", "x" * 2_000, "..%2F..%2Fetc%2Fpasswd"],
)
def test_unknown_products(client: httpx.Client, path: str) -> None:
    refusal(client.get(f"/v1/products/{path}"), 404, "unknown_product")


@pytest.mark.parametrize("path", ["/nothing", "/v1", "/v1/nothing", "/v2/search", "/index.html"])
def test_unknown_addresses(client: httpx.Client, path: str) -> None:
    refusal(client.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/search", "POST"),
        ("PUT", "/v1/search", "POST"),
        ("POST", "/v1/products", "GET"),
        ("DELETE", "/v1/products/dress-red", "GET"),
        ("POST", "/healthz", "GET"),
        ("PATCH", "/v1/facets", "GET"),
    ],
)
def test_wrong_methods(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    response = client.request(method, path)
    refusal(response, 405, "method_not_allowed")
    assert allowed in response.headers["allow"]


def test_head_is_refused_without_a_body(client: httpx.Client) -> None:
    response = client.head("/v1/products")
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert response.content == b""
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nrubbish", BOUNDED),
        (b"whatever", "multipart/form-data"),
        (b"\xff" * 100, "multipart/form-data; boundary=\xff"),
        (
            b'--x\r\nContent-Disposition: form-data; name="k"\r\n\r\n3',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_broken_forms(client: httpx.Client, body: bytes, kind: str) -> None:
    headers = {b"content-type": kind.encode("latin-1")}
    response = client.post("/v1/search", content=body, headers=headers)
    assert 400 <= response.status_code < 500, response.text
    refusal(response, response.status_code, response.json()["code"])


def test_a_field_of_megabytes(client: httpx.Client) -> None:
    response = client.post("/v1/search", files={"modification": (None, b"x" * 1_500_000)})
    assert 400 <= response.status_code < 500
    refusal(response, response.status_code, response.json()["code"])


def test_json_instead_of_a_form(client: httpx.Client) -> None:
    refusal(client.post("/v1/search", json={"modification": "red"}), 422, "empty_query")
