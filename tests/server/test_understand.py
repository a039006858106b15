"""What a sentence asks for, as the service tells it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import httpx
import pytest

from pointsay.edits.rules import read_edit
from server.asking import refusal, secured

SENTENCES = [
    "in navy, without a zip",
    "shorter, keep the sleeves, under $50, size M",
    "换成红色，不要拉链，100元以下",
    "zzgrmpf softly",
    "<b>red</b> \0 👗",
    "",
]


def as_json(sentence: str) -> Any:
    return json.loads(json.dumps(asdict(read_edit(sentence))))


@pytest.mark.parametrize("said", SENTENCES)
def test_the_edit_under_its_own_names(client: httpx.Client, said: str) -> None:
    response = client.get("/v1/understand", params={"modification": said})
    assert response.status_code == 200, response.text
    assert response.json() == as_json(said)
    secured(response)


def test_a_search_says_what_it_understood(client: httpx.Client) -> None:
    said = "in navy, without a zip"
    asked = {"reference_id": "dress-red", "modification": said}
    for method in ("sum", "roles", "image_only"):
        answer = client.post("/v1/search", data={**asked, "method": method}).json()
        assert answer["understood"] == as_json(said)
    alike = client.post("/v1/search", data={"reference_id": "dress-red"}).json()
    assert alike["understood"] == as_json("")


def test_as_long_as_a_search_takes(client: httpx.Client) -> None:
    def asked(length: int) -> httpx.Response:
        return client.get("/v1/understand", params={"modification": "x" * length})

    assert asked(2_000).status_code == 200
    assert refusal(asked(2_001), 422, "modification_too_long")["hint"]


def test_a_sentence_is_needed(client: httpx.Client) -> None:
    refusal(client.get("/v1/understand"), 422, "invalid_request")


def test_methods_say_whether_they_take_sentences_apart(client: httpx.Client) -> None:
    methods = {one["name"]: one for one in client.get("/v1/methods").json()["methods"]}
    assert methods["roles"]["takes_apart"]
    assert not methods["sum"]["takes_apart"]
