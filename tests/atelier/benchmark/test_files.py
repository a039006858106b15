from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from pointsay.atelier.benchmark import make
from pointsay.atelier.benchmark.files import MANIFEST
from pointsay.atelier.render import Progress
from pointsay.errors import InvalidLimit


def small(root: Path, progress: Progress | None = None) -> Path:
    return make(root, split="test", pieces=60, wishes=12, width=16, workers=1, progress=progress)


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("made"))


def test_manifest_tells_sizes_and_checksums(made: Path) -> None:
    manifest = json.loads((made / MANIFEST).read_text(encoding="utf-8"))
    rows = json.loads((made / "queries.json").read_text(encoding="utf-8"))
    assert (manifest["version"], manifest["split"], manifest["seed"]) == (1, "test", 0)
    assert manifest["pieces"] == len(list((made / "images").glob("*.png"))) == 60
    assert manifest["queries"] == len(rows) == 12 * manifest["wishes"]
    assert sum(manifest["kinds"].values()) == manifest["wishes"]
    for name, checksum in manifest["files"].items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == checksum
    assert set(manifest["files"]) | {MANIFEST} == {
        name for name in tree(made) if not name.startswith("images/")
    }


def test_queries_name_pieces_of_the_feed_and_come_in_sixes(made: Path) -> None:
    with (made / "products.csv").open(encoding="utf-8", newline="") as file:
        known = {row["product_id"] for row in csv.DictReader(file)}
    rows = json.loads((made / "queries.json").read_text(encoding="utf-8"))
    assert len({row["query_id"] for row in rows}) == len(rows)
    wishes: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        named = {row["reference_id"], *(one["id"] for one in row["more"])}
        for name in ("target_ids", "ignore_ids", "hard_ids", "forbidden_ids"):
            named |= set(row[name])
        assert named <= known
        assert len(row["more"]) == {"two_references": 1, "three_references": 2}.get(row["kind"], 0)
        assert all(one["role"] for one in row["more"])
        wishes.setdefault(row["same_wish"], []).append(row)
    for same in wishes.values():
        assert len(same) == len({row["text"] for row in same}) == 6
        assert len({(row["language"], str(row["target_ids"])) for row in same}) == 1
    assert {row["language"] for row in rows} == {"en", "zh"}


def test_a_killed_run_goes_on_and_ends_the_same(made: Path, tmp_path: Path) -> None:
    def stop(done: int, _: int) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small(tmp_path, stop)
    assert not (tmp_path / "test" / MANIFEST).exists()
    steps: list[int] = []
    again = small(tmp_path, lambda done, _: steps.append(done))
    assert steps[0] == 25
    assert tree(again) == tree(made)


def test_fashioniq_form(made: Path) -> None:
    rows = json.loads((made / "queries.json").read_text(encoding="utf-8"))
    right = {(row["reference_id"], text): row for row in rows for text in [row["text"]]}
    found = 0
    for category in ("dress", "shirt", "toptee"):
        gallery = json.loads((made / "image_splits" / f"split.{category}.test.json").read_text())
        for row in json.loads((made / "captions" / f"cap.{category}.test.json").read_text()):
            found += 1
            assert set(row) == {"candidate", "target", "captions"}
            assert {row["candidate"], row["target"]} <= set(gallery)
            assert len(set(row["captions"])) == 2
            for caption in row["captions"]:
                assert row["target"] in right[row["candidate"], caption]["target_ids"]
    assert found > 0


def test_sizes_are_checked(tmp_path: Path) -> None:
    with pytest.raises(InvalidLimit, match="at least 50 pieces"):
        make(tmp_path, pieces=49)
