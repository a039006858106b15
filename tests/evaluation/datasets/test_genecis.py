from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.datasets import forms
from pointsay.errors import UnknownSource, UnreadableFeed
from pointsay.evaluation.datasets.base import Crop
from pointsay.evaluation.datasets.genecis import TASKS, load

OBJECTS = [forms.objects(9, 100, 30, 200), forms.objects(5, 7, 100, 30)]
BOXES = [
    forms.boxes((3, [0, 0, 10, 10]), (3, [5.5, 0, 10, 10]), (4, [0, 0, 10, 10])),
    forms.boxes((4, [0, 0, 10, 10]), (8, [1, 2, 3, 4]), (3, [5.5, 0, 10, 10.25])),
]


def write_all(root: Path) -> Path:
    for task in TASKS:
        forms.write(root / f"{task}.json", BOXES if "attribute" in task else OBJECTS)
    return root


def test_objects_are_pictures_of_coco(tmp_path: Path) -> None:
    forms.write(tmp_path / "focus_object.json", OBJECTS)
    folder = forms.write_pictures(tmp_path / "val2017", ["000000000100.jpg", "000000000005.jpg"])
    dataset = load(tmp_path, split="focus_object", images=folder)
    query = dataset.queries[0]
    assert (query.query_id, query.kind, query.text) == ("focus_object-0", "focus_object", "wall")
    assert (query.reference_id, query.target_ids) == ("9", frozenset({"100"}))
    assert dataset.galleries[""] == ["100", "200", "30", "7"]
    assert dataset.places.places == {"100": "000000000100.jpg", "5": "000000000005.jpg"}
    assert not dataset.notes


def test_attributes_are_parts_each_with_an_id_of_its_own(tmp_path: Path) -> None:
    forms.write(tmp_path / "change_attribute.json", BOXES)
    folder = forms.write_pictures(tmp_path / "vg", ["3.jpg", "4.jpg", "8.jpg"])
    dataset = load(tmp_path, split="change_attribute", images=folder)
    first, second = dataset.queries
    assert dataset.places.places[first.reference_id] == Crop("3.jpg", (0, 0, 10, 10), 0.7)
    (target,) = first.target_ids
    assert dataset.places.places[target] == Crop("3.jpg", (5.5, 0, 10, 10), 0.7)
    named = {first.reference_id, second.reference_id, *first.candidates, *second.candidates}
    # Six names of five boxes: one stands in both queries.
    assert len(named) == 5
    assert set(dataset.places.places) == named


def test_the_target_has_no_place_of_its_own_among_the_candidates(tmp_path: Path) -> None:
    rows = [forms.objects(0, *range(at + 1, at + 16)) for at in range(20)]
    rows += [forms.objects(0, *range(at + 16, at + 1, -1)) for at in range(20)]
    forms.write(tmp_path / "focus_object.json", rows)
    places = set()
    for query in load(tmp_path, split="focus_object").queries:
        assert len(query.candidates) == 15
        (target,) = query.target_ids
        places.add(query.candidates.index(target))
    assert len(places) > 5


def test_a_target_that_is_named_among_the_wrong_ones_stands_once(tmp_path: Path) -> None:
    forms.write(tmp_path / "focus_object.json", [forms.objects(1, 2, 3, 2, 4)])
    (query,) = load(tmp_path, split="focus_object").queries
    assert sorted(query.candidates) == ["2", "3", "4"]


def test_all_tasks_and_a_note_on_those_that_are_not_there(tmp_path: Path) -> None:
    write_all(tmp_path)
    dataset = load(tmp_path, split="all")
    assert [one.kind for one in dataset.queries] == [task for task in TASKS for _ in range(2)]
    assert not dataset.notes
    assert len({one.query_id for one in dataset.queries}) == 8
    (tmp_path / "focus_attribute.json").unlink()
    (note,) = load(tmp_path, split="all").notes
    assert "focus_attribute is not at hand" in note


def test_no_task_at_all_is_refused(tmp_path: Path) -> None:
    for split in ("all", "focus_object"):
        with pytest.raises(UnknownSource, match="there is no focus_") as caught:
            load(tmp_path, split=split)
        assert caught.value.hint


def test_a_cut_off_gzip_is_refused(tmp_path: Path) -> None:
    data = gzip.compress(json.dumps(OBJECTS).encode())
    (tmp_path / "focus_object.json.gz").write_bytes(data)
    assert len(load(tmp_path, split="focus_object").queries) == 2
    for broken in (data[:-20], data[:5], b"", b"plain", data[:20] + b"\0\0\0" + data[23:]):
        (tmp_path / "focus_object.json.gz").write_bytes(broken)
        with pytest.raises(UnreadableFeed, match="focus_object"):
            load(tmp_path, split="focus_object")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**OBJECTS[0], "gallery": {}}, "entry 0: 'gallery' is {}, not a list"),
        ({**OBJECTS[0], "gallery": [{"id": 3}]}, "entry 0, gallery 0 has no 'image_id'"),
        (forms.boxes((1, [0, 0, 0, 9]), (1, [0, 0, 1, 1])), "reference: .*not a box"),
        (forms.boxes((1, [0, 0, 1]), (1, [0, 0, 1, 1])), "not a box"),
    ],
)
def test_another_form_is_refused(row: dict[str, Any], words: str, tmp_path: Path) -> None:
    forms.write(tmp_path / "focus_object.json", [row])
    with pytest.raises(UnreadableFeed, match=words):
        load(tmp_path, split="focus_object")


@pytest.mark.data
@pytest.mark.parametrize("task", ["focus_object", "change_object"])
def test_the_published_counts(task: str, shared_data: Path) -> None:
    dataset = load(shared_data / "cir_annotations_noncommercial" / "genecis", split=task)
    assert len(dataset.queries) == 1960
    sizes = [len(query.candidates) for query in dataset.queries]
    # One published set of change_object names its target twice.
    assert sizes.count(15) == (1960 if task == "focus_object" else 1959)
    assert all(query.target_ids <= set(query.candidates) for query in dataset.queries)
    assert all(query.reference_id not in query.candidates for query in dataset.queries)
