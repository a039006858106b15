from __future__ import annotations

import json
from pathlib import Path

import pytest

from pointsay.atelier.benchmark import make
from pointsay.errors import UnknownSource, UnreadableFeed
from pointsay.evaluation.datasets import atelier, fashioniq


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atelier")
    make(folder, split="val", pieces=60, wishes=12, seed=1, width=16, workers=1)
    return folder


def test_what_was_made_is_read(root: Path) -> None:
    dataset = atelier.load(root, split="val")
    rows = json.loads((root / "val" / "queries.json").read_text(encoding="utf-8"))
    assert (dataset.name, dataset.split) == ("atelier", "val")
    assert list(dataset.galleries) == [""]
    gallery = dataset.galleries[""]
    assert len(gallery) == len(set(gallery)) == 60
    assert [query.query_id for query in dataset.queries] == [row["query_id"] for row in rows]
    for query, row in zip(dataset.queries, rows, strict=True):
        assert query.target_ids == set(row["target_ids"])
        assert query.hard_ids == set(row["hard_ids"])
        assert query.forbidden_ids == set(row["forbidden_ids"])
        assert query.ignore_ids == set(row["ignore_ids"])
        assert [(one.id, one.role) for one in query.more] == [
            (one["id"], one["role"]) for one in row["more"]
        ]
        assert (query.same_wish, query.language) == (row["same_wish"], row["language"])
        assert query.target_ids | {query.reference_id} <= set(gallery)
    assert dataset.places.source is not None
    for one in gallery:
        name = dataset.places.places[one]
        assert isinstance(name, str)
        assert dataset.places.source.read(name).startswith(b"\x89PNG")


def test_one_language_and_a_split_s_own_folder(root: Path) -> None:
    whole = atelier.load(root / "val", split="val")
    english = atelier.load(root, split="val.en")
    assert {query.language for query in english.queries} == {"en"}
    assert 2 * len(english.queries) == len(whole.queries)
    with pytest.raises(UnreadableFeed, match="no queries in"):
        atelier.load(root, split="val.fr")


def test_what_is_missing_or_changed_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownSource, match="no finished"):
        atelier.load(root, split="test")
    with pytest.raises(UnreadableFeed, match="split val"):
        atelier.load(root / "val", split="test")
    for name in ("benchmark.json", "queries.json", "products.csv"):
        (tmp_path / name).write_bytes((root / "val" / name).read_bytes())
    assert atelier.load(tmp_path, split="val").places.source is None
    with (tmp_path / "queries.json").open("a") as file:
        file.write(" ")
    with pytest.raises(UnreadableFeed, match="not what was made"):
        atelier.load(tmp_path, split="val")


def test_the_same_folder_is_a_fashioniq_root(root: Path) -> None:
    dataset = fashioniq.load(root / "val", split="val", images=root / "val" / "images")
    ours = atelier.load(root, split="val")
    truth = {(query.reference_id, query.text): query.target_ids for query in ours.queries}
    assert set(dataset.galleries) == {"dress", "shirt", "toptee"}
    assert dataset.queries
    for query in dataset.queries:
        assert len(query.captions) == 2
        for caption in query.captions:
            assert query.target_ids <= truth[query.reference_id, caption]
        gallery = dataset.galleries[query.gallery]
        assert {query.reference_id, *query.target_ids} <= set(gallery) <= set(dataset.places.places)
