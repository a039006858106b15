from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.datasets import forms
from pointsay.errors import SubsetMismatch, UnknownSource, UnreadableFeed
from pointsay.evaluation.datasets import circo, cirr
from pointsay.evaluation.datasets.base import Dataset, Places
from pointsay.evaluation.datasets.doctor import examine
from pointsay.evaluation.datasets.fingerprint import fingerprint
from pointsay.evaluation.datasets.subset import (
    Subset,
    apply_subset,
    load_subset,
    make_subset,
    save_subset,
)


def coco(tmp_path: Path, *absent: int) -> Dataset:
    root = forms.circo(tmp_path / "root")
    forms.circo_list(root / "image_info_unlabeled2017.json", range(40))
    names = [f"{at:012d}.jpg" for at in range(40) if at not in absent]
    return circo.load(root, split="val", images=forms.write_pictures(tmp_path / "coco", names))


def made(dataset: Dataset) -> Subset:
    return make_subset(dataset, examine(dataset))


def test_what_is_lost_is_left_out_and_named(tmp_path: Path) -> None:
    dataset = coco(tmp_path, 1, 20)
    subset = made(dataset)
    save_subset(subset, tmp_path / "subset.json")
    again = load_subset(tmp_path / "subset.json")
    assert again == subset
    assert again.pictures == {"1": "missing", "20": "missing"}
    assert list(again.queries) == ["2"]
    cut = apply_subset(dataset, again)
    assert cut.galleries[""] == [str(at) for at in range(40) if at not in (1, 20)]
    assert [query.query_id for query in cut.queries] == ["0", "1", "3"]
    assert [sorted(query.target_ids) for query in cut.queries] == [
        ["2"],
        ["11", "12"],
        ["31", "32"],
    ]
    assert cut.subset == subset.name
    assert subset.name.startswith("circo-val-")
    # What is left has nothing wrong with it.
    assert examine(cut).whole


def test_candidates_are_cut_too(tmp_path: Path) -> None:
    root = forms.cirr(tmp_path / "root", pictures=12)
    names = [f"dev-{at}-0-img{at % 2}.png" for at in range(12) if at != 9]
    dataset = cirr.load(root, split="val", images=forms.write_pictures(tmp_path / "i", names))
    cut = apply_subset(dataset, made(dataset))
    assert [len(query.candidates) for query in cut.queries] == [5, 5, 5, 5, 4, 4, 4]
    assert len(dataset.queries) == 7


def test_the_same_losses_have_the_same_name_and_others_another(tmp_path: Path) -> None:
    first = made(coco(tmp_path / "a", 1, 20))
    same = made(coco(tmp_path / "b", 1, 20))
    other = made(coco(tmp_path / "c", 1, 21))
    assert first.name == same.name != other.name
    broken = coco(tmp_path / "b", 1)
    (tmp_path / "b" / "coco" / "000000000020.jpg").write_bytes(b"")
    assert made(broken).name == first.name  # whatever the reason


def test_another_dataset_is_refused(tmp_path: Path) -> None:
    dataset = coco(tmp_path, 1)
    subset = made(dataset)
    other = cirr.load(forms.cirr(tmp_path / "cirr"), split="val")
    with pytest.raises(SubsetMismatch, match="of circo val, not of cirr val"):
        apply_subset(other, subset)
    with pytest.raises(SubsetMismatch, match="not of circo test"):
        apply_subset(replace(dataset, split="test"), subset)
    first, *others = dataset.queries
    for changed in (
        replace(dataset, queries=[replace(first, text="another"), *others]),
        replace(dataset, queries=others),
        replace(dataset, galleries={"": dataset.galleries[""][1:]}),
    ):
        with pytest.raises(SubsetMismatch, match="other queries or galleries") as caught:
            apply_subset(changed, subset)
        assert caught.value.hint


def test_a_subset_of_a_subset_is_refused(tmp_path: Path) -> None:
    dataset = coco(tmp_path, 1)
    subset = made(dataset)
    cut = apply_subset(dataset, subset)
    with pytest.raises(SubsetMismatch, match="is the subset"):
        apply_subset(cut, subset)
    with pytest.raises(SubsetMismatch, match="is the subset"):
        make_subset(cut, examine(cut))


def test_nothing_left_is_refused(tmp_path: Path) -> None:
    dataset = replace(coco(tmp_path), places=Places())
    with pytest.raises(UnknownSource, match="no query of circo val") as caught:
        made(dataset)
    assert caught.value.hint


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "subset.json"
    save_subset(made(coco(tmp_path, 1)), file)
    body = json.loads(file.read_bytes())
    damaged: list[object] = [
        {**body, "pictures": {}},
        {**body, "version": 99},
        {**body, "kind": "record"},
        {key: body[key] for key in body if key != "queries"},
        [],
    ]
    for broken in damaged:
        forms.write(file, broken)
        with pytest.raises(UnreadableFeed, match=r"subset\.json is not a subset") as caught:
            load_subset(file)
        assert "pointsay data doctor" in caught.value.hint
    with pytest.raises(UnreadableFeed, match=r"nowhere\.json"):
        load_subset(tmp_path / "nowhere.json")


def test_where_pictures_lie_does_not_change_what_a_dataset_is(tmp_path: Path) -> None:
    dataset = coco(tmp_path)
    assert fingerprint(replace(dataset, places=Places(), notes=())) == fingerprint(dataset)
    query = dataset.queries[0]
    for change in ({"target_ids": frozenset("7")}, {"text": "x"}, {"aspects": ("negation",)}):
        other = replace(dataset, queries=[replace(query, **change), *dataset.queries[1:]])
        assert fingerprint(other) != fingerprint(dataset)
