from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from evaluation.datasets import forms
from pointsay.errors import SubsetMismatch, UnknownDataset
from pointsay.evaluation.datasets.doctor import examine
from pointsay.evaluation.datasets.registry import (
    describe_datasets,
    list_datasets,
    load_dataset,
)
from pointsay.evaluation.datasets.subset import make_subset, save_subset


def test_every_name_has_a_loader_and_a_usual_split() -> None:
    names = ["atelier", "circo", "cirr", "fashioniq", "genecis", "own", "table"]
    assert list_datasets() == names
    assert [info.name for info in describe_datasets()] == names
    for info in describe_datasets():
        assert callable(import_module(info.module).load)
        assert info.default in info.splits or not info.splits
        assert info.summary.endswith(".")


def test_loading_by_name(tmp_path: Path) -> None:
    for name, made in (
        ("fashioniq", forms.fashioniq),
        ("cirr", forms.cirr),
        ("circo", forms.circo),
    ):
        dataset = load_dataset(name, made(tmp_path / name))
        assert (dataset.name, dataset.split) == (name, "val")
    forms.circo(tmp_path / "circo", "test", queries=9)
    assert len(load_dataset("circo", tmp_path / "circo", split="test").queries) == 9


def test_one_name_imports_no_other(tmp_path: Path) -> None:
    root = forms.cirr(tmp_path)
    code = (
        "import sys, pathlib\n"
        "from pointsay.evaluation.datasets.registry import load_dataset\n"
        f"load_dataset('cirr', pathlib.Path({str(root)!r}))\n"
        "print(*(one for one in sys.modules if one.startswith('pointsay.evaluation.datasets.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {one.rpartition(".")[2] for one in done.stdout.split()}
    assert "cirr" in loaded
    assert not loaded & {"fashioniq", "circo", "genecis", "own", "table", "atelier"}


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownDataset, match="no dataset 'fashion'") as caught:
        load_dataset("fashion", tmp_path)
    assert "fashioniq" in caught.value.hint
    with pytest.raises(UnknownDataset, match="cirr has no split 'test'") as caught:
        load_dataset("cirr", tmp_path, split="test")
    assert "test1" in caught.value.hint


def test_with_a_subset_file(tmp_path: Path) -> None:
    root = forms.cirr(tmp_path / "cirr")
    names = [f"dev-{at}-0-img{at % 2}.png" for at in range(60) if at != 4]
    images = forms.write_pictures(tmp_path / "images", names)
    dataset = load_dataset("cirr", root, images=images)
    subset = make_subset(dataset, examine(dataset))
    save_subset(subset, tmp_path / "subset.json")
    cut = load_dataset("cirr", root, images=images, subset=tmp_path / "subset.json")
    assert cut.subset == subset.name
    assert len(cut.galleries[""]) == 59
    with pytest.raises(SubsetMismatch):
        load_dataset("circo", forms.circo(tmp_path / "circo"), subset=tmp_path / "subset.json")
