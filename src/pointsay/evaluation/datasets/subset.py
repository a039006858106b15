"""A benchmark less what could not be had, by a name that says so in every result.

Two people who miss the same pictures get the same name; figures of two names are not compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pointsay.errors import SubsetMismatch, UnknownSource
from pointsay.evaluation.datasets.base import Dataset
from pointsay.evaluation.datasets.diagnosis import Diagnosis
from pointsay.evaluation.datasets.fingerprint import fingerprint
from pointsay.evaluation.files import load_json, save_json
from pointsay.evaluation.queries import EvaluationQuery

VERSION = 1
KIND = "subset of a dataset"
MISSING = "missing"


@dataclass(frozen=True)
class Subset:
    """What is left out of a dataset.

    Attributes:
        dataset, split: Of what.
        fingerprint: Of the dataset it was made of (`fingerprint.fingerprint`).
        pictures: Id -> why it is left out.
        queries: Id -> why it is left out.
    """

    dataset: str
    split: str
    fingerprint: str
    pictures: Mapping[str, str]
    queries: Mapping[str, str]

    @property
    def name(self) -> str:
        """Names dataset, split and what is left out, whatever the reasons."""
        what = [self.fingerprint, sorted(self.pictures), sorted(self.queries)]
        digest = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        return f"{self.dataset}-{self.split}-{digest[:10]}"


def make_subset(dataset: Dataset, diagnosis: Diagnosis) -> Subset:
    """Leave out what the doctor found missing, broken or lost.

    Args:
        dataset: The one that was examined.
        diagnosis: Of it.

    Raises:
        UnknownSource: Nothing would be left.
        SubsetMismatch: The dataset is a subset already.
    """
    _whole(dataset)
    if len(diagnosis.lost) == len(dataset.queries):
        raise UnknownSource(
            f"no query of {dataset.name} {dataset.split} can be asked with the pictures at hand",
            hint="give the folder or zip of the pictures, and check their names",
        )
    return Subset(
        dataset=dataset.name,
        split=dataset.split,
        fingerprint=fingerprint(dataset),
        pictures={**dict.fromkeys(diagnosis.missing, MISSING), **diagnosis.broken},
        queries=dict(diagnosis.lost),
    )


def save_subset(subset: Subset, file: Path) -> None:
    """Write a subset file."""
    save_json(asdict(subset), file, kind=KIND, version=VERSION)


def load_subset(file: Path) -> Subset:
    """Read a subset file.

    Raises:
        UnreadableFeed: It is missing, damaged, or no subset file.
    """
    return load_json(
        file, _made, kind=KIND, version=VERSION, hint="give a file that pointsay data doctor wrote"
    )


def _made(body: dict[str, Any]) -> Subset:
    return Subset(**body)


def apply_subset(dataset: Dataset, subset: Subset) -> Dataset:
    """Return the dataset less what the subset leaves out, named after it.

    Raises:
        SubsetMismatch: The subset is of another dataset, split or version of the files, or the
            dataset is a subset already.
    """
    _whole(dataset)
    if (dataset.name, dataset.split) != (subset.dataset, subset.split):
        raise SubsetMismatch(
            f"the subset {subset.name} is of {subset.dataset} {subset.split}, "
            f"not of {dataset.name} {dataset.split}",
            hint="make one with pointsay data doctor --subset-out",
        )
    if fingerprint(dataset) != subset.fingerprint:
        raise SubsetMismatch(
            f"the subset {subset.name} was made of other queries or galleries",
            hint="use the files that it was made of, or make it again with pointsay data doctor",
        )
    out = frozenset(subset.pictures)
    return replace(
        dataset,
        galleries={name: _without(ids, out) for name, ids in dataset.galleries.items()},
        queries=[_cut(one, out) for one in dataset.queries if one.query_id not in subset.queries],
        subset=subset.name,
    )


def _whole(dataset: Dataset) -> None:
    if dataset.subset:
        raise SubsetMismatch(
            f"{dataset.name} {dataset.split} is the subset {dataset.subset} already",
            hint="load it without a subset file",
        )


def _without(ids: Iterable[str], out: frozenset[str]) -> list[str]:
    """Return what is left, in order, each once."""
    return [one for one in dict.fromkeys(ids) if one not in out]


def _cut(query: EvaluationQuery, out: frozenset[str]) -> EvaluationQuery:
    return replace(
        query,
        target_ids=query.target_ids - out,
        hard_ids=query.hard_ids - out,
        forbidden_ids=query.forbidden_ids - out,
        candidates=tuple(_without(query.candidates, out)),
    )
