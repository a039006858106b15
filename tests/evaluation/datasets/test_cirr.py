from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.datasets import forms
from pointsay.errors import UnreadableFeed
from pointsay.evaluation.datasets.cirr import load


def test_the_form(tmp_path: Path) -> None:
    dataset = load(forms.cirr(tmp_path, pictures=12), split="val")
    names = [f"dev-{at}-0-img{at % 2}" for at in range(12)]
    assert dict(dataset.galleries) == {"": names}
    query = dataset.queries[3]
    assert (query.query_id, query.kind, query.text) == ("103", "cirr", "one more than 3")
    assert (query.reference_id, query.target_ids) == (names[3], frozenset({names[5]}))
    assert query.candidates == tuple(names[4:9])
    # Whether the reference is ranked is for the protocol to say.
    assert query.ignore_ids == frozenset()
    assert query.reference_id in dataset.galleries[""]


def test_the_test_split_has_candidates_and_no_targets(tmp_path: Path) -> None:
    dataset = load(forms.cirr(tmp_path, "test1"), split="test1")
    assert len(dataset.queries) == 7
    assert all(len(one.candidates) == 5 and not one.target_ids for one in dataset.queries)


def test_pictures_by_the_paths_of_the_split_file(tmp_path: Path) -> None:
    root = forms.cirr(tmp_path / "root", pictures=12)
    names = [f"dev/{at % 3}/dev-{at}-0-img{at % 2}.png" for at in range(11)]
    folder = forms.write_pictures(tmp_path / "nlvr2", [*names, "other/dev-4-0-img0.png"])
    places = load(root, split="val", images=folder).places.places
    assert places == {Path(name).stem: name for name in names}


def test_pictures_without_their_folders(tmp_path: Path) -> None:
    root = forms.cirr(tmp_path / "root", pictures=12)
    folder = forms.write_pictures(tmp_path / "flat", ["dev-4-0-img0.jpg"])
    places = load(root, split="val", images=folder).places.places
    assert places == {"dev-4-0-img0": "dev-4-0-img0.jpg"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pairid": "12"}, "entry 0: 'pairid' is '12', not a whole number"),
        ({"pairid": True}, "not a whole number"),
        ({"img_set": {"id": 1}}, "entry 0, img_set has no 'members'"),
        ({"img_set": []}, "img_set is .*, not an object"),
        ({"reference": "dev-50-0-img0"}, "not in its own set"),
        ({"pairid": 101}, "queries 0 and 1 both have the id '101'"),
    ],
)
def test_another_form_is_refused(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    root = forms.cirr(tmp_path)
    file = root / "captions" / "cap.rc2.val.json"
    rows = json.loads(file.read_bytes())
    rows[0] |= change
    forms.write(file, rows)
    with pytest.raises(UnreadableFeed, match=words) as caught:
        load(root, split="val")
    assert "cap.rc2.val.json" in caught.value.message
    assert caught.value.hint


@pytest.mark.data
@pytest.mark.parametrize(
    ("split", "queries", "gallery"), [("val", 4181, 2297), ("test1", 4148, 2315)]
)
def test_the_published_counts(split: str, queries: int, gallery: int, shared_data: Path) -> None:
    dataset = load(shared_data / "cir_annotations" / "cirr", split=split)
    ids = set(dataset.galleries[""])
    assert (len(dataset.queries), len(ids)) == (queries, gallery)
    for query in dataset.queries:
        assert len(set(query.candidates) - {query.reference_id}) == 5
        assert len(query.target_ids) == (1 if split == "val" else 0)
        assert {query.reference_id, *query.candidates} <= ids
        assert query.target_ids <= set(query.candidates)
