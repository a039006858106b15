"""``pointsay data``: exit codes, the table, JSON and the subset file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluation.datasets import forms
from pointsay.cli.data import data
from pointsay.errors import UnknownDataset, UnknownSource
from pointsay.evaluation.datasets.registry import list_datasets, load_dataset


def run(*arguments: object) -> Result:
    return CliRunner().invoke(data, [str(one) for one in arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """FashionIQ's files, and pictures beside them."""
    forms.fashioniq(tmp_path / "fashion")
    names = [f"{one}.png" for one in forms.fashioniq_ids()]
    forms.write_pictures(tmp_path / "fashion" / "images", names)
    return tmp_path / "fashion"


def test_a_whole_dataset_ends_well(root: Path, tmp_path: Path) -> None:
    done = run("doctor", "fashioniq", "--root", root, "--subset-out", tmp_path / "subset.json")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("fashioniq val: 19 pictures, decoded\n")
    assert "no subset file was written" in done.stderr
    assert not (tmp_path / "subset.json").exists()


def test_losses_have_an_exit_code_of_their_own_and_a_subset(root: Path, tmp_path: Path) -> None:
    (root / "images" / "D1.png").unlink()
    (root / "images" / "S5.png").write_bytes(b"")
    subset = tmp_path / "subset.json"
    done = run("doctor", "fashioniq", "--root", root, "--subset-out", subset)
    assert done.exit_code == 3, done.output
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["dress", "7", "->", "6", "4", "->", "2"] in rows
    assert ["queries", "lost", "3", "dress-0,", "dress-1,", "shirt-3"] in rows
    cut = load_dataset("fashioniq", root, subset=subset)
    assert cut.subset in done.stderr
    assert len(cut.queries) == 9


def test_json(root: Path) -> None:
    (root / "images" / "D1.png").unlink()
    done = run("doctor", "fashioniq", "--root", root, "--json", "--no-decode")
    assert done.exit_code == 3
    found = json.loads(done.stdout)
    assert found["missing"] == ["D1"]
    assert found["galleries"]["dress"] == {"whole": 7, "left": 6}
    assert found["whole"] is False
    assert found["decoded"] is False


def test_pictures_elsewhere_and_another_split(root: Path, tmp_path: Path) -> None:
    images = (root / "images").rename(tmp_path / "elsewhere")
    forms.fashioniq(root, "test")
    assert run("doctor", "fashioniq", "--root", root).exit_code == 3
    done = run("doctor", "fashioniq", "--root", root, "--images", images, "--split", "test")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("fashioniq test: ")


def test_refusals(root: Path, tmp_path: Path) -> None:
    assert isinstance(run("doctor", "fashion", "--root", root).exception, UnknownDataset)
    assert isinstance(run("doctor", "cirr", "--root", root).exception, UnknownSource)
    bare = forms.fashioniq(tmp_path / "bare")
    nothing = run("doctor", "fashioniq", "--root", bare, "--subset-out", tmp_path / "subset.json")
    assert isinstance(nothing.exception, UnknownSource)
    assert run("doctor", "fashioniq").exit_code == 2
    assert run("doctor", "fashioniq", "--root", tmp_path / "nowhere").exit_code == 2


def test_the_list() -> None:
    done = run("list")
    assert done.exit_code == 0
    names = [line.split()[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert names == list_datasets()
    rows = json.loads(run("list", "--json").stdout)
    assert [row["name"] for row in rows] == names
    cirr = next(row for row in rows if row["name"] == "cirr")
    assert cirr["default"] == "val"
    assert "splits: val, train, test1" in done.stdout
