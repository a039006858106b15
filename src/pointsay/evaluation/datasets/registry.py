"""Datasets by name. A table of modules, so that naming one imports nothing of the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import cast

from pointsay.errors import UnknownDataset, shorten
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.datasets.subset import apply_subset, load_subset


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """What a caller needs to know of a dataset to ask for it.

    Attributes:
        name: As it is asked for.
        module: Has ``load(root, *, split, images=None)``.
        splits: Those there are; empty where any name goes.
        default: The split that is meant when none is named.
        summary: One line.
    """

    name: str
    module: str
    splits: tuple[str, ...]
    default: str
    summary: str


_HERE = "pointsay.evaluation.datasets"
_TABLE: dict[str, DatasetInfo] = {
    info.name: info
    for info in (
        DatasetInfo(
            "atelier",
            f"{_HERE}.atelier",
            (*("train", "val", "test"), "val.en", "val.zh", "test.en", "test.zh"),
            "val",
            "Drawn garments with exact truth: several answers, hard negatives, negation, roles.",
        ),
        DatasetInfo(
            "circo",
            f"{_HERE}.circo",
            ("val", "test"),
            "val",
            "CIRCO: several answers among 123,403 pictures of COCO 2017 unlabeled.",
        ),
        DatasetInfo(
            "cirr",
            f"{_HERE}.cirr",
            ("train", "val", "test1"),
            "val",
            "CIRR rc2: pictures of NLVR2, and sets of six alike ones.",
        ),
        DatasetInfo(
            "fashioniq",
            f"{_HERE}.fashioniq",
            ("train", "val", "test"),
            "val",
            "FashionIQ: dresses, shirts, tops and T-shirts, two captions a query.",
        ),
        DatasetInfo(
            "genecis",
            f"{_HERE}.genecis",
            ("all", "focus_attribute", "change_attribute", "focus_object", "change_object"),
            "all",
            "GeneCIS: one of fifteen pictures by a condition of a word or two.",
        ),
        DatasetInfo("own", f"{_HERE}.own", (), "all", "Your queries as JSON over your pictures."),
        DatasetInfo(
            "table", f"{_HERE}.table", (), "all", "Your queries as CSV over your pictures."
        ),
    )
}


def list_datasets() -> list[str]:
    """Return the names, sorted."""
    return sorted(_TABLE)


def describe_datasets() -> list[DatasetInfo]:
    """Return what is known of every dataset, sorted by name."""
    return [_TABLE[name] for name in list_datasets()]


def load_dataset(
    name: str,
    root: Path,
    *,
    split: str | None = None,
    images: Path | None = None,
    subset: Path | None = None,
) -> Dataset:
    """Read a dataset's split from its files; only its own loader is imported.

    Args:
        name: One of `list_datasets`.
        root: Where its files lie; docs/datasets.md says how.
        split: Which; the usual one by default.
        images: Folder or zip of its pictures; those that lie with the files by default.
        subset: A file that the doctor wrote, to leave out what it names.

    Raises:
        UnknownDataset: There is no such dataset, or it has no such split.
        UnknownSource: A file is missing.
        UnreadableFeed: A file is not in its form.
        SubsetMismatch: The subset is of another dataset.
    """
    if name not in _TABLE:
        raise UnknownDataset(
            f"there is no dataset {shorten(name)}",
            hint=f"use one of: {', '.join(list_datasets())}",
        )
    info = _TABLE[name]
    split = info.default if split is None else split
    if info.splits and split not in info.splits:
        raise UnknownDataset(
            f"{name} has no split {shorten(split)}", hint=f"use one of: {', '.join(info.splits)}"
        )
    load = import_module(info.module).load
    dataset = replace(cast(Dataset, load(root, split=split, images=images)), form=name)
    return apply_subset(dataset, load_subset(subset)) if subset else dataset
