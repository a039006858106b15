from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.datasets import forms
from pointsay.errors import UnreadableFeed
from pointsay.evaluation.datasets import circo
from pointsay.evaluation.datasets.circo import load


def test_the_form(tmp_path: Path) -> None:
    query = load(forms.circo(tmp_path), split="val").queries[1]
    assert (query.query_id, query.kind, query.text) == ("1", "circo", "has 1 more")
    assert (query.reference_id, query.target_ids) == ("10", frozenset({"11", "12"}))
    assert query.concept == "a thing"
    assert query.aspects == ("cardinality", "addition")


def test_the_test_split_has_no_targets(tmp_path: Path) -> None:
    for query in load(forms.circo(tmp_path, "test"), split="test").queries:
        assert query.target_ids == frozenset()
        assert query.aspects == ()


@pytest.mark.parametrize(
    "where", ["", "annotations", "COCO2017_unlabeled/annotations"], ids=["top", "beside", "theirs"]
)
def test_the_gallery_is_cocos_list_in_its_order(where: str, tmp_path: Path) -> None:
    root = forms.circo(tmp_path)
    ids = [31, 0, 7, 11, 12, 500]
    forms.circo_list(root / where / "image_info_unlabeled2017.json", ids)
    forms.write_pictures(root / "unlabeled2017", ["000000000007.jpg", "000000000900.jpg"])
    dataset = load(root, split="val")
    assert dataset.galleries[""] == [str(one) for one in ids]
    assert dataset.places.places == {"7": "unlabeled2017/000000000007.jpg"}


def test_without_the_list_the_gallery_is_what_lies_there(tmp_path: Path) -> None:
    root = forms.circo(tmp_path / "root")
    names = ["000000000011.jpg", "000000000100.jpg", "000000000002.jpg"]
    folder = forms.write_pictures(tmp_path / "coco", [*names, "cover.jpg"])
    dataset = load(root, split="val", images=folder)
    assert dataset.galleries[""] == ["2", "11", "100"]
    (note,) = dataset.notes
    assert "folder of pictures: 3 of the 123,403" in note


def test_without_pictures_the_gallery_is_what_is_named_and_a_note_says_so(tmp_path: Path) -> None:
    dataset = load(forms.circo(tmp_path), split="val")
    numbers = sorted(10 * at + more for at in range(4) for more in range(3))
    assert dataset.galleries[""] == [str(one) for one in numbers]
    (note,) = dataset.notes
    assert "what the annotations name: 12 of the 123,403" in note


def test_the_whole_list_needs_no_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert circo.GALLERY == 123_403
    monkeypatch.setattr(circo, "GALLERY", 50)
    root = forms.circo(tmp_path)
    for count, notes in ((49, 1), (50, 0)):
        forms.circo_list(root / "image_info_unlabeled2017.json", range(count))
        assert len(load(root, split="val").notes) == notes


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gt_img_ids": [1, "2"]}, "entry 0: 'gt_img_ids' is .* not a list of whole numbers"),
        ({"gt_img_ids": [1, 0]}, "the reference is among its answers"),
        ({"reference_img_id": -1}, "not a whole number"),
        ({"shared_concept": None}, "'shared_concept' is None, not text"),
        ({"id": 1}, "both have the id '1'"),
    ],
)
def test_another_form_is_refused(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    file = forms.circo(tmp_path) / "annotations" / "val.json"
    rows = json.loads(file.read_bytes())
    rows[0] |= change
    forms.write(file, rows)
    with pytest.raises(UnreadableFeed, match=words) as caught:
        load(tmp_path, split="val")
    assert "val.json" in caught.value.message


@pytest.mark.data
def test_the_published_counts(shared_data: Path) -> None:
    root = shared_data / "cir_annotations_noncommercial" / "circo"
    val, test = (load(root, split=split) for split in ("val", "test"))
    assert (len(val.queries), len(test.queries)) == (220, 800)
    assert [one.query_id for one in test.queries] == [str(at) for at in range(800)]
    sizes = [len(one.target_ids) for one in val.queries]
    assert (min(sizes), max(sizes)) == (1, 14)
    assert sum(sizes) / 220 == pytest.approx(4.16, abs=0.01)
    assert len({aspect for one in val.queries for aspect in one.aspects}) == 9
