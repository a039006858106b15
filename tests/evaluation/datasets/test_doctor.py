"""Folders with missing, cut-off, foreign and doubled pictures; the losses are counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import nasty
from evaluation.datasets import forms
from pointsay.evaluation.datasets import circo, cirr, fashioniq, genecis, own
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.datasets.diagnosis import Share
from pointsay.evaluation.datasets.doctor import NO_REFERENCE, NO_TARGET, examine


def fashion(tmp_path: Path) -> tuple[Dataset, Path]:
    root = forms.fashioniq(tmp_path / "root")
    names = [f"{one}.jpg" for one in forms.fashioniq_ids()]
    folder = forms.write_pictures(tmp_path / "pictures", names)
    return fashioniq.load(root, split="val", images=folder), folder


def test_a_whole_dataset(tmp_path: Path) -> None:
    dataset, _ = fashion(tmp_path)
    found = examine(dataset)
    assert found.whole
    assert found.at_hand
    assert found.named == 19
    assert (found.missing, found.broken, found.duplicates, found.lost) == ([], {}, (), {})
    assert found.galleries == {name: Share(7, 7) for name in forms.CATEGORIES}
    assert found.asked == found.kinds == {name: Share(4, 4) for name in forms.CATEGORIES}


def test_missing_broken_and_doubled_pictures_and_what_they_cost(tmp_path: Path) -> None:
    _, folder = fashion(tmp_path)
    # Dresses are asked D3 -> D1 -> D0 -> D2 -> D5.
    (folder / "D1.jpg").unlink()
    # Shirts S3 -> S1 -> S0 -> S2 -> S5; the last target is cut off in its pixels.
    whole = (folder / "S5.jpg").read_bytes()
    (folder / "S5.jpg").write_bytes(whole[:-30])
    # Tops: the first target is also another picture of the gallery, byte for byte.
    (folder / "T4.jpg").write_bytes((folder / "T1.jpg").read_bytes())
    (folder / "X.jpg").write_bytes(nasty.html())
    dataset = fashioniq.load(tmp_path / "root", split="val", images=folder)
    found = examine(dataset)
    assert not found.whole
    assert found.missing == ["D1"]
    assert set(found.broken) == {"S5", "X"}
    assert "cannot be decoded to the end" in found.broken["S5"]
    assert "HTML" in found.broken["X"] or "web page" in found.broken["X"]
    assert found.duplicates == (("T1", "T4"),)
    assert found.lost == {"dress-0": NO_TARGET, "dress-1": NO_REFERENCE, "shirt-3": NO_TARGET}
    assert found.galleries == {
        "dress": Share(7, 5),
        "shirt": Share(7, 5),
        "toptee": Share(7, 6),
    }
    assert found.asked == {"dress": Share(4, 2), "shirt": Share(4, 3), "toptee": Share(4, 4)}
    assert found.twins == ["toptee-0"]


def test_only_reading_finds_less(tmp_path: Path) -> None:
    dataset, folder = fashion(tmp_path)
    whole = (folder / "S5.jpg").read_bytes()
    (folder / "S5.jpg").write_bytes(whole[:-30])
    (folder / "D0.jpg").unlink()  # after the dataset was read
    found = examine(dataset, decode=False)
    assert not found.decoded
    assert set(found.broken) == {"D0"}
    assert "there is no picture" in found.broken["D0"]
    assert set(examine(dataset).broken) == {"D0", "S5"}


def test_every_way_to_be_broken_has_its_reason(tmp_path: Path) -> None:
    dataset, folder = fashion(tmp_path)
    ways = {
        "D0": b"",
        "D1": nasty.html(),
        "D2": forms.picture("D2", "JPEG")[:-100],
        "D3": nasty.plain_png((4, 400)),
    }
    for one, data in ways.items():
        (folder / f"{one}.jpg").write_bytes(data)
    found = examine(dataset).broken
    assert list(found) == ["D3", "D1", "D0", "D2"]  # the order of the gallery
    assert len(set(found.values())) == 4


def test_a_part_of_the_answers_may_be_lost(tmp_path: Path) -> None:
    root = forms.circo(tmp_path / "root")
    forms.circo_list(root / "image_info_unlabeled2017.json", range(40))
    names = [f"{at:012d}.jpg" for at in range(40) if at not in (1, 11, 12, 20)]
    images = forms.write_pictures(tmp_path / "coco", names)
    found = examine(circo.load(root, split="val", images=images))
    assert found.lost == {"1": NO_TARGET, "2": NO_REFERENCE}
    assert found.fewer_targets == {"0": Share(2, 1)}
    assert found.kinds == {"circo": Share(4, 2)}
    assert len(found.notes) == 1


def test_a_hidden_truth_needs_references_only(tmp_path: Path) -> None:
    root = forms.cirr(tmp_path / "root", "test1", pictures=12)
    names = [f"dev-{at}-0-img{at % 2}.png" for at in range(12) if at not in (6, 9)]
    images = forms.write_pictures(tmp_path / "images", names)
    found = examine(cirr.load(root, split="test1", images=images))
    assert found.lost == {"106": NO_REFERENCE}
    assert found.fewer_targets == {}
    assert found.fewer_candidates == {
        **{str(100 + at): Share(5, 4) for at in (1, 2, 3)},
        **{str(100 + at): Share(5, 3) for at in (4, 5)},
    }


def test_parts_of_one_picture_are_no_doubles_and_break_together(tmp_path: Path) -> None:
    rows = [
        forms.boxes((3, [0, 0, 9, 9]), (3, [5, 0, 9, 9]), (4, [0, 0, 9, 9])),
        forms.boxes((3, [0, 0, 9, 9]), (3, [5, 0, 9, 9]), (5, [0, 0, 9, 9])),
    ]
    forms.write(tmp_path / "focus_attribute.json", rows)
    images = forms.write_pictures(tmp_path / "images", ["3.jpg", "4.jpg", "5.jpg"])
    (images / "5.jpg").write_bytes((images / "4.jpg").read_bytes())

    seen: list[tuple[int, int]] = []
    dataset = genecis.load(tmp_path, split="focus_attribute", images=images)
    found = examine(dataset, progress=lambda done, total: seen.append((done, total)))
    assert found.duplicates == (("4@0,0,9,9", "5@0,0,9,9"),)
    assert seen == [(1, 3), (2, 3), (3, 3)]  # each file once, whatever its parts
    (images / "3.jpg").write_bytes(b"")
    broken = examine(genecis.load(tmp_path, split="focus_attribute", images=images))
    assert set(broken.broken) == {"3@0,0,9,9", "3@5,0,9,9"}
    assert set(broken.lost) == {"focus_attribute-0", "focus_attribute-1"}


def test_ids_that_a_gallery_lists_twice(tmp_path: Path) -> None:
    row = {"query_id": "1", "kind": "k", "reference_id": "a", "text": "t", "target_ids": ["b"]}
    forms.write(tmp_path / "queries.json", [row])
    forms.write(tmp_path / "galleries.json", {"": ["a", "b", "a", "c", "c"]})
    forms.write_pictures(tmp_path, ["a.png", "b.png", "c.png"])
    found = examine(own.load(tmp_path, split="all"))
    assert found.repeated == {"": ["a", "c"]}
    assert found.galleries == {"": Share(3, 3)}
    assert found.whole


def test_files_without_pictures(tmp_path: Path) -> None:
    found = examine(fashioniq.load(forms.fashioniq(tmp_path), split="val"))
    assert not found.at_hand
    assert len(found.missing) == found.named == 19
    assert len(found.lost) == 12


@pytest.mark.parametrize("broken", [False, True])
def test_what_people_read(broken: bool, tmp_path: Path) -> None:
    dataset, folder = fashion(tmp_path)
    if broken:
        (folder / "D1.jpg").write_bytes(b"")
    lines = list(examine(dataset).lines())
    assert lines[0] == "fashioniq val: 19 pictures, decoded"
    rows = {line.split()[0]: line.split()[1:] for line in lines if line}
    assert rows["dress"] == (["7", "->", "6", "4", "->", "2"] if broken else ["7", "4"])
    assert rows["shirt"] == ["7", "4"]
    assert rows["broken"] == (["1", "D1"] if broken else ["0"])
    assert ("  D1: the file is empty (0 bytes)" in lines) == broken
