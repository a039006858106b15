"""Whatever is sent, the answer is an answer or a refusal, never a failure of the server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nasty
from pointsay.methods import list_methods
from server.asking import refusal
from server.shop import ODD_IDS, PLAIN_IDS

LIGHT = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

texts = st.text(st.characters(codec="utf-8"), max_size=40)
scalars = st.one_of(
    texts, st.integers(), st.floats(), st.booleans(), st.none(), st.just(10**400), st.just("\ud83d")
)
names = st.one_of(st.sampled_from(["colour", "kind", "price", "size"]), texts)
conditions = st.one_of(
    scalars,
    st.lists(scalars, max_size=4),
    st.dictionaries(st.sampled_from(["any", "not", "min", "max", "other"]), scalars, max_size=3),
    st.dictionaries(st.sampled_from(["any", "not"]), st.lists(scalars, max_size=3), max_size=2),
)
filters = st.one_of(texts, st.dictionaries(names, conditions, max_size=3).map(json.dumps))
product_ids = st.one_of(st.sampled_from([*PLAIN_IDS, *ODD_IDS]), texts)
details = st.one_of(
    texts,
    st.lists(
        st.dictionaries(
            st.sampled_from(["role", "box", "other"]),
            st.one_of(scalars, st.lists(scalars, max_size=5), st.just([0, 0.2, 0.5, 1])),
            max_size=2,
        ),
        max_size=4,
    ).map(json.dumps),
)
forms = st.fixed_dictionaries(
    {},
    optional={
        "modification": st.one_of(texts, st.just("in red " * 300)),
        "reference_id": st.lists(product_ids, max_size=6),
        "details": details,
        "filters": filters,
        "k": st.one_of(st.integers(-5, 120).map(str), texts),
        "method": st.one_of(st.sampled_from(list_methods()), texts),
        "unheard_of": texts,
    },
)
FILES = [*(make for make in nasty.ACCEPTED[:4]), *(make for make, _ in nasty.REFUSED[:12])]
uploads = st.lists(
    st.one_of(st.sampled_from(FILES).map(lambda make: make()), st.binary()), max_size=3
)


def sane(response: httpx.Response) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        refusal(response, response.status_code, response.json()["code"])


@LIGHT
@given(form=forms, photos=uploads)
def test_search(client: httpx.Client, form: dict[str, Any], photos: list[bytes]) -> None:
    files = [("reference", (f"{place}.jpg", data)) for place, data in enumerate(photos)]
    response = client.post("/v1/search", data=form, files=files or None)
    sane(response)
    if response.status_code == 200:
        hits = response.json()["hits"]
        assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
        pointed_at = set(form.get("reference_id", ()))
        assert not pointed_at & {hit["product"]["id"] for hit in hits}


@LIGHT
@given(
    filter=st.lists(
        st.one_of(
            texts,
            st.tuples(names, st.sampled_from(["=", "!=", ">=", "<="]), texts).map("".join),
        ),
        max_size=3,
    ),
    limit=st.one_of(st.integers(-3, 300), texts),
    offset=st.one_of(st.integers(-3, 2**70), texts),
)
def test_products(client: httpx.Client, filter: list[str], limit: Any, offset: Any) -> None:  # noqa: A002
    sane(client.get("/v1/products", params={"filter": filter, "limit": limit, "offset": offset}))


@LIGHT
@given(product_id=texts, image=st.booleans())
def test_product(client: httpx.Client, product_id: str, image: bool) -> None:
    path = quote(product_id, safe="")
    sane(client.get(f"/v1/products/{path}" + ("/image" if image else "")))


@LIGHT
@given(
    body=st.binary(max_size=200), kind=st.sampled_from(["x", "form-data; boundary=x", "form-data"])
)
def test_bodies(client: httpx.Client, body: bytes, kind: str) -> None:
    headers = {"content-type": f"multipart/{kind}"}
    sane(client.post("/v1/search", content=body, headers=headers))


@LIGHT
@given(
    modification=st.one_of(texts, st.text(st.sampled_from("不要红色没有 no without red,."))),
    method=st.one_of(st.sampled_from(list_methods()), texts),
)
def test_understand(client: httpx.Client, modification: str, method: str) -> None:
    asked = {"modification": modification, "method": method}
    sane(client.get("/v1/understand", params=asked))
