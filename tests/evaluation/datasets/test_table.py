from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.datasets import forms
from pointsay.errors import MissingColumn, PointsayError, UnreadableFeed
from pointsay.evaluation import EvaluationQuery
from pointsay.evaluation.datasets.table import load

HEADER = "reference,modification,target,kind,ignore,gallery,query_id,language,note\n"


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "queries.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_the_three_columns_are_enough(tmp_path: Path) -> None:
    table(tmp_path, 'target, reference,modification\nb | c|,a,in red\n\nd,b,"longer, with a zip"\n')
    forms.write_pictures(tmp_path, ["a.png", "b.png", "c.png", "d.png"])
    dataset = load(tmp_path, split="all")
    assert dataset.name == tmp_path.name
    assert dataset.queries == [
        EvaluationQuery("1", "query", "a", "in red", frozenset("bc")),
        EvaluationQuery("3", "query", "b", "longer, with a zip", frozenset("d")),
    ]
    assert dataset.galleries[""] == ["a", "b", "c", "d"]
    assert dataset.places.places["c"] == "c.png"


def test_all_columns(tmp_path: Path) -> None:
    row = "a,换成红色,b|c,colour,x| y,men,q7,zh,not read\n"
    table(tmp_path, HEADER + row + "b,in red,a,,,men,,,\n", "utf-8-sig")
    forms.write(tmp_path / "galleries.json", {"men": ["a", "b"]})
    full, bare = load(tmp_path, split="all").queries
    assert full == EvaluationQuery(
        "q7",
        "colour",
        "a",
        "换成红色",
        frozenset("bc"),
        frozenset("xy"),
        gallery="men",
        language="zh",
    )
    assert bare == EvaluationQuery("2", "query", "b", "in red", frozenset("a"), gallery="men")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("a,red,b,,,,,,\n,red,b,,,,,,\n", "row 2: the reference is empty"),
        ("a, ,b,,,,,,\n", "row 1: the modification is empty"),
        ("a,red,,,,,,,\n", "row 1: the target is empty"),
        ("a,red,|,,,,,,\n", "row 1: the target '|' names no picture"),
        ("a,red,b,ALL,,,,,\n", "row 1: the kind 'ALL'"),
        ("a,red,b\n", "row 1: 3 cells under 9 columns"),
        ("a,red,b,,,,,,,\n", "row 1: 10 cells"),
        ("a,red,b,,,,2,,\na,red,b,,,,,,\n", "row 2: the id '2' is row 1's too"),
        ('a,red,b,,,,,,\na,"red,b,,,,,,\n', "row 2: it cannot be parsed"),
        ("", "has no rows"),
        ("a,red,b,,,women,,,\n", "query '1' ranks the gallery 'women'"),
    ],
)
def test_a_bad_row_is_named(rows: str, words: str, tmp_path: Path) -> None:
    table(tmp_path, HEADER + rows)
    with pytest.raises(UnreadableFeed) as caught:
        load(tmp_path, split="all")
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("data", ["reference,target\n", "", "\n", "a;b;c\n"])
def test_missing_columns_are_named(data: str, tmp_path: Path) -> None:
    with pytest.raises(MissingColumn, match="modification") as caught:
        load(table(tmp_path, data), split="all")
    assert "query_id" in caught.value.hint


def test_another_encoding_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PointsayError, match=r"no queries\.csv"):
        load(tmp_path, split="all")
    table(tmp_path, HEADER + "a,réd,b,,,,,,\n", "latin-1")
    with pytest.raises(UnreadableFeed, match="not UTF-8"):
        load(tmp_path, split="all")
