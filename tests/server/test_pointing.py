"""Roles and boxes of references, and what each hit meets, over REST."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest
from PIL import Image

from edits.reasoners.serving import RED, FakeServer, completion
from pointsay.engine import Engine
from pointsay.server import create_app
from server.asking import refusal
from server.shop import COLOURS, running

LEFT, RIGHT = [0, 0, 0.5, 1], [0.5, 0, 1, 1]


def halves() -> bytes:
    """A picture that is red on its left and navy on its right."""
    image = Image.new("RGB", (80, 120), COLOURS["red"])
    image.paste(COLOURS["navy"], (40, 0, 80, 120))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def asked(client: httpx.Client, details: object, **form: Any) -> httpx.Response:
    text = details if isinstance(details, str) else json.dumps(details)
    return client.post(
        "/v1/search", files={"reference": halves()}, data={"details": text, "k": "4", **form}
    )


def test_a_box_points_at_a_part(client: httpx.Client) -> None:
    first = {}
    for side, box in (("left", LEFT), ("right", RIGHT)):
        answer = asked(client, [{"box": box}], method="image_only").json()
        first[side] = answer["hits"][0]["product"]["attributes"]["colour"]
    assert first == {"left": "red", "right": "navy"}


def test_details_are_in_order_photos_before_products(client: httpx.Client) -> None:
    form = {"reference_id": ["", "bag-green"], "method": "image_only"}
    details = [{"box": LEFT}, {"box": [0, 0, 1, 1]}]
    assert asked(client, details, **form).status_code == 200
    assert asked(client, [], **form).status_code == 200
    assert asked(client, " ", **form).status_code == 200
    document = refusal(asked(client, [*details, {}], **form), 422, "invalid_reference")
    assert "3 references, but only 2" in document["detail"]


@pytest.mark.parametrize(
    ("details", "code", "words"),
    [
        ("{}", "invalid_reference", "array"),
        ("[", "invalid_reference", "JSON"),
        ([{"rôle": "collar"}], "invalid_reference", "rôle"),
        ([{"role": 5}], "invalid_reference", "role"),
        ([{"box": "0,0,1,1"}], "invalid_reference", "box"),
        ([{"box": [0, 0, "1", 1]}], "invalid_reference", "box"),
        ([{"role": "x" * 41}], "invalid_reference", "41 characters, at most 40"),
        ([{"box": [0, 0, 1]}], "invalid_box", "3 numbers, not 4"),
        ([{"box": [0, 0, 1.2, 1]}], "invalid_box", "beyond the picture"),
        ('[{"box": [0, 0, NaN, 1]}]', "invalid_box", "beyond the picture"),
        ([{"box": [0.5, 0, 0.5, 1]}], "invalid_box", "no area"),
        ([{"box": [0, 0.9, 1, 0.1]}], "invalid_box", "no area"),
    ],
)
def test_what_cannot_be_meant(client: httpx.Client, details: object, code: str, words: str) -> None:
    document = refusal(asked(client, details), 422, code)
    assert words in document["detail"]
    assert document["hint"]


def test_each_hit_says_what_it_meets(client: httpx.Client) -> None:
    form = {"reference_id": "dress-red", "modification": "in navy, without a zip", "k": "30"}
    answer = client.post("/v1/search", data={**form, "method": "roles"}).json()
    assert 0 <= answer["strong"] <= len(answer["hits"])
    for hit in answer["hits"]:
        met = {(one["wish"], one["text"]): one["chance"] for one in hit["meets"]}
        assert {("want", "navy blue"), ("avoid", "zip")} <= met.keys()
        assert all(0.0 <= chance <= 1.0 for chance in met.values())
    weaker = answer["hits"][answer["strong"] :]
    assert all(min(one["chance"] for one in hit["meets"]) < 0.5 for hit in weaker)
    whole = client.post("/v1/search", data={**form, "method": "sum"}).json()
    assert whole["strong"] is None
    assert all(hit["meets"] == [] for hit in whole["hits"])


def test_the_reader_is_the_operators_and_is_told(engine: Engine) -> None:
    with FakeServer(completion(RED)) as model:
        read_by = Engine(engine.catalogue, reasoner=f"llm:{model.url}#fake")
        with (
            running(create_app(read_by)) as address,
            httpx.Client(base_url=address, trust_env=False, timeout=20) as client,
        ):
            said = {"modification": "make it red", "reasoner": "rules"}  # nobody asked them
            answer = client.post("/v1/search", data={**said, "method": "roles"}).json()
            assert answer["understood"]["reader"] == "llm:fake"
            understood = {
                method: client.get("/v1/understand", params={**said, "method": method}).json()
                for method in ("", "roles", "sum")
            }
            assert [one["reader"] for one in understood.values()] == ["llm:fake"] * 2 + ["rules"]
            gone = client.get("/v1/understand", params={**said, "method": "magic"})
            refusal(gone, 422, "unknown_method")
