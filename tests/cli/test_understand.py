"""``pointsay understand``."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import pytest

from cli.conftest import Run
from edits.reasoners.serving import RED, FakeServer, completion
from pointsay.edits.rules import read_edit


def cells(text: str) -> list[list[str]]:
    return [re.split(r" {2,}", line) for line in text.splitlines()]


def test_a_line_for_each_part(pointsay: Run) -> None:
    said = "in navy, without a zip, shorter, keep the sleeves, under $50"
    assert cells(pointsay("understand", said).ok()) == [
        ["want", "colour", "navy blue", "navy"],
        ["keep", "sleeve", "as it is", "sleeves"],
        ["avoid", "detail", "zip", "zip"],
        ["less", "length", "shorter", "shorter"],
        ["filter", "price", "<= 50 $", "under $50"],
        ["target", "something shorter navy blue"],
    ]


def test_columns_stand_level(pointsay: Run) -> None:
    first, second, *_ = pointsay("understand", "in navy, without a zip").ok().splitlines()
    assert first.index("colour") == second.index("detail")
    assert first.index("navy blue") == second.index("zip")


def test_chinese_is_told_in_english_and_in_its_own_words(pointsay: Run) -> None:
    told = cells(pointsay("understand", "换成红色，不要拉链，100元以下").ok())
    assert told[:3] == [
        ["want", "colour", "red", "红色"],
        ["avoid", "detail", "zip", "拉链"],
        ["filter", "price", "<= 100 ¥", "100元以下"],
    ]


@pytest.mark.parametrize("said", ["zzgrmpf softly", "嗯嗯嗯"])
def test_what_is_not_understood_is_said(pointsay: Run, said: str) -> None:
    told = cells(pointsay("understand", said).ok())
    assert {row[0] for row in told} == {"not understood"}
    assert " ".join(row[-1] for row in told) == said


@pytest.mark.parametrize("said", ["", "  \n", "\udcff"])
def test_nothing_said_is_no_failure(pointsay: Run, said: str) -> None:
    ended = pointsay("understand", said)
    assert ended.ok() == ""
    assert ended.err


def test_json_has_the_names_of_the_edit(pointsay: Run) -> None:
    said = "in navy, without a zip, zzgrmpf"
    found = json.loads(pointsay("understand", said, "--json").ok())
    assert found == json.loads(json.dumps(asdict(read_edit(said))))
    assert found["avoid"] == [{"kind": "detail", "text": "zip", "said": "zip"}]
    assert json.loads(pointsay("understand", "", "--json").ok())["want"] == []


def test_another_reader_is_named(pointsay: Run) -> None:
    with FakeServer(completion(RED)) as model:
        done = pointsay("understand", "make it red", "--reasoner", f"llm:{model.url}#fake")
    assert cells(done.ok())[0] == ["want", "colour", "red", "red"]
    assert "read by llm:fake" in done.err
    pointsay("understand", "red", "--reasoner", "oracle").refused("no reasoner 'oracle'")
