"""Pages and variety by REST."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from pointsay.index.paging import digest
from server.asking import refusal
from server.shop import COLOURS, KINDS, PLAIN_IDS

FORM: dict[str, Any] = {"reference_id": "dress-red", "modification": "in navy", "method": "sum"}


def ask(client: httpx.Client, **more: Any) -> Any:
    answer = client.post("/v1/search", data={**FORM, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: Any) -> list[str]:
    return [hit["product"]["id"] for hit in answer["hits"]]


def test_pages_together_are_the_answer(client: httpx.Client) -> None:
    whole = ask(client, k=100)
    assert whole["next"] is None
    answers = [ask(client, k=9)]
    while answers[-1]["next"]:
        answers.append(ask(client, k=9, after=answers[-1]["next"]))
    assert [one for answer in answers for one in ids(answer)] == ids(whole)
    ranks = [hit["rank"] for answer in answers for hit in answer["hits"]]
    assert ranks == [hit["rank"] for hit in whole["hits"]]
    assert {answer["total"] for answer in answers} == {whole["total"]}


def test_one_of_each(client: httpx.Client) -> None:
    kinds = '{"colour": ["navy", "green", "white", "red"]}'
    answer = ask(client, k=100, one_of_each="kind", filters=kinds)
    assert sorted(one.split("-")[0] for one in ids(answer)) == sorted(KINDS)
    assert answer["total"] == len(PLAIN_IDS) - 1
    by_colour = ask(client, k=2, one_of_each="colour", filters=kinds)
    rest = ask(client, k=9, one_of_each="colour", filters=kinds, after=by_colour["next"])
    found = [*ids(by_colour), *ids(rest)]
    assert sorted(one.split("-")[1] for one in found) == sorted(COLOURS)
    document = refusal(
        client.post("/v1/search", data={**FORM, "one_of_each": "model"}), 422, "unknown_attribute"
    )
    assert "kind" in document["hint"]


def test_spread(client: httpx.Client) -> None:
    plain, spread = ask(client, k=100), ask(client, k=100, spread="0.6")
    assert ids(spread) != ids(plain)
    assert sorted(ids(spread)) == sorted(ids(plain))
    for value in ("1.5", "nan", "-1"):
        asked = client.post("/v1/search", data={**FORM, "spread": value})
        refusal(asked, 422, "invalid_limit")


def forged(*fields: object) -> str:
    text = "|".join(map(str, fields))
    return base64.urlsafe_b64encode(f"{text}|{digest(text)}".encode()).decode()


def test_cursors_that_lead_nowhere(client: httpx.Client) -> None:
    cursor = ask(client, k=5)["next"]
    for after in ("x", cursor[:-3], "A" * 9_999, "鞋", forged(*"abcde", 1, 2, 2)):
        refusal(client.post("/v1/search", data={**FORM, "after": after}), 422, "invalid_cursor")
    other = {**FORM, "modification": "in green", "after": cursor}
    refusal(client.post("/v1/search", data=other), 422, "invalid_cursor")
    padded = cursor + "=" * (-len(cursor) % 4)
    _, *rest, _ = base64.urlsafe_b64decode(padded).decode().split("|")
    gone = refusal(
        client.post("/v1/search", data={**FORM, "after": forged("gone", *rest)}),
        410,
        "cursor_expired",
    )
    assert gone["hint"]


@pytest.mark.parametrize("place", [5, 6, 7])
@pytest.mark.parametrize("number", [-1, 10**6, 10**30])
def test_forged_numbers_do_no_harm(client: httpx.Client, place: int, number: int) -> None:
    cursor = ask(client, k=5)["next"]
    padded = cursor + "=" * (-len(cursor) % 4)
    *fields, _ = base64.urlsafe_b64decode(padded).decode().split("|")
    fields[place] = str(number)
    asked = client.post("/v1/search", data={**FORM, "after": forged(*fields)})
    refusal(asked, 422, "invalid_cursor")
