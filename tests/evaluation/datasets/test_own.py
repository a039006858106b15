from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evaluation.datasets import forms
from pointsay.errors import UnknownSource, UnreadableFeed
from pointsay.evaluation import encode_pictures, load_queries
from pointsay.evaluation.datasets.own import load


def query(query_id: str, reference: str, *targets: str, **more: Any) -> dict[str, Any]:
    fixed = {"query_id": query_id, "kind": "colour", "text": "in red", "reference_id": reference}
    return {**fixed, "target_ids": list(targets), **more}


def test_the_gallery_is_every_picture_at_hand(tmp_path: Path, encoder: Any) -> None:
    file = forms.write(tmp_path / "queries.json", [query("1", "a", "b"), query("2", "b", "c")])
    forms.write_pictures(tmp_path / "images", ["x/b.png", "a.jpg", "y/c.png"])
    dataset = load(tmp_path, split="all")
    assert dataset.queries == load_queries(file)
    assert dataset.galleries[""] == ["a", "b", "c"]
    source = dataset.places.source
    assert source is not None
    # The same ids as where no dataset is named.
    assert dataset.galleries[""] == list(encode_pictures(source, encoder).ids)
    assert [dataset.places.places[one] for one in "abc"] == ["a.jpg", "x/b.png", "y/c.png"]


def test_a_split_has_a_file_of_its_own_and_any_file_can_be_named(tmp_path: Path) -> None:
    for name in ("queries", "dev_queries", "other"):
        forms.write(tmp_path / f"{name}.json", [query(name, "a", "b")])
    found = [
        load(root, split=split).queries[0].query_id
        for root, split in (
            (tmp_path, "all"),
            (tmp_path, "dev"),
            (tmp_path / "other.json", "all"),
        )
    ]
    assert found == ["queries", "dev_queries", "other"]
    with pytest.raises(UnknownSource, match=r"no val_queries\.json") as caught:
        load(tmp_path, split="val")
    assert caught.value.hint


def test_galleries_by_name(tmp_path: Path) -> None:
    rows = [query("1", "a", "b", gallery="men"), query("2", "a", "c", gallery="women")]
    forms.write(tmp_path / "queries.json", rows)
    forms.write(tmp_path / "galleries.json", {"women": ["d", "c"], "men": ["b", "a"]})
    forms.write_pictures(tmp_path / "images", ["a.png", "e.png"])
    dataset = load(tmp_path, split="all")
    assert dict(dataset.galleries) == {"women": ("d", "c"), "men": ("b", "a")}
    forms.write(tmp_path / "galleries.json", {"men": ["b", "a"]})
    with pytest.raises(UnreadableFeed, match="query '2' ranks the gallery 'women'"):
        load(tmp_path, split="all")
    forms.write(tmp_path / "galleries.json", {"men": "ab"})
    with pytest.raises(UnreadableFeed, match=r"galleries\.json: 'men' is 'ab', not a list"):
        load(tmp_path, split="all")


def test_without_pictures_the_gallery_is_what_is_named(tmp_path: Path) -> None:
    more = {"more": [{"id": "m"}], "hard_ids": ["h"], "candidates": ["b", "k"]}
    forms.write(tmp_path / "queries.json", [query("1", "r", "b", ignore_ids=["i"], **more)])
    dataset = load(tmp_path, split="all")
    assert dataset.galleries[""] == ["b", "h", "i", "k", "m", "r"]
    assert dataset.places.source is None
    assert len(dataset.notes) == 1


def test_two_queries_of_one_id_are_refused(tmp_path: Path) -> None:
    forms.write(tmp_path / "queries.json", [query("1", "a", "b"), query("1", "b", "a")])
    with pytest.raises(UnreadableFeed, match=r"queries\.json: queries 0 and 1 both"):
        load(tmp_path, split="all")


@pytest.mark.data
def test_the_shared_groceries(shared_data: Path) -> None:
    dataset = load(shared_data / "grocery", split="dev")
    assert (len(dataset.queries), len(dataset.galleries[""])) == (200, 1053)
    ids = set(dataset.galleries[""])
    assert all({one.reference_id, *one.target_ids} <= ids for one in dataset.queries)
