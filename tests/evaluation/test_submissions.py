"""Test-server files of CIRR and CIRCO, checked by rules written down again here."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.datasets import forms
from pointsay.errors import BadSubmission
from pointsay.evaluation import submissions
from pointsay.evaluation.datasets import circo, cirr, fashioniq
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.records import QueryResult
from pointsay.evaluation.submissions import (
    check_submission,
    circo_submission,
    cirr_submission,
    save_submission,
    write_server_files,
)


@pytest.fixture
def reals(tmp_path: Path) -> Dataset:
    return cirr.load(forms.cirr(tmp_path / "cirr", "test1"), split="test1")


@pytest.fixture
def coco(tmp_path: Path) -> Dataset:
    root = forms.circo(tmp_path / "circo", "test")
    forms.circo_list(root / "image_info_unlabeled2017.json", range(80))
    return circo.load(root, split="test")


def rankings(dataset: Dataset) -> dict[str, list[str]]:
    """The whole gallery in another order for each query; the reference is in it."""
    chance = random.Random(3)
    gallery = list(dataset.galleries[""])
    return {one.query_id: chance.sample(gallery, len(gallery)) for one in dataset.queries}


def test_cirrs_recall_file(reals: Dataset, tmp_path: Path) -> None:
    ranked = rankings(reals)
    body = cirr_submission(reals, ranked, "recall")
    file = tmp_path / "made" / "recall.json"
    save_submission(body, file)
    read = json.loads(file.read_bytes())
    assert read.pop("version") == "rc2"
    assert read.pop("metric") == "recall"
    assert set(read) == {str(100 + at) for at in range(7)}
    for query in reals.queries:
        wanted = [one for one in ranked[query.query_id] if one != query.reference_id][:50]
        assert read[query.query_id] == wanted
    check_submission(file, reals)
    assert [one.name for one in file.parent.iterdir()] == ["recall.json"]


def test_cirrs_subset_file(reals: Dataset, tmp_path: Path) -> None:
    ranked = rankings(reals)
    body = cirr_submission(reals, ranked, "recall_subset")
    save_submission(body, tmp_path / "subset.json")
    check_submission(tmp_path / "subset.json", reals)
    assert body["metric"] == "recall_subset"
    for at, query in enumerate(reals.queries):
        five = {f"dev-{n}-0-img{n % 2}" for n in range(at + 1, at + 6)}
        assert body[query.query_id] == [one for one in ranked[query.query_id] if one in five][:3]


def test_circos_file(coco: Dataset, tmp_path: Path) -> None:
    ranked = rankings(coco)
    save_submission(circo_submission(coco, ranked), tmp_path / "circo.json")
    check_submission(tmp_path / "circo.json", coco)
    read = json.loads((tmp_path / "circo.json").read_bytes())
    assert read == {str(at): [int(one) for one in ranked[str(at)][:50]] for at in range(4)}


def edited(body: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {one: body[one] for one in body if one != key}
    return {**body, key: value}


NAMES = [f"dev-{at}-0-img{at % 2}" for at in range(60)]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("version", "rc1", "'version' is 'rc1', not 'rc2'"),
        ("version", None, "'version' is None"),
        ("metric", "recall@5", "'metric' is 'recall@5', not recall or recall_subset"),
        ("metric", ["recall"], "'metric' is"),
        ("103", None, "query 103 is not answered (1 lacking, 0 unknown)"),
        ("999", NAMES[:50], "no query is '999' (0 lacking, 1 unknown)"),
        ("100", NAMES[1:50], "query 100: 49 pictures, not 50"),
        ("100", NAMES[1:52], "query 100: 51 pictures, not 50"),
        ("100", [*NAMES[1:50], NAMES[1]], "query 100: a picture is there twice"),
        ("100", NAMES[:50], "query 100: the reference dev-0-0-img0 is in the list"),
        ("100", [*NAMES[1:50], "dev-9"], "query 100: 'dev-9' is not in the gallery"),
        ("100", [*NAMES[1:50], 7], "is not a list of names"),
        ("100", "dev-1", "is not a list of names"),
        ("100", {}, "is not a list of names"),
    ],
)
def test_a_wrong_recall_file_says_what_is_wrong(
    key: str, value: Any, words: str, reals: Dataset, tmp_path: Path
) -> None:
    body = cirr_submission(reals, rankings(reals), "recall")
    save_submission(edited(body, key, value), tmp_path / "bad.json")
    with pytest.raises(BadSubmission) as caught:
        check_submission(tmp_path / "bad.json", reals)
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NAMES[1:5], "4 pictures, not 3"),
        ([NAMES[0], NAMES[1], NAMES[2]], "the reference"),
        ([NAMES[1], NAMES[2], NAMES[6]], "'dev-6-0-img0' is not in the query's set"),
    ],
)
def test_a_wrong_subset_file_says_what_is_wrong(
    value: Any, words: str, reals: Dataset, tmp_path: Path
) -> None:
    body = cirr_submission(reals, rankings(reals), "recall_subset")
    save_submission({**body, "100": value}, tmp_path / "bad.json")
    with pytest.raises(BadSubmission, match=f"query 100: .*{words}"):
        check_submission(tmp_path / "bad.json", reals)


def test_all_wrong_queries_are_counted(reals: Dataset, tmp_path: Path) -> None:
    body = cirr_submission(reals, rankings(reals), "recall")
    short = {key: value[:9] if isinstance(value, list) else value for key, value in body.items()}
    save_submission(short, tmp_path / "bad.json")
    with pytest.raises(BadSubmission, match=r"query 100: 9 pictures.*\(and 6 more queries\)"):
        check_submission(tmp_path / "bad.json", reals)


def test_cirrs_limit_on_size(
    reals: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert submissions.CIRR_MAX_BYTES == 5_000_000
    file = tmp_path / "big.json"
    save_submission(cirr_submission(reals, rankings(reals), "recall"), file)
    size = file.stat().st_size
    monkeypatch.setattr(submissions, "CIRR_MAX_BYTES", size)
    check_submission(file, reals)
    monkeypatch.setattr(submissions, "CIRR_MAX_BYTES", size - 1)
    with pytest.raises(BadSubmission, match=f"has {size:,} bytes"):
        check_submission(file, reals)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("3", None, "query 3 is not answered"),
        ("4", list(range(50)), "no query is '4'"),
        ("1", list(range(49)), "query 1: 49 pictures, not 50"),
        ("1", [*range(49), 3], "query 1: a picture is there twice"),
        ("1", [*range(49), "50"], "is not a list of whole numbers"),
        ("1", [*range(49), 50.0], "is not a list of whole numbers"),
        ("1", [False, *range(1, 50)], "is not a list of whole numbers"),
        ("version", "rc2", "no query is 'version'"),
    ],
)
def test_a_wrong_circo_file_says_what_is_wrong(
    key: str, value: Any, words: str, coco: Dataset, tmp_path: Path
) -> None:
    body = circo_submission(coco, rankings(coco))
    save_submission(edited(body, key, value), tmp_path / "bad.json")
    with pytest.raises(BadSubmission) as caught:
        check_submission(tmp_path / "bad.json", coco)
    assert words in caught.value.message


def test_foreign_numbers_are_seen_when_the_whole_gallery_is_at_hand(
    coco: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {**circo_submission(coco, rankings(coco)), "1": [*range(49), 99]}
    save_submission(body, tmp_path / "file.json")
    check_submission(tmp_path / "file.json", coco)
    monkeypatch.setattr(submissions, "GALLERY", 80)
    with pytest.raises(BadSubmission, match="query 1: 99 is not a picture of COCO"):
        check_submission(tmp_path / "file.json", coco)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"0": [1], "0": [2]}', b"[" * 99999])
def test_what_is_no_object_is_refused(data: bytes, coco: Dataset, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    with pytest.raises(BadSubmission) as caught:
        check_submission(tmp_path / "bad.json", coco)
    assert caught.value.hint


def test_rankings_that_are_not_enough_are_refused(reals: Dataset, coco: Dataset) -> None:
    ranked = rankings(reals)
    del ranked["104"]
    with pytest.raises(BadSubmission, match="query 104 has no ranking"):
        cirr_submission(reals, ranked, "recall")
    shallow = {key: ids[:49] for key, ids in rankings(coco).items()}
    with pytest.raises(BadSubmission, match="49 pictures, not 50"):
        circo_submission(coco, shallow)


def test_a_subset_or_another_dataset_has_no_file(reals: Dataset, tmp_path: Path) -> None:
    with pytest.raises(BadSubmission, match="cirr-test1-abc is a part of cirr"):
        cirr_submission(replace(reals, subset="cirr-test1-abc"), rankings(reals), "recall")
    fashion = fashioniq.load(forms.fashioniq(tmp_path / "f"), split="val")
    (tmp_path / "file.json").write_text("{}")
    with pytest.raises(BadSubmission, match="fashioniq has no test server"):
        check_submission(tmp_path / "file.json", fashion)
    with pytest.raises(BadSubmission, match=r"nowhere\.json cannot be read"):
        check_submission(tmp_path / "nowhere.json", reals)


def results(dataset: Dataset) -> list[QueryResult]:
    ranked = rankings(dataset)
    return [
        QueryResult(
            one.query_id,
            one.kind,
            (),
            top=tuple(name for name in ranked[one.query_id] if name != one.reference_id)[:50],
            subset_top=tuple(name for name in ranked[one.query_id] if name in one.candidates),
        )
        for one in dataset.queries
    ]


def test_files_from_the_results_of_a_run(reals: Dataset, coco: Dataset, tmp_path: Path) -> None:
    files = write_server_files(reals, results(reals), tmp_path, "cirr-sum")
    assert [one.name for one in files] == ["cirr-sum.recall.json", "cirr-sum.recall_subset.json"]
    for file in files:
        check_submission(file, reals)
    (file,) = write_server_files(coco, results(coco), tmp_path, "circo-sum")
    check_submission(file, coco)


def test_where_the_truth_is_known_no_file_is_written(tmp_path: Path) -> None:
    known = cirr.load(forms.cirr(tmp_path / "cirr"), split="val")
    assert write_server_files(known, results(known), tmp_path / "out", "x") == []
    hidden = fashioniq.load(forms.fashioniq(tmp_path / "f", "test"), split="test")
    assert write_server_files(hidden, [], tmp_path / "out", "x") == []
    assert not (tmp_path / "out").exists()


@pytest.mark.data
def test_the_published_test_splits_make_whole_files(shared_data: Path, tmp_path: Path) -> None:
    reals = cirr.load(shared_data / "cir_annotations" / "cirr", split="test1")
    ranked = {
        one.query_id: [*one.candidates, *dict.fromkeys(reals.galleries[""][:56])]
        for one in reals.queries
    }
    ranked = {key: list(dict.fromkeys(ids)) for key, ids in ranked.items()}
    for metric in ("recall", "recall_subset"):
        file = tmp_path / f"{metric}.json"
        save_submission(cirr_submission(reals, ranked, metric), file)
        check_submission(file, reals)
        assert len(json.loads(file.read_bytes())) == 4148 + 2
        assert file.stat().st_size < 5_000_000
    coco = circo.load(shared_data / "cir_annotations_noncommercial" / "circo", split="test")
    ids = list(coco.galleries[""])[:50]
    body = circo_submission(coco, {one.query_id: ids for one in coco.queries})
    assert list(body) == [str(at) for at in range(800)]
