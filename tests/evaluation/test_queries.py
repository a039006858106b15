from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pointsay.errors import UnreadableFeed
from pointsay.evaluation import EvaluationQuery, load_queries
from pointsay.evaluation.queries import Pointer

QUERY: dict[str, Any] = {
    "query_id": 7,
    "kind": "colour",
    "reference_id": "r/1",
    "text": "in réd",
    "target_ids": ["a", 2, "a"],
    "ignore_ids": ["x"],
    "change": {"colour": ["blue", "red"]},
}


def test_reads_the_form_and_nothing_beyond_it(tmp_path: Path) -> None:
    file = tmp_path / "queries.json"
    bare = {key: QUERY[key] for key in QUERY if key not in ("ignore_ids", "change")}
    file.write_text(json.dumps([QUERY, bare]), encoding="utf-8")
    first, second = load_queries(file)
    assert first == EvaluationQuery(
        "7", "colour", "r/1", "in réd", frozenset({"a", "2"}), frozenset({"x"})
    )
    assert second.ignore_ids == frozenset()
    assert not hasattr(first, "change")


def test_the_optional_fields_are_read(tmp_path: Path) -> None:
    more = {
        "role": "neckline",
        "more": [{"id": 3, "role": "sleeves"}, {"id": "b"}],
        "hard_ids": ["h"],
        "forbidden_ids": [4, "f"],
        "same_wish": "wish-1",
        "gallery": "men",
        "candidates": ["z", 2, "a", "z"],
        "language": "zh",
        "captions": ["never", "read"],
    }
    (tmp_path / "q.json").write_text(json.dumps([{**QUERY, **more}]))
    (query,) = load_queries(tmp_path / "q.json")
    assert query == EvaluationQuery(
        "7",
        "colour",
        "r/1",
        "in réd",
        frozenset({"a", "2"}),
        frozenset({"x"}),
        role="neckline",
        more=(Pointer("3", "sleeves"), Pointer("b")),
        hard_ids=frozenset({"h"}),
        forbidden_ids=frozenset({"4", "f"}),
        same_wish="wish-1",
        gallery="men",
        candidates=("z", "2", "a"),
        language="zh",
    )


@pytest.mark.parametrize("name", ["query_id", "kind", "reference_id", "text", "target_ids"])
def test_a_missing_field_names_the_query(name: str, tmp_path: Path) -> None:
    broken = {key: value for key, value in QUERY.items() if key != name}
    (tmp_path / "q.json").write_text(json.dumps([QUERY, broken]))
    with pytest.raises(UnreadableFeed, match=f"query 1 .*{name}") as caught:
        load_queries(tmp_path / "q.json")
    assert caught.value.hint


@pytest.mark.parametrize(
    "row",
    [
        None,
        3,
        "query",
        ["a"],
        {**QUERY, "target_ids": "a"},
        {**QUERY, "target_ids": 3},
        {**QUERY, "target_ids": None},
        {**QUERY, "ignore_ids": "x"},
        {**QUERY, "text": None},
        {**QUERY, "target_ids": [None]},
        {**QUERY, "kind": "ALL"},
        {**QUERY, "role": None},
        {**QUERY, "more": "a"},
        {**QUERY, "more": ["a"]},
        {**QUERY, "more": [{"role": "sleeves"}]},
        {**QUERY, "hard_ids": {"h": 1}},
        {**QUERY, "hard_ids": ["a"]},
        {**QUERY, "forbidden_ids": 3},
        {**QUERY, "candidates": "ab"},
        {**QUERY, "candidates": [["a"]]},
        {**QUERY, "gallery": ["men"]},
        {**QUERY, "same_wish": 1.5},
        {**QUERY, "language": True},
    ],
)
def test_a_query_in_another_form_is_named(row: object, tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text(json.dumps([row]))
    with pytest.raises(UnreadableFeed, match="query 0"):
        load_queries(tmp_path / "q.json")


@pytest.mark.parametrize("data", [b"", b"{", b"{}", b"[]", b"null", b"\xff\xfe", b'"text"'])
def test_a_file_that_is_no_list_of_queries_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "q.json").write_bytes(data)
    with pytest.raises(UnreadableFeed, match=r"q\.json") as caught:
        load_queries(tmp_path / "q.json")
    assert caught.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="nowhere"):
        load_queries(tmp_path / "nowhere.json")


@pytest.mark.data
@pytest.mark.parametrize("name", ["fashion_products/val_queries.json", "grocery/dev_queries.json"])
def test_the_shared_query_files_are_in_the_form(name: str, shared_data: Path) -> None:
    queries = load_queries(shared_data / name)
    rows = json.loads((shared_data / name).read_text(encoding="utf-8"))
    assert len(queries) == len(rows) > 100
    assert all(query.target_ids and query.text and query.kind for query in queries)
    assert [query.query_id for query in queries] == [str(row["query_id"]) for row in rows]
