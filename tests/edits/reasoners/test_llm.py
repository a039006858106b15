"""The reasoner against servers of every temper: queries are answered, what happened is recorded."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edits.reasoners.conftest import Ask
from edits.reasoners.serving import RED, Reply, completion, edit, phrase
from pointsay.edits import Edit, Phrase, Reasoner
from pointsay.edits.reasoners import LlmSettings
from pointsay.edits.reasoners.llm import OpenAIReasoner
from pointsay.edits.rules import RuleReasoner
from pointsay.types import Composition, Reference

ASKED = Composition(modification="make it red")
BY_RULES = RuleReasoner().read([ASKED])[0]


def pointed_at(modification: str, **attributes: str) -> Composition:
    image = Image.new("RGB", (900, 600), (200, 10, 10))
    vector = np.eye(4, dtype=np.float32)[0]
    return Composition((Reference(vector, image, attributes),), modification)


def test_what_the_model_understands_becomes_the_edit(ask: Ask) -> None:
    reasoner, server = ask(
        completion(
            edit(
                want=[phrase("colour", "navy blue", "navy blue")],
                avoid=[phrase("detail", "zip", "without a zip")],
                target="a navy blue jacket",
            )
        )
    )
    [read] = reasoner.read([pointed_at("Navy Blue, without a zip, quirkily", category="jacket")])
    assert read.want == (Phrase("colour", "navy blue", "Navy Blue"),)
    assert read.avoid == (Phrase("detail", "zip", "without a zip"),)
    assert (read.target, read.reader) == ("a navy blue jacket", "llm:fake")
    assert read.unread == ("quirkily",)
    assert isinstance(reasoner, Reasoner)
    [asked] = server.requests
    assert asked["path"] == "/v1/chat/completions"
    assert asked["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert next(iter(server.data()))["references"] == [{"type": "jacket"}]


HTML = Reply(
    b"<!doctype html><title>Welcome to nginx</title>", headers={"content-type": "text/html"}
)
CUT = Reply(completion(RED).body[:40])
MISBEHAVIOUR = {
    "html": (HTML, "nonsense"),
    "empty body": (Reply(b""), "nonsense"),
    "truncated body": (CUT, "nonsense"),
    "not utf-8": (Reply(b'{"choices": "\xff\xfe"}'), "nonsense"),
    "deeply nested": (Reply(b"[" * 100_000), "nonsense"),
    "no choices": (Reply(b'{"choices": []}'), "nonsense"),
    "null content": (Reply(b'{"choices": [{"message": {"content": null}}]}'), "nonsense"),
    "prose": (completion("Sure! Red it is."), "nonsense"),
    "truncated json": (completion(json.dumps(RED)[:50]), "nonsense"),
    "another form": (completion({"colour": "red", "want": "red"}), "nonsense"),
    "unknown kind": (completion(edit(want=[phrase("aura", "red", "red")])), "nonsense"),
    "empty wish": (completion(edit(want=[phrase("colour", " ", "red")])), "nonsense"),
    "cut short": (completion(RED, finish="length"), "cut"),
    "nothing understood": (completion(edit()), "ungrounded"),
    "invented": (completion(edit(want=[phrase("brand", "acme", "acme")])), "ungrounded"),
    "error 500": (Reply(b"oops", 500), "busy"),
    "too many": (Reply(b"", 429), "busy"),
    "not found": (Reply(b"", 404), "status"),
    "redirect": (Reply(b"", 302, headers={"location": "http://127.0.0.1:9/"}), "status"),
    "too large": (Reply(b" " * 3_000_000), "large"),
    "hangs up": (Reply(hang_up=True), "unreachable"),
    "lies about length": (Reply(b"{}", headers={"content-length": "nonsense"}), "unreachable"),
}


@pytest.mark.parametrize(("reply", "cause"), MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_whatever_a_server_does_the_rules_answer(ask: Ask, reply: Reply, cause: str) -> None:
    reasoner, _ = ask(reply)
    [read] = reasoner.read([ASKED])
    assert (read.want, read.target) == (BY_RULES.want, BY_RULES.target)
    assert read.reader == "llm:fake -> rules"
    assert reasoner.counts()["fell back"] == reasoner.counts()[f"fell back: {cause}"] == 1


@pytest.mark.parametrize(
    "reply",
    [Reply(completion(RED).body, pause=1.0), Reply(completion(RED).body, pause=0.1, pieces=30)],
    ids=["silent", "trickling"],
)
def test_a_slow_server_costs_no_more_than_the_seconds_of_a_question(ask: Ask, reply: Reply) -> None:
    reasoner, _ = ask(reply, seconds=0.3, attempts=3)
    started = time.monotonic()
    [read] = reasoner.read([ASKED])
    assert time.monotonic() - started < 0.9
    assert read.reader == "llm:fake -> rules"
    assert reasoner.counts()["fell back: slow"] == 1


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reasoner = OpenAIReasoner(LlmSettings(f"http://127.0.0.1:{port}/v1", "gone", pause=0.01))
    [read] = reasoner.read([ASKED])
    reasoner.close()
    assert read.reader == "llm:gone -> rules"
    assert reasoner.counts()["requests"] == 2


def test_a_passing_failure_is_tried_again_a_lasting_one_is_not(ask: Ask) -> None:
    reasoner, _ = ask(Reply(b"", 503), completion(RED))
    assert reasoner.read([ASKED])[0].reader == "llm:fake"
    assert reasoner.counts()["requests"] == 2
    reasoner, _ = ask(Reply(b"", 401), completion(RED))
    assert reasoner.read([ASKED])[0].reader == "llm:fake -> rules"
    assert reasoner.counts()["requests"] == 1


def test_a_fence_and_thoughts_around_the_answer_are_taken_off(ask: Ask) -> None:
    wrapped = f"<think>red, I {{see}}</think>\n```json\n{json.dumps(RED)}\n```"
    reasoner, _ = ask(completion(wrapped), form="none")
    assert reasoner.read([ASKED])[0].reader == "llm:fake"


def test_a_failing_server_is_left_alone_for_a_while(ask: Ask) -> None:
    reasoner, server = ask(*[HTML] * 2, completion(RED), failures=2, rest_seconds=0.5)
    for _ in range(4):
        reasoner.read([ASKED])
    assert len(server.requests) == 2
    assert reasoner.counts()["fell back: resting"] == 2
    time.sleep(0.6)
    assert reasoner.read([ASKED])[0].reader == "llm:fake"


@pytest.mark.parametrize("limit", [{"calls": 2}, {"tokens": 20}])
def test_a_spent_budget_leaves_the_rest_to_the_rules(ask: Ask, limit: dict[str, int]) -> None:
    reasoner, server = ask(completion(RED, tokens=10), **limit)
    asked = [Composition(modification=f"make it red {'!' * at}") for at in range(4)]
    readers = [reasoner.read([one])[0].reader for one in asked]
    assert readers == ["llm:fake"] * 2 + ["llm:fake -> rules"] * 2
    assert len(server.requests) == 2


def test_the_same_question_is_asked_once_also_across_processes(ask: Ask, tmp_path: Path) -> None:
    reasoner, server = ask(completion(RED), cache_folder=str(tmp_path))
    first = reasoner.read([ASKED])
    assert reasoner.read([ASKED]) == first
    again = OpenAIReasoner(LlmSettings(server.url, "fake", cache_folder=str(tmp_path)))
    assert again.read([ASKED]) == first
    assert again.counts() == {"read": 1, "dropped": 0, "cached": 1, "requests": 0}
    again.close()
    other = OpenAIReasoner(LlmSettings(server.url, "other", cache_folder=str(tmp_path)))
    other.read([ASKED])
    other.close()
    assert len(server.requests) == 2


def test_a_damaged_answer_on_disk_is_asked_anew(ask: Ask, tmp_path: Path) -> None:
    reasoner, server = ask(completion(RED), cache_folder=str(tmp_path), cache=0)
    reasoner.read([ASKED])
    [file] = tmp_path.rglob("*.json")
    file.write_text(file.read_text(encoding="utf-8").replace("red", "tan"), encoding="utf-8")
    assert reasoner.read([ASKED])[0].want == BY_RULES.want
    assert len(server.requests) == 2


def test_bad_answers_are_not_kept(ask: Ask) -> None:
    reasoner, _ = ask(HTML, completion(RED))
    readers = [reasoner.read([ASKED])[0].reader for _ in range(2)]
    assert readers == ["llm:fake -> rules", "llm:fake"]


def test_a_batch_is_answered_in_order_with_bounded_concurrency(ask: Ask) -> None:
    colours = ["red", "green", "blue", "black", "white", "pink", "yellow", "grey"]

    def named(request: dict[str, object]) -> Reply:
        text = str(request["messages"])
        colour = next(one for one in colours if f"make it {one}" in text)
        answer = completion(edit(want=[phrase("colour", colour, colour)]))
        return Reply(answer.body, pause=0.02)

    reasoner, server = ask(named, concurrency=3)
    asked = [Composition(modification=f"make it {one}") for one in colours]
    read = reasoner.read(asked)
    assert [one.want[0].text for one in read] == colours
    assert server.most_at_once <= 3
    assert reasoner.read([]) == []


def test_pictures_are_sent_small_and_only_when_asked_for(ask: Ask) -> None:
    reasoner, server = ask(completion(RED), images=True, image_side=64)
    reasoner.read([pointed_at("make it red")])
    [_, picture] = server.requests[0]["messages"][1]["content"]
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")
    assert len(picture["image_url"]["url"]) < 4000
    reasoner, server = ask(completion(RED))
    reasoner.read([pointed_at("make it red")])
    assert isinstance(server.requests[0]["messages"][1]["content"], str)


def test_the_key_comes_from_the_environment(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "s3cret")
    reasoner, server = ask(completion(RED), key_env="SHOP_KEY")
    reasoner.read([ASKED])
    assert server.headers[0]["authorization"] == "Bearer s3cret"
    assert "s3cret" not in repr(reasoner.settings)


def test_nothing_is_asked_when_nothing_is_said(ask: Ask) -> None:
    reasoner, server = ask(completion(RED))
    assert reasoner.read([Composition(modification=" ")]) == [Edit(reader="llm:fake")]
    assert server.requests == []


def test_any_reasoner_can_be_the_fall_back(ask: Ask) -> None:
    class Echo:
        name = "echo"

        def read(self, compositions: Sequence[Composition]) -> list[Edit]:
            return [Edit(unread=(one.modification,), reader=self.name) for one in compositions]

    reasoner, _ = ask(HTML, fallback=Echo())
    assert reasoner.read([ASKED]) == [Edit(unread=("make it red",), reader="llm:fake -> echo")]
