from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from evaluation.datasets import forms
from pointsay.errors import UnknownSource, UnreadableFeed
from pointsay.evaluation.datasets.fashioniq import load
from pointsay.evaluation.protocols import make_protocol


def test_galleries_and_queries_in_the_published_order(tmp_path: Path) -> None:
    dataset = load(forms.fashioniq(tmp_path), split="val")
    assert (dataset.name, dataset.split, dataset.subset) == ("fashioniq", "val", "")
    assert dict(dataset.galleries) == {
        "dress": ["D3", "D1", "D0", "D2", "D5", "D4", "X"],
        "shirt": ["S3", "S1", "S0", "S2", "S5", "S4", "X"],
        "toptee": ["T3", "T1", "T0", "T2", "T5", "T4", "X"],
    }
    assert [one.query_id for one in dataset.queries] == [
        f"{category}-{at}" for category in forms.CATEGORIES for at in range(4)
    ]
    query = dataset.queries[5]
    assert (query.kind, query.gallery) == ("shirt", "shirt")
    assert (query.reference_id, query.target_ids) == ("S1", frozenset({"S0"}))
    assert query.captions == ("is 1", "and longer")
    assert query.text == "is 1 and and longer"


def test_an_empty_caption_survives(tmp_path: Path) -> None:
    dataset = load(forms.fashioniq(tmp_path), split="val")
    empty = [query for query in dataset.queries if "" in query.captions]
    assert [query.captions for query in empty] == [("is 3", "")] * 3
    asked = make_protocol("fashioniq").ask(dataset)
    assert len(asked.queries) == 12


def test_the_test_split_has_no_targets(tmp_path: Path) -> None:
    dataset = load(forms.fashioniq(tmp_path, "test"), split="test")
    assert len(dataset.queries) == 12
    assert not any(query.target_ids for query in dataset.queries)


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg"])
def test_pictures_in_one_folder(ending: str, tmp_path: Path) -> None:
    root = forms.fashioniq(tmp_path / "root")
    ids = forms.fashioniq_ids()
    folder = forms.write_pictures(tmp_path / "pictures", [f"{one}.{ending}" for one in ids])
    places = load(root, split="val", images=folder).places
    assert places.places == {one: f"{one}.{ending}" for one in ids}
    assert places.source is not None
    assert places.source.read("D0." + ending) == (folder / f"D0.{ending}").read_bytes()


def test_pictures_in_a_folder_for_each_category_or_beside_the_files(tmp_path: Path) -> None:
    root = forms.fashioniq(tmp_path)
    names = [f"dress/{one}.jpg" for one in ("D0", "X")] + ["shirt/X.jpg", "shirt/S3.png"]
    forms.write_pictures(root / "images", names)
    places = load(root, split="val").places.places
    # The same product in two categories is one picture; the first name is taken.
    expected = {"D0": "dress/D0.jpg", "X": "dress/X.jpg", "S3": "shirt/S3.png"}
    assert places == expected
    shutil.move(root / "images", root / "elsewhere")
    found = load(root, split="val").places.places
    assert found == {one: f"elsewhere/{name}" for one, name in expected.items()}


def test_pictures_in_a_zip(tmp_path: Path) -> None:
    root = forms.fashioniq(tmp_path)
    with zipfile.ZipFile(root / "images.zip", "w") as archive:
        archive.writestr("resized/T0.png", forms.picture("T0"))
    assert load(root, split="val").places.places == {"T0": "resized/T0.png"}


def test_files_alone_are_enough_for_counting(tmp_path: Path) -> None:
    places = load(forms.fashioniq(tmp_path), split="val").places
    assert places.source is None
    assert not places.places


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    root = forms.fashioniq(tmp_path)
    (root / "captions" / "cap.shirt.val.json").unlink()
    with pytest.raises(UnknownSource, match=r"cap\.shirt\.val\.json") as caught:
        load(root, split="val")
    assert "docs/datasets.md" in caught.value.hint
    with pytest.raises(UnknownSource, match=r"split\.dress\.train\.json"):
        load(root, split="train")


GOOD = {"candidate": "D0", "target": "D1", "captions": ["a", "b"]}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({}, "not a JSON list"),
        ([GOOD, 3], "entry 1 is 3, not an object"),
        ([GOOD, {**GOOD, "candidate": 7}], "entry 1: 'candidate' is 7, not text"),
        ([{"target": "D1", "captions": ["a", "b"]}], "entry 0 has no 'candidate'"),
        ([{**GOOD, "target": None}], "entry 0: 'target' is None"),
        ([{**GOOD, "captions": ["a"]}], "entry 0 has 1 captions, not two"),
        ([{**GOOD, "captions": "ab"}], "entry 0: 'captions' is 'ab', not a list"),
        ([{**GOOD, "captions": ["a", None]}], "not a list of texts"),
    ],
)
def test_a_file_in_another_form_names_the_entry(rows: object, words: str, tmp_path: Path) -> None:
    root = forms.fashioniq(tmp_path)
    forms.write(root / "captions" / "cap.dress.val.json", rows)
    with pytest.raises(UnreadableFeed, match=words) as caught:
        load(root, split="val")
    assert "cap.dress.val.json" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("data", [b"", b"[", b"\xff", b"[" * 100_000])
def test_a_cut_off_file_is_refused(data: bytes, tmp_path: Path) -> None:
    root = forms.fashioniq(tmp_path)
    (root / "image_splits" / "split.toptee.val.json").write_bytes(data)
    with pytest.raises(UnreadableFeed, match=r"split\.toptee\.val\.json"):
        load(root, split="val")


@pytest.mark.data
@pytest.mark.parametrize(
    ("split", "queries", "galleries"),
    [
        ("train", (5985, 5988, 6027), (11452, 19036, 16121)),
        ("val", (2017, 2038, 1961), (3817, 6346, 5373)),
        ("test", (2024, 2038, 2056), (3818, 6346, 5374)),
    ],
)
def test_the_published_counts(
    split: str, queries: tuple[int, ...], galleries: tuple[int, ...], shared_data: Path
) -> None:
    root = shared_data / "cir_annotations" / "fashion_iq"
    dataset = load(root, split=split)
    asked = [one.kind for one in dataset.queries]
    assert tuple(asked.count(category) for category in forms.CATEGORIES) == queries
    assert tuple(map(len, dataset.galleries.values())) == galleries
    ids = {name: frozenset(gallery) for name, gallery in dataset.galleries.items()}
    for query in dataset.queries:
        assert len(query.target_ids) == (0 if split == "test" else 1)
        assert {query.reference_id, *query.target_ids} <= ids[query.gallery]
    rows = json.loads((root / "captions" / f"cap.toptee.{split}.json").read_bytes())
    assert dataset.queries[-1].captions == tuple(rows[-1]["captions"])
    assert len({one.query_id for one in dataset.queries}) == sum(queries)


@pytest.mark.data
def test_the_val_split_of_the_val_protocol(shared_data: Path) -> None:
    dataset = load(shared_data / "cir_annotations" / "fashion_iq", split="val")
    named: dict[str, set[str]] = {category: set() for category in forms.CATEGORIES}
    for query in dataset.queries:
        named[query.kind] |= {query.reference_id, *query.target_ids}
    assert [len(ids) for ids in named.values()] == [2628, 3089, 2902]
    asked = make_protocol("fashioniq", "val").ask(dataset)
    assert [len(ids) for ids in asked.galleries.values()] == [2628, 3089, 2902]
    assert sum(not all(query.captions) for query in dataset.queries) == 3
