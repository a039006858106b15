"""``pointsay evaluate run | plan | protocols``: FashionIQ's whole path, and what servers take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Run
from evaluation.datasets import forms
from pointsay.evaluation.records import load_record

METHODS = ("--method", "text_only", "--method", "sum?weight=0.25")


@pytest.fixture
def fashion(tmp_path: Path) -> Path:
    forms.fashioniq(tmp_path / "fashion")
    names = [f"{one}.png" for one in forms.fashioniq_ids()]
    forms.write_pictures(tmp_path / "fashion" / "images", names)
    return tmp_path / "fashion"


def command(root: Path, *more: object) -> tuple[object, ...]:
    records = root.parent / "records"
    return ("evaluate", "run", "--dataset", "fashioniq", "--root", root, *METHODS,
            "--records", records, "--cache", root.parent / "vectors", *more)  # fmt: skip


def test_the_fashioniq_path_from_files_to_records(pointsay: Run, fashion: Path) -> None:
    done = pointsay(*command(fashion, "--protocol", "searle", "--protocol", "seize"))
    out = done.ok()
    assert "MEAN" in out  # FashionIQ's headline is the mean over categories
    assert out.splitlines()[0].split() == ["n", "recall@10", "recall@50"]
    records = [load_record(file) for file in sorted((fashion.parent / "records").iterdir())]
    assert len(records) == 4
    assert {(one.method["name"], one.protocol["name"]) for one in records} == {
        (method, protocol) for method in ("text_only", "sum") for protocol in ("searle", "seize")
    }
    for record in records:
        kept = record.protocol["keep_reference"]
        assert kept is (record.protocol["name"] == "searle")
        assert record.dataset["ranked"] == {"dress": 7, "shirt": 7, "toptee": 7}
        assert [one.ranked for one in record.results] == [6 + kept] * 12
        assert record.left_out == {}
        assert "pointsay evaluate run" in record.command
        if record.method["name"] == "sum":
            assert record.method["options"]["weight"] == 0.25


def test_the_same_command_goes_on_where_it_was(pointsay: Run, fashion: Path) -> None:
    first = pointsay(*command(fashion))
    again = pointsay(*command(fashion))
    assert first.err.count("wrote ") == 2
    assert again.err.count("already there: ") == 2
    assert again.out == first.out
    assert pointsay(*command(fashion, "--again")).err.count("wrote ") == 2


def test_missing_pictures_are_counted_and_a_subset_names_the_rest(
    pointsay: Run, fashion: Path
) -> None:
    (fashion / "images" / "D1.png").unlink()
    (fashion / "images" / "S5.png").write_bytes(b"")
    done = pointsay(*command(fashion))
    done.ok()
    assert "warning: 2 pictures are missing or broken" in done.err
    assert "warning: 3 queries were left out" in done.err
    subset = fashion.parent / "subset.json"
    examined = pointsay("data", "doctor", "fashioniq", "--root", fashion, "--subset-out", subset)
    assert examined.code == 3
    cut = pointsay(*command(fashion, "--subset", subset))
    cut.ok()
    assert "warning: only the subset " in cut.err
    assert "missing or broken" not in cut.err
    of_subset = [
        record
        for file in (fashion.parent / "records").iterdir()
        for record in [load_record(file)]
        if record.dataset["subset"]
    ]
    assert len(of_subset) == 2
    assert all(len(one.results) == 9 and one.left_out == {} for one in of_subset)


def test_a_plan_runs_every_combination(pointsay: Run, fashion: Path) -> None:
    plan = fashion.parent / "plan.toml"
    plan.write_text(
        """
        records = "out"
        methods = ["image_only", "text_only"]
        [[dataset]]
        name = "fashioniq"
        root = "fashion"
        protocols = ["default", { preset = "searle", gallery = "asked" }]
        """,
        encoding="utf-8",
    )
    pointsay("evaluate", "plan", plan).ok()
    records = [load_record(file) for file in (fashion.parent / "out").iterdir()]
    assert {(one.method["name"], one.protocol["name"]) for one in records} == {
        ("image_only", "default"), ("text_only", "default"),
        ("image_only", "searle+"), ("text_only", "searle+"),
    }  # fmt: skip
    asked = next(one for one in records if one.protocol["gallery"] == "asked")
    assert asked.dataset["ranked"] == {"dress": 5, "shirt": 5, "toptee": 5}
    plan.write_text("methods = 3", encoding="utf-8")
    pointsay("evaluate", "plan", plan).refused("plan.toml", "docs/evaluation.md")


def test_hidden_splits_give_what_the_servers_take(pointsay: Run, tmp_path: Path) -> None:
    root = forms.cirr(tmp_path / "cirr", split="test1")
    paths = json.loads((root / "image_splits" / "split.rc2.test1.json").read_bytes())
    forms.write_pictures(root, [path.removeprefix("./") for path in paths.values()])
    done = pointsay(
        *("evaluate", "run", "--dataset", "cirr", "--root", root, "--split", "test1"),
        *("--method", "image_only", "--records", tmp_path / "r", "--server-files", tmp_path / "s"),
    )
    assert done.ok() == ""  # there is no truth to score against
    written = (tmp_path / "s").iterdir()
    files = {file.name.split(".")[-2]: json.loads(file.read_bytes()) for file in written}
    assert set(files) == {"recall", "recall_subset"}
    answers = {key: value for key, value in files["recall"].items() if key.isdecimal()}
    assert len(answers) == 7
    assert all(len(set(value)) == 50 for value in answers.values())
    assert all(len(files["recall_subset"][key]) == 3 for key in answers)


def test_protocols_are_told_with_every_choice(pointsay: Run) -> None:
    lines = pointsay("evaluate", "protocols", "fashioniq").ok().splitlines()
    assert any(line.startswith("name=searle, gallery=published, ") for line in lines)
    assert any("departs:" in line for line in lines)


def test_refusals(pointsay: Run, fashion: Path) -> None:
    pointsay(*command(fashion, "--protocol", "mine")).refused("'mine'", "searle")
    pointsay(*command(fashion, "--method", "sum?speed=1")).refused("'speed'", "weight")
    pointsay(*command(fashion, "--split", "spring")).refused("'spring'", "val")
    pointsay("evaluate", "run", "--dataset", "x", "--root", fashion, *METHODS).refused("'x'")
    assert not (fashion.parent / "records").exists()
